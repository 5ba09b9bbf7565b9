/**
 * Answers without a lost digit. Databases without a type for them send whole numbers beyond 2^53 as JSON numbers, which a browser would round:
 * those of the fields that may hold such ones are read as text, as other databases send them anyway.
 */

const LONG = /\d{16}/;

let member: RegExp | undefined;

/** Says which fields may hold long numbers. */
export function setLongFields(names: Iterable<string>): void {
	const alternatives = [...new Set(names)].map((name) => JSON.stringify(name).slice(1, -1).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	member = alternatives.length > 0 ? new RegExp(`("(?:${alternatives.join('|')})"\\s*:\\s*)(-?\\d{16,})(?=\\s*[,}])`, 'g') : undefined;
}

/** Reads an answer's JSON. */
export function parseExact(text: string): unknown {
	if (member === undefined || !LONG.test(text)) return JSON.parse(text);
	return JSON.parse(text.replace(member, (whole, name: string, digits: string) => (Number.isSafeInteger(Number(digits)) ? whole : `${name}"${digits}"`)));
}
