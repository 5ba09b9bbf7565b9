/** What part of the library is shown, and what that asks the server for. */
import type { Params } from '../../api/client';
import { kindFilter, type FileKind } from '../../model/files/kinds';
import { EVERYWHERE } from './FolderTree';

export interface Browse {
	/** `null`: the top; `*`: everywhere. */
	folder: string | null;
	search: string;
	kind: FileKind | null;
	sort: string;
	view: 'grid' | 'list';
}

export const FILE_FIELDS = ['id', 'title', 'type', 'filename_download', 'filesize', 'width', 'height', 'folder', 'created_on', 'modified_on'];
export const FILE_SORTS = ['-created_on', 'title', '-title', '-filesize', 'type'] as const;
export const START: Browse = { folder: null, search: '', kind: null, sort: '-created_on', view: 'grid' };

/** A search looks everywhere: nobody knows which folder what he seeks is in. */
export function conditionsOf({ folder, search, kind }: Browse, extra?: Record<string, unknown>): Params {
	const parts: Record<string, unknown>[] = [];
	if (folder !== EVERYWHERE && search === '') parts.push({ folder: folder === null ? { _null: true } : { _eq: folder } });
	if (kind) parts.push(kindFilter(kind));
	if (extra) parts.push(extra);
	return { ...(search !== '' && { search }), ...(parts.length > 0 && { filter: { _and: parts } }) };
}
