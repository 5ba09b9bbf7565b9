import { describe, expect, it } from 'vitest';

import { addDays, addMonths, dayOf, firstWeekday, onDay, rangeOf, weeksOf } from './calendar';
import { circleOf, findNode, forest, pruned, rowsOf, stepOf, type ForestItem } from './forest';
import { audienceOf, bookmarksOf, change, defaultPreset, withChanges, type Preset } from './presets';

const preset = (id: number, more: Partial<Preset>): Preset => ({ id, bookmark: null, collection: 'a', user: null, role: null, icon: null, color: null, search: null, filter: null, layout: null, layout_query: null, layout_options: null, ...more });

describe('presets', () => {
	const all = [preset(1, {}), preset(2, { role: 'r' }), preset(3, { user: 'u', bookmark: 'Z' }), preset(4, { user: 'u', collection: 'b' }), preset(5, { bookmark: 'A' })];

	it('nearest to oneself holds', () => {
		expect(defaultPreset(all, 'a')?.id).toBe(2);
		expect(defaultPreset([...all, preset(9, { user: 'u' })], 'a')?.id).toBe(9);
		expect(defaultPreset(all, 'c')).toBeUndefined();
		expect(all.map(audienceOf)).toEqual(['everybody', 'role', 'user', 'user', 'everybody']);
	});

	it('with a name are views', () => {
		expect(bookmarksOf(all, 'a').map((one) => one.bookmark)).toEqual(['A', 'Z']);
	});

	it('take changes without losing what other layouts have', () => {
		const base = preset(1, { layout: 'cards', layout_query: { tabular: { fields: ['x'], sort: ['x'] } }, layout_options: { cards: { title: '{{x}}' } } });
		const changes = change(change({}, 'layout_query', 'tabular', { sort: ['-x'] }), 'layout_options', 'tabular', { widths: { x: 90 } });
		expect(withChanges(base, changes)).toEqual({ layout: 'cards', layout_query: { tabular: { fields: ['x'], sort: ['-x'] } }, layout_options: { cards: { title: '{{x}}' }, tabular: { widths: { x: 90 } } } });
		expect(withChanges(undefined, {}).layout).toBe('tabular');
	});
});

describe('a forest', () => {
	const item = (key: number, parent: number | null): ForestItem => ({ key, parent, values: {} });
	const nodes = forest([item(1, null), item(2, 1), item(3, 1), item(4, 3), item(5, 99), item(6, 7), item(7, 6)]);

	it('loses nothing, neither orphans nor circles', () => {
		expect(rowsOf(nodes, () => false).map((node) => [node.key, node.depth])).toEqual([[1, 0], [2, 1], [3, 1], [4, 2], [5, 0], [6, 0], [7, 1]]);
		expect(rowsOf(nodes, (key) => key === 1).map((node) => node.key)).toEqual([1, 5, 6, 7]);
	});

	it('shows what was found with what is above it', () => {
		expect(rowsOf(pruned(nodes, (key) => key === 4), () => false).map((node) => node.key)).toEqual([1, 3, 4]);
	});

	it('refuses to put an item below itself', () => {
		expect(circleOf(nodes, 1, { parent: 4 })?.key).toBe(4);
		expect(circleOf(nodes, 1, { parent: 1 })?.key).toBe(1);
		expect(circleOf(nodes, 4, { parent: 1 })).toBeUndefined();
		expect(findNode(nodes, 4)?.depth).toBe(2);
	});

	it('is walked by steps', () => {
		expect(stepOf(nodes, 3, 'up')).toEqual({ parent: 1, beside: { side: 'before', key: 2 } });
		expect(stepOf(nodes, 3, 'down')).toBeUndefined();
		expect(stepOf(nodes, 3, 'in')).toEqual({ parent: 2 });
		expect(stepOf(nodes, 5, 'in')).toEqual({ parent: 1, beside: { side: 'after', key: 3 } });
		expect(stepOf(nodes, 4, 'out')).toEqual({ parent: 1, beside: { side: 'after', key: 3 } });
		expect(stepOf(nodes, 1, 'out')).toBeUndefined();
	});
});

describe('a calendar', () => {
	it('has whole weeks from the first day that people expect', () => {
		const weeks = weeksOf('2026-11', 1);
		expect(weeks[0]).toEqual(['2026-10-26', '2026-10-27', '2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01']);
		expect(weeks.at(-1)?.[0]).toBe('2026-11-30');
		expect(weeksOf('2026-11', 7)[0]?.[0]).toBe('2026-11-01');
		expect([firstWeekday('de'), firstWeekday('en-US')]).toEqual([1, 7]);
	});

	it('counts over the ends of months and years', () => {
		expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
		expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-05', 8)]).toEqual(['2027-01', '2025-12', '2027-01']);
	});

	it('keeps the time of an item that changes its day', () => {
		expect(onDay('2026-01-01', 'date', '2026-02-03')).toBe('2026-02-03');
		expect(onDay('2026-01-01T10:30:00', 'dateTime', '2026-02-03')).toBe('2026-02-03T10:30:00');
		const moved = onDay('2026-01-01T10:30:00Z', 'timestamp', '2026-02-03');
		expect(dayOf(moved, 'timestamp')).toBe('2026-02-03');
		expect(rangeOf('2026-01-01', '2026-01-31', 'dateTime')).toEqual(['2026-01-01T00:00:00', '2026-01-31T23:59:59']);
	});
});
