/** One copied block, for every page of this browser. */
import type { Edits } from '../../model/draft';
import { editsToText, textToEdits } from '../../model/duplicate';

const KEY = 'relata.block';

interface Copied {
	collection: string;
	values: Edits;
}

export function copy({ collection, values }: Copied): void {
	localStorage.setItem(KEY, JSON.stringify({ collection, values: editsToText(values) }));
}

export function pasted(): Copied | undefined {
	try {
		const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
		const isCopied = typeof value === 'object' && value !== null && 'collection' in value && 'values' in value && typeof value.collection === 'string' && typeof value.values === 'string';
		return isCopied ? { collection: value.collection as string, values: textToEdits(value.values as string) } : undefined;
	} catch {
		return undefined;
	}
}
