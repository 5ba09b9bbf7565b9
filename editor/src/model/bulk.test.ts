import { describe, expect, it } from 'vitest';

import { bulkPayload, linkRow, linkRowFields, linkSet, type LinkMode, type LinkRow } from './bulk';
import type { Key, ListRelation, M2A, M2M, O2M } from './schema';

const m2m: M2M = { kind: 'm2m', junction: 'j', parentField: 'a_id', relatedField: 'b_id', related: 'b', sortField: undefined, deselect: 'delete' };
const o2m: O2M = { kind: 'o2m', related: 'b', foreignKey: 'a', sortField: undefined, deselect: 'nullify' };
const m2a: M2A = { kind: 'm2a', junction: 'j', parentField: 'a_id', itemField: 'item', collectionField: 'collection', allowed: ['b', 'c'], sortField: 'sort', deselect: 'delete' };

const b = (key: Key) => ({ collection: 'b', key });
const row = (key: Key, parent: Key, related: Key): LinkRow => ({ key, parent, target: b(related), sort: null });
const rows = [row(10, 1, 7), row(11, 1, 8), row(12, 2, '9')];
const set = (relation: ListRelation, mode: LinkMode, keys: Key[], there = rows.slice(0, 2)) => linkSet({ relation, rowKey: 'id', change: { mode, targets: keys.map(b) } }, there);

describe('links of many items', () => {
	it('are added once, however they are written', () => {
		expect(set(m2m, 'add', ['7', 9])).toEqual({ create: [{ b_id: 9 }], update: [], delete: [] });
		expect(set(m2m, 'add', [7])).toBeUndefined();
	});

	it('are removed where they are', () => {
		expect(set(m2m, 'remove', [8, 9])).toEqual({ create: [], update: [], delete: [11] });
	});

	it('are replaced by exactly what is wanted', () => {
		expect(set(m2m, 'replace', [8, 3])).toEqual({ create: [{ b_id: 3 }], update: [], delete: [10] });
		expect(set(m2m, 'replace', [])?.delete).toEqual([10, 11]);
	});

	it('go with the values of each item; who has nothing to change is left out', () => {
		const list = { field: 'bs', relation: m2m, rowKey: 'id', change: { mode: 'add' as const, targets: [b(9)] }, rows };
		expect(bulkPayload('id', [1, 2], {}, [list])).toEqual([{ id: 1, bs: { create: [{ b_id: 9 }], update: [], delete: [] } }]);
		expect(bulkPayload('id', [1, 2], { x: 1 }, [list])).toEqual([{ id: 1, x: 1, bs: { create: [{ b_id: 9 }], update: [], delete: [] } }, { id: 2, x: 1 }]);
	});
});

describe('items that belong to many items', () => {
	const children = [row(7, 1, 7), row(8, 1, 8)];

	it('are named by their own keys', () => {
		expect(set(o2m, 'add', [8, 9], children)).toEqual({ create: [], update: [{ id: 9 }], delete: [] });
		expect(set(o2m, 'remove', [8, 9], children)).toEqual({ create: [], update: [], delete: [8] });
		expect(set(o2m, 'replace', [9], children)).toEqual({ create: [], update: [{ id: 9 }], delete: [7, 8] });
	});
});

describe('blocks of many items', () => {
	const blocks = [{ key: 10, parent: 1, target: b('7'), sort: 4 }];

	it('are the same only in the same collection, and come last', () => {
		const change = { mode: 'add' as const, targets: [b(7), { collection: 'c', key: 7 }, b(8)] };
		expect(linkSet({ relation: m2a, rowKey: 'id', change }, blocks)?.create).toEqual([{ collection: 'c', item: 7, sort: 5 }, { collection: 'b', item: 8, sort: 6 }]);
		expect(set(m2a, 'remove', [7], blocks)?.delete).toEqual([10]);
	});
});

it('rows are read as each kind of list stores them; those that lead nowhere are none', () => {
	expect(linkRowFields(m2a, 'id')).toEqual(['id', 'a_id', 'item', 'collection', 'sort']);
	expect(linkRow(m2a, 'id', { id: 10, a_id: 1, item: '7', collection: 'b', sort: 4 })).toEqual({ key: 10, parent: 1, target: b('7'), sort: 4 });
	expect(linkRow(o2m, 'id', { id: 7, a: 1 })).toEqual(row(7, 1, 7));
	expect(linkRow(m2m, 'id', { id: 10, a_id: 1, b_id: 7 })).toEqual(row(10, 1, 7));
	expect(linkRow(m2m, 'id', { id: 10, a_id: 1, b_id: null })).toBeUndefined();
});
