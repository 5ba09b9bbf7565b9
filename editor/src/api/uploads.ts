/**
 * Files on their way to the server. They go on while one visits other pages; two at a time, each with its progress.
 *
 * `fetch` can't tell how much of a body is sent, so these requests are the only ones that don't go through the SDK.
 */
import { apiRoot, ask, guard } from './client';
import { viewAs } from './viewAs';
import { problemsOf } from './errors';
import type { Item } from './items';
import { itemsChanged } from './keys';
import { uploadList, type Upload } from './uploadList';

interface Job {
	id: number;
	run: (onProgress: (share: number) => void, signal: AbortSignal) => Promise<Item>;
	cancel: AbortController;
	resolve: (file: Item | null) => void;
}

const N_AT_ONCE = 2;
/** How long what is done stays in sight. */
const DONE_MS = 5000;
const jobs = new Map<number, Job>();
let n_made = 0;

function put(id: number, changes: Partial<Upload>): void {
	uploadList.set(uploadList.get().map((one) => (one.id === id ? { ...one, ...changes } : one)));
}

function enqueue(name: string, run: Job['run']): Promise<Item | null> {
	n_made += 1;
	const id = n_made;
	return new Promise((resolve) => {
		jobs.set(id, { id, run, cancel: new AbortController(), resolve });
		uploadList.set([...uploadList.get(), { id, name, share: undefined, state: 'waiting', problem: undefined, file: undefined }]);
		next();
	});
}

function next(): void {
	const all = uploadList.get();
	const n_running = all.filter((one) => one.state === 'running').length;
	for (const one of all.filter(({ state }) => state === 'waiting').slice(0, N_AT_ONCE - n_running)) {
		const job = jobs.get(one.id);
		if (job) void carryOut(job);
	}
}

async function carryOut(job: Job): Promise<void> {
	put(job.id, { state: 'running', problem: undefined });
	try {
		const file = await job.run((share) => put(job.id, { share }), job.cancel.signal);
		put(job.id, { state: 'done', share: 1, file });
		jobs.delete(job.id);
		await itemsChanged();
		job.resolve(file);
		clearLater();
	} catch (error) {
		if (job.cancel.signal.aborted) return;
		put(job.id, { state: 'failed', share: undefined, problem: problemsOf(error)[0]?.message });
	} finally {
		next();
	}
}

let clearing: ReturnType<typeof setTimeout> | undefined;

/** Once all went well, the list goes by itself. */
function clearLater(): void {
	clearTimeout(clearing);
	clearing = setTimeout(() => {
		if (uploadList.get().every((one) => one.state === 'done')) uploads.clear();
	}, DONE_MS);
}

export const uploads = {
	/** Sends files into a folder. Resolves with each file, or `null` where it was given up. */
	add(files: readonly File[], folder: string | null): Promise<Array<Item | null>> {
		return Promise.all(files.map((file) => enqueue(file.name, (onProgress, signal) => sendForm('POST', '/files', formOf(file, { folder, title: titleFrom(file.name) }), onProgress, signal))));
	},
	/** Lets the server fetch a file from elsewhere. */
	import(url: string, folder: string | null): Promise<Item | null> {
		return enqueue(url, (_, signal) => ask<Item>('/files/import', { method: 'POST', body: { url, data: { folder } }, signal }));
	},
	/** New bytes for a file; its key and everything that refers to it stay. */
	replace(key: string, file: File): Promise<Item | null> {
		return enqueue(file.name, (onProgress, signal) => sendForm('PATCH', `/files/${encodeURIComponent(key)}`, formOf(file, {}), onProgress, signal));
	},
	retry(id: number): void {
		put(id, { state: 'waiting', problem: undefined });
		next();
	},
	/** Takes one off the list; what is on its way is given up. */
	dismiss(id: number): void {
		const job = jobs.get(id);
		jobs.delete(id);
		job?.cancel.abort();
		job?.resolve(null);
		uploadList.set(uploadList.get().filter((one) => one.id !== id));
		next();
	},
	/** Takes all off the list that are over. */
	clear(): void {
		for (const one of uploadList.get()) if (one.state === 'done' || one.state === 'failed') uploads.dismiss(one.id);
	},
};

/** `summer_in-rome.jpg` → `Summer in rome`. */
export function titleFrom(name: string): string {
	const words = name.replace(/\.[^.]+$/, '').replace(/[_-]+/g, ' ').trim();
	return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

/** What is said about a file goes before it: the server reads them in order. */
function formOf(file: File, said: Record<string, string | null>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(said)) if (value !== null) form.append(name, value);
	form.append('file', file);
	return form;
}

/** Sends a form and answers `data`, or throws what the server refuses with. */
export async function sendForm<T = Item>(method: 'POST' | 'PATCH', path: string, form: FormData, onProgress: (share: number) => void, signal?: AbortSignal): Promise<T> {
	const url = apiRoot + path;
	const response = await guard(url, () => exchange(method, url, form, onProgress, signal));
	const text = await response.text();
	const body = (text === '' ? {} : JSON.parse(text)) as { data?: T; errors?: unknown };
	if (!response.ok) throw body;
	return body.data as T;
}

function exchange(method: string, url: string, form: FormData, onProgress: (share: number) => void, signal: AbortSignal | undefined): Promise<Response> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open(method, url);
		request.withCredentials = true;
		for (const [name, value] of Object.entries(viewAs.headers())) request.setRequestHeader(name, value);
		request.upload.onprogress = (event) => {
			if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
		};
		request.onload = () => resolve(new Response(request.status === 204 ? null : request.responseText, { status: request.status }));
		request.onerror = () => reject(new TypeError('The server did not answer.'));
		request.onabort = () => reject(new DOMException('Given up', 'AbortError'));
		signal?.addEventListener('abort', () => request.abort());
		request.send(form);
	});
}
