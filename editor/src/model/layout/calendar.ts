/** Days of a calendar, in the order that a language has them. Dates are texts such as `2026-11-26`: they know no time zone. Pure. */

const DAY_MS = 86_400_000;

/** From 1, Monday, to 7. */
export function firstWeekday(language: string): number {
	const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
	return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
}

export function dayText(date: Date): string {
	return `${String(date.getFullYear())}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

function atNoon(day: string): Date {
	return new Date(`${day}T12:00:00Z`);
}

export function addDays(day: string, n: number): string {
	return new Date(atNoon(day).getTime() + n * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-11` and a step. */
export function addMonths(month: string, n: number): string {
	const [year = 1970, one = 1] = month.split('-').map(Number);
	const index = year * 12 + one - 1 + n;
	return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** The weeks that a month touches, as many as there are. */
export function weeksOf(month: string, first: number): string[][] {
	const start = `${month}-01`;
	const weekday = ((atNoon(start).getUTCDay() + 6) % 7) + 1;
	const from = addDays(start, -((weekday - first + 7) % 7));
	const weeks: string[][] = [];
	for (let day = from; day.slice(0, 7) <= month; day = addDays(day, 7)) weeks.push(Array.from({ length: 7 }, (_, index) => addDays(day, index)));
	return weeks;
}

/** The day on which a value falls, where the reader is. */
export function dayOf(value: unknown, type: string): string | undefined {
	if (typeof value !== 'string' || value === '') return undefined;
	if (type === 'date' || type === 'dateTime') return value.slice(0, 10);
	const date = new Date(value);
	return Number.isNaN(date.getTime()) ? undefined : dayText(date);
}

/** The same moment on another day. */
export function onDay(value: string, type: string, day: string): string {
	if (type === 'date') return day;
	if (type === 'dateTime') return `${day}${value.slice(10)}`;
	const before = new Date(value);
	const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
	return new Date(year, month - 1, date, before.getHours(), before.getMinutes(), before.getSeconds()).toISOString();
}

/** What a filter compares a column with, so that all of a range of days is found wherever the reader is. */
export function rangeOf(from: string, to: string, type: string): [string, string] {
	if (type === 'date') return [from, to];
	if (type === 'dateTime') return [`${from}T00:00:00`, `${to}T23:59:59`];
	return [new Date(`${from}T00:00:00`).toISOString(), new Date(`${to}T23:59:59`).toISOString()];
}
