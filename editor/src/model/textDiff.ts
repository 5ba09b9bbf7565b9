/** Two texts word by word. */

export interface Piece {
	kind: 'same' | 'added' | 'removed';
	text: string;
}

/** Longer texts are shown one after the other, because the table of a comparison grows with the square. */
const N_WORDS_MAX = 600;

/** Nothing where the texts are too long, or have so little in common that marks would not help. */
export function textDiff(before: string, after: string): Piece[] | undefined {
	const a = wordsOf(before);
	const b = wordsOf(after);
	if (a.length > N_WORDS_MAX || b.length > N_WORDS_MAX || a.length === 0 || b.length === 0) return undefined;
	// `common[i][j]`: how many words the ends from `i` and `j` on have in common.
	const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
	const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
	for (let i = a.length - 1; i >= 0; i -= 1) {
		for (let j = b.length - 1; j >= 0; j -= 1) (common[i] as Uint16Array)[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
	}
	if (at(0, 0) * 3 < Math.max(a.length, b.length)) return undefined;
	const pieces: Piece[] = [];
	const push = (kind: Piece['kind'], text: string) => {
		const last = pieces.at(-1);
		if (last?.kind === kind) last.text += text;
		else pieces.push({ kind, text });
	};
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		if (i < a.length && j < b.length && a[i] === b[j]) {
			push('same', a[i] ?? '');
			i += 1;
			j += 1;
		} else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
			push('removed', a[i] ?? '');
			i += 1;
		} else {
			push('added', b[j] ?? '');
			j += 1;
		}
	}
	return pieces;
}

/** Words with the space behind them. */
function wordsOf(text: string): string[] {
	return text.match(/\S+\s*|\s+/g) ?? [];
}
