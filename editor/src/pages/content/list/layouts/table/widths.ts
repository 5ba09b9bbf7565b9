/** How wide columns are: as somebody made them, else by what they hold. */
import type { Column } from '../../../../../model/columns';

export const NARROWEST = 60;
export const WIDEST = 900;
const STEP = 16;

export function widthsOf(given: unknown): Record<string, number> {
	if (typeof given !== 'object' || given === null) return {};
	return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1])));
}

export function bounded(width: number): number {
	return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export function stepped(width: number, key: string, isRtl: boolean): number | undefined {
	if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
	return bounded(width + ((key === 'ArrowRight') !== isRtl ? STEP : -STEP));
}

const NUMBERS = new Set(['integer', 'bigInteger', 'float', 'decimal']);

export function isNumber(column: Column): boolean {
	return column.kind === 'count' || (column.kind === 'value' && NUMBERS.has(column.field.type) && column.field.options['choices'] === undefined);
}

/** The column that says what an item is called and leads to it: the first that is no picture. */
export function nameIndex(columns: readonly Column[]): number {
	return Math.max(0, columns.findIndex((column) => column.kind !== 'image'));
}

/** Numbers are narrow, texts share the rest. The last column fills up where all have a width. */
export function templateOf(columns: readonly Column[], widths: Record<string, number>, hasOrder: boolean): string {
	const each = columns.map((column, index) => {
		const own = widths[column.path];
		if (own !== undefined) return index === columns.length - 1 ? `minmax(${String(own)}px, 1fr)` : `${String(own)}px`;
		if (column.kind === 'image') return '84px';
		if (index === nameIndex(columns)) return 'minmax(200px, 2fr)';
		return isNumber(column) || column.field.type === 'boolean' ? 'minmax(96px, 0.7fr)' : 'minmax(130px, 1.2fr)';
	});
	return `${hasOrder ? '40px 40px' : '52px'} ${each.join(' ')}`;
}
