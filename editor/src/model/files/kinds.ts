/** What kinds of file there are, by media type, and how their size reads. Pure. */

export const FILE_KINDS = ['image', 'video', 'audio', 'document', 'other'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const DOCUMENT = /^(text\/|application\/(pdf|json|msword|rtf|xml|vnd\.(openxmlformats|oasis|ms-)))/;

export function kindOf(type: unknown): FileKind {
	const text = String(type ?? '');
	const [first] = text.split('/');
	if (first === 'image' || first === 'video' || first === 'audio') return first;
	return DOCUMENT.test(text) ? 'document' : 'other';
}

/** The filter that finds one kind. */
export function kindFilter(kind: FileKind): Record<string, unknown> {
	const starts = (prefix: string) => ({ type: { _starts_with: prefix } });
	const documents = ['text/', 'application/pdf', 'application/json', 'application/msword', 'application/rtf', 'application/xml', 'application/vnd.openxmlformats', 'application/vnd.oasis', 'application/vnd.ms-'];
	if (kind === 'document') return { _or: documents.map(starts) };
	if (kind === 'other') return { _or: [{ type: { _null: true } }, { _and: ['image/', 'video/', 'audio/', ...documents].map((prefix) => ({ type: { _nstarts_with: prefix } })) }] };
	return starts(`${kind}/`);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `1.4 MB`, in the language's digits. */
export function sizeText(bytes: unknown, language: string): string {
	const size = Number(bytes ?? 0);
	if (!Number.isFinite(size) || size <= 0) return '';
	const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(size) / 3));
	return `${(size / 1000 ** power).toLocaleString(language, { maximumFractionDigits: power === 0 ? 0 : 1 })} ${UNITS[power] ?? ''}`;
}

/** `PDF`, `JPG`: what stands on a file that has no picture. */
export function extensionOf(file: Record<string, unknown>): string {
	const name = String(file['filename_download'] ?? '');
	const end = /\.([a-z\d]{1,5})$/i.exec(name)?.[1] ?? String(file['type'] ?? '').split('/')[1] ?? '';
	return end.slice(0, 5).toUpperCase();
}
