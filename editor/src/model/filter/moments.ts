/** Moments that move along, like "7 days ago": `$NOW(-7 days)` to the API. Pure. */

/** How far away a moment is, in one unit; the past is negative. */
export interface Distance {
	n: number;
	unit: Unit;
}

export const UNITS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type Unit = (typeof UNITS)[number];

const WRITTEN = new RegExp(`^\\$NOW\\(\\s*([+-]?)\\s*(\\d+)\\s*(${UNITS.join('|')})s?\\s*\\)$`);

/** Whether a value moves along with time, in whatever way it is written. */
export function moves(value: string): boolean {
	return value.startsWith('$NOW');
}

/** The distance that a text writes down; nothing where it is written in another way. */
export function readDistance(value: string): Distance | undefined {
	if (value === '$NOW') return { n: 0, unit: 'day' };
	const [, sign, n, unit] = WRITTEN.exec(value) ?? [];
	return n === undefined ? undefined : { n: Number(n) * (sign === '-' ? -1 : 1), unit: unit as Unit };
}

export function writeDistance({ n, unit }: Distance): string {
	return n === 0 ? '$NOW' : `$NOW(${n > 0 ? '+' : '-'}${String(Math.abs(n))} ${unit}${Math.abs(n) === 1 ? '' : 's'})`;
}
