/** The folders of the file library, read with one request, and how many files are in each. */
import { useQuery } from '@tanstack/react-query';

import { ask } from './client';
import { keys } from './keys';

export interface Folder {
	id: string;
	name: string;
	parent: string | null;
}

export function useFolders() {
	return useQuery({ queryKey: keys.folders, queryFn: () => ask<Folder[]>('/folders', { params: { fields: ['id', 'name', 'parent'], sort: ['name'], limit: -1 } }) });
}

/** By folder; `null` is the top. */
export function useFilesPerFolder() {
	return useQuery({
		queryKey: [...keys.folders, 'counts'],
		queryFn: async () => {
			const rows = await ask<Array<{ folder: string | null; count: number | string | Record<string, number | string> }>>('/files', { params: { aggregate: { count: '*' }, groupBy: ['folder'], limit: -1 } });
			return new Map(rows.map((row) => [row.folder, Number(typeof row.count === 'object' ? Object.values(row.count)[0] : row.count)]));
		},
	});
}
