/** Files that the server writes while they are read: a person sees how far they are, may give them up, and learns why one is refused. */
import { apiRoot, guard } from './client';
import { share } from './share';
import { viewAs } from './viewAs';

/** Reads a whole answer and says at each piece how many bytes there are. */
export async function download(path: string, onProgress: (bytes: number) => void, signal: AbortSignal): Promise<Blob> {
	const url = `${apiRoot}${path}`;
	const response = await guard(url, () => fetch(url, { credentials: 'include', headers: { ...viewAs.headers(), ...share.headers() }, signal }));
	if (!response.ok) throw await response.json().catch(() => new Error(response.statusText));
	const pieces: BlobPart[] = [];
	let bytes = 0;
	const reader = response.body?.getReader();
	for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
		pieces.push(read.value);
		bytes += read.value.length;
		onProgress(bytes);
	}
	return new Blob(pieces, { type: response.headers.get('content-type') ?? '' });
}
