/** What the server says of the rows of an imported file, and the file as it wants it. */

/** `2, 7, 10–29` out of a refusal's `rows`; nothing where it names none. */
export function rowsOf(extensions: Record<string, unknown>): string | undefined {
	const parts = extensions['rows'];
	if (!Array.isArray(parts)) return undefined;
	const told = parts.flatMap((part: unknown) => {
		const { type, rows, start, end } = (typeof part === 'object' && part !== null ? part : {}) as Record<string, unknown>;
		if (type === 'range') return [`${String(start)}–${String(end)}`];
		return Array.isArray(rows) ? rows.map(String) : [];
	});
	return told.length > 0 ? told.join(', ') : undefined;
}

/** Systems differ in what they take a file for; its name says what it is. */
export function importForm(file: File): FormData {
	const type = file.name.toLowerCase().endsWith('.json') ? 'application/json' : 'text/csv';
	const form = new FormData();
	form.append('file', new File([file], file.name, { type }));
	return form;
}
