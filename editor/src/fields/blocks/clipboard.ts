/** One copied block, for every page of this browser. */
import type { Edits } from '../../model/draft';

const KEY = 'relata.block';

interface Copied {
	collection: string;
	values: Edits;
}

export function copy(block: Copied): void {
	localStorage.setItem(KEY, JSON.stringify(block));
}

export function pasted(): Copied | undefined {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
		return typeof value === 'object' && value !== null && 'collection' in value && 'values' in value ? (value as Copied) : undefined;
	} catch {
		return undefined;
	}
}
