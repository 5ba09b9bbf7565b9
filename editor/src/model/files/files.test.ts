import { describe, expect, it } from 'vitest';

import { branchOf, flatten, folderChoices, folderTree, trailOf } from './folders';
import { extensionOf, FILE_KINDS, kindFilter, kindOf, sizeText } from './kinds';

const ROWS = [
	{ id: 'a', name: 'Photos', parent: null },
	{ id: 'b', name: 'Summer', parent: 'a' },
	{ id: 'c', name: 'Rome', parent: 'b' },
	{ id: 'd', name: 'Orphan', parent: 'gone' },
];

describe('folders', () => {
	it('become a tree; those without a parent stand at the top', () => {
		const tree = folderTree(ROWS);
		expect(tree.map((node) => node.name)).toEqual(['Photos', 'Orphan']);
		expect(flatten(tree, (id) => id === 'a').map((node) => [node.name, node.depth])).toEqual([['Photos', 0], ['Summer', 1], ['Orphan', 0]]);
	});

	it('know the way to themselves, also where somebody made a circle', () => {
		expect(trailOf(ROWS, 'c').map((one) => one.name)).toEqual(['Photos', 'Summer', 'Rome']);
		expect(trailOf([{ id: 'x', name: 'X', parent: 'y' }, { id: 'y', name: 'Y', parent: 'x' }], 'x').map((one) => one.id)).toEqual(['y', 'x']);
	});

	it('are never offered a place within themselves', () => {
		expect([...branchOf(ROWS, 'b')].sort()).toEqual(['b', 'c']);
		expect(folderChoices(ROWS, branchOf(ROWS, 'b')).map((one) => one.label)).toEqual(['Photos', 'Orphan']);
		expect(folderChoices(ROWS).map((one) => one.label)).toContain('Photos / Summer / Rome');
	});
});

describe('kinds of file', () => {
	it.each([['image/png', 'image'], ['video/mp4', 'video'], ['application/pdf', 'document'], ['application/vnd.ms-excel', 'document'], ['application/zip', 'other'], [null, 'other']])('%s is %s', (type, kind) => {
		expect(kindOf(type)).toBe(kind);
	});

	it('each have a filter', () => {
		expect(FILE_KINDS.map((kind) => Object.keys(kindFilter(kind))[0])).toEqual(['type', 'type', 'type', '_or', '_or']);
	});

	it('are shown with size and extension', () => {
		expect(sizeText(1_400_000, 'en')).toBe('1.4 MB');
		expect(sizeText(999, 'en')).toBe('999 B');
		expect(sizeText(null, 'en')).toBe('');
		expect(extensionOf({ filename_download: 'a.Jpeg' })).toBe('JPEG');
		expect(extensionOf({ type: 'application/pdf' })).toBe('PDF');
	});
});
