import { describe, expect, it } from 'vitest';

import { indexAt, landing, placeAt, treeLines, type TreeItem } from './tree';

const item = (id: string, parent: string | null, sort: number, folder = false): TreeItem => ({ id, parent, sort, folder });
const ITEMS = [item('kitchen', null, 1, true), item('recipes', 'kitchen', 1), item('ingredients', 'kitchen', 2), item('site', null, 2, true), item('pages', 'site', 1), item('about', null, 3)];
const LINES = treeLines(ITEMS, new Set());

function drop(active: string, over: string, deeper = 0): string {
	const land = landing(LINES, active, over, deeper);
	return `${land.parent ?? '-'} ${String(indexAt(LINES, active, over, land))}`;
}

describe('lines', () => {
	it('stand in their folders', () => {
		expect(LINES.map((line) => `${'.'.repeat(line.depth)}${line.id}`)).toEqual(['kitchen', '.recipes', '.ingredients', 'site', '.pages', 'about']);
	});

	it('of closed folders are left out', () => {
		expect(treeLines(ITEMS, new Set(['kitchen'])).map((line) => line.id)).toEqual(['kitchen', 'site', 'pages', 'about']);
	});

	it('that run in a circle stand at the top', () => {
		expect(treeLines([item('a', 'b', 1, true), item('b', 'a', 1, true), item('c', 'gone', 1)], new Set()).map((line) => line.depth)).toEqual([0, 0, 0]);
	});
});

describe('dropping', () => {
	it.each<[string, string, number, string]>([
		['ingredients', 'recipes', 0, 'kitchen 0'],
		['about', 'site', 0, '- 1'],
		['about', 'pages', 1, 'site 0'],
		['about', 'about', 1, 'site 1'],
		['pages', 'recipes', 0, 'kitchen 0'],
		['recipes', 'about', 0, '- 3'],
		['recipes', 'about', -1, '- 3'],
		['kitchen', 'about', 0, '- 2'],
	])('%s at %s, %i deeper, lands in %s', (active, over, deeper, place) => {
		expect(drop(active, over, deeper)).toBe(place);
	});

	it('sends only what moves', () => {
		expect(placeAt(ITEMS, 'ingredients', 'kitchen', 0)).toEqual([
			{ id: 'ingredients', parent: 'kitchen', sort: 1 },
			{ id: 'recipes', parent: 'kitchen', sort: 2 },
		]);
		expect(placeAt(ITEMS, 'about', null, 2)).toEqual([]);
		expect(placeAt(ITEMS, 'about', 'site', 1)).toEqual([{ id: 'about', parent: 'site', sort: 2 }]);
	});
});
