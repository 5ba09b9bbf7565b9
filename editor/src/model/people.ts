/** Finding people by what they are called: somebody types a first and a last name, which stand in two columns. Pure. */

export const NAMES = ['first_name', 'last_name', 'email'] as const;

/** A filter for those who have every word of a text in one of these columns. */
export function calledLike(text: string, columns: readonly string[] = NAMES): { _and: Record<string, unknown>[] } {
	const words = text.split(/\s+/).filter((word) => word !== '');
	return { _and: words.map((word) => ({ _or: columns.map((name) => ({ [name]: { _icontains: word } })) })) };
}
