/** The files on their way, for whoever shows them; what sends them is in `uploads.ts`. */
import type { Item } from './items';
import { createStore, useStore } from './store';

export interface Upload {
	id: number;
	name: string;
	/** From 0 to 1; nothing where it can't be known. */
	share: number | undefined;
	state: 'waiting' | 'running' | 'done' | 'failed';
	problem: string | undefined;
	/** The file that came of it. */
	file: Item | undefined;
}

export const uploadList = createStore<readonly Upload[]>([]);

export function useUploads(): readonly Upload[] {
	return useStore(uploadList);
}
