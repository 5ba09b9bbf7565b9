/**
 * The one way to the server: the official SDK over a `fetch` that survives a lost session and a lost network.
 *
 * A request that meets a lost session waits for a new login and is then sent again, so that no edit is lost.
 */
import { authentication, createDirectus, rest } from '@directus/sdk';

import type { KeyAdapter } from '../model/compositeKeys';
import { connection } from './connection';
import { parseExact } from './exact';
import { session } from './session';
import { share } from './share';
import { viewAs } from './viewAs';

/** The folder that the Editor is served from, e.g. `/admin/`. */
export const editorRoot = new URL('.', document.baseURI);

/** Where the API is: one folder above the Editor. Without a slash at the end. */
export const apiRoot = new URL('..', editorRoot).href.replace(/\/$/, '');

const ASKS_WITHOUT_SESSION = /\/(auth\/|server\/|users\/register|users\/invite\/accept|utils\/setup)/;

async function guardedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
	const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
	const response = await guard(url, () => fetch(input, init));
	response.json = async () => parseExact(await response.text());
	return response;
}

/** Sends a request that survives a lost session, in whatever way `send` sends it. */
export async function guard(url: string, send: () => Promise<Response>): Promise<Response> {
	for (let isRepeated = false; ; ) {
		let response: Response;
		try {
			response = await send();
		} catch (error) {
			if (!(error instanceof DOMException && error.name === 'AbortError')) connection.lost();
			throw error;
		}
		connection.found();
		const mayBeStranger = response.status === 401 || response.status === 403;
		if (!mayBeStranger || !session.isEstablished() || ASKS_WITHOUT_SESSION.test(url)) return response;
		if (await isLoggedIn()) {
			// A request that crossed with a renewal of the session carried the old cookie.
			if (response.status === 403 || isRepeated) return response;
			isRepeated = true;
		} else {
			await session.askForLogin();
		}
	}
}

let checking: Promise<boolean> | undefined;

/** A cookie that ran out is not sent at all: then the server sees a stranger, who is refused with 403. */
async function isLoggedIn(): Promise<boolean> {
	if (!session.isEstablished()) return true;
	checking ??= fetch(`${apiRoot}/users/me?fields=id`, { credentials: 'include' })
		.then((response) => response.ok)
		.catch(() => true)
		.finally(() => {
			checking = undefined;
		});
	return checking;
}

/** The SDK's client; logs in with a session cookie. */
export const client = createDirectus(apiRoot, { globals: { fetch: guardedFetch } })
	.with(authentication('session', { credentials: 'include', autoRefresh: true }))
	.with(rest({ credentials: 'include' }));

/** A request's parameters, as the SDK takes them: `fields`, `filter`, `deep`, … */
export type Params = Record<string, unknown>;

interface Ask {
	method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'SEARCH';
	params?: Params;
	body?: unknown;
	signal?: AbortSignal | undefined;
}

let keys: KeyAdapter | undefined;

/** Says how keys of several columns are asked for. */
export function setKeyAdapter(adapter: KeyAdapter | undefined): void {
	keys = adapter;
}

/** One request over the SDK; answers `data`. */
export async function ask<T>(path: string, asked: Ask = {}): Promise<T> {
	const [, collection, key] = (keys && /^\/items\/([^/?]+)(\/.+)?/.exec(path)) ?? [];
	if (!keys || collection === undefined) return send<T>(path, asked);
	const { method = 'GET', params, body } = asked;
	const answer = await send<T>(path, { ...asked, ...(params && { params: keys.query(collection, params) }), ...(body !== undefined && { body: adaptedBody(keys, collection, body, { method, isOne: key !== undefined }) }) });
	keys.answer(collection, answer);
	return answer;
}

function adaptedBody(adapter: KeyAdapter, collection: string, body: unknown, { method, isOne }: { method: string; isOne: boolean }): unknown {
	if (body instanceof FormData || method === 'DELETE') return body;
	const { query, data } = body as { query?: Params; data?: unknown };
	if (!Array.isArray(body) && !isOne && (method === 'SEARCH' || (method === 'PATCH' && data !== undefined))) {
		return { ...(body as Params), ...(query && { query: adapter.query(collection, query) }), ...(data !== undefined && { data: adapter.payload(collection, data) }) };
	}
	return adapter.payload(collection, body);
}

async function send<T>(path: string, { method = 'GET', params, body, signal }: Ask): Promise<T> {
	return client.request<T>(() => ({
		path,
		method,
		...(params && { params }),
		...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
		headers: { ...viewAs.headers(), ...share.headers(), ...(body instanceof FormData && { 'Content-Type': 'multipart/form-data' }) },
		onRequest: (options) => ({ ...options, ...(signal && { signal }) }),
	}));
}

/** A picture's address that somebody wrote into a text: where it is that of a file of ours, it is asked for as everything else. */
export function writtenUrl(written: string): string {
	const assets = `${apiRoot}/assets/`;
	const url = URL.canParse(written, editorRoot.href) ? new URL(written, editorRoot) : null;
	if (!url?.href.startsWith(assets)) return written;
	for (const [name, value] of Object.entries({ ...viewAs.query(), ...share.query() })) url.searchParams.set(name, value);
	return url.href;
}

/** The address of a file's bytes. */
export function assetUrl(id: string, params: Record<string, string | number> = {}): string {
	const query = new URLSearchParams(Object.entries({ ...params, ...viewAs.query(), ...share.query() }).map(([name, value]) => [name, String(value)])).toString();
	return `${apiRoot}/assets/${encodeURIComponent(id)}${query ? `?${query}` : ''}`;
}
