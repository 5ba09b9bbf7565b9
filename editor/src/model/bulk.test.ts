import { describe, expect, it } from 'vitest';

import { bulkPayload, linkSet, type LinkRow } from './bulk';
import type { M2M } from './schema';

const relation: M2M = { kind: 'm2m', junction: 'j', parentField: 'a_id', relatedField: 'b_id', related: 'b', sortField: undefined, deselect: 'delete' };
const rows: LinkRow[] = [
	{ key: 10, parent: 1, related: 7 },
	{ key: 11, parent: 1, related: 8 },
	{ key: 12, parent: 2, related: '9' },
];

describe('links of many items', () => {
	it('are added once, however they are written', () => {
		expect(linkSet(relation, { mode: 'add', keys: ['7', 9] }, rows.slice(0, 2))).toEqual({ create: [{ b_id: 9 }], update: [], delete: [] });
		expect(linkSet(relation, { mode: 'add', keys: [7] }, rows.slice(0, 2))).toBeUndefined();
	});

	it('are removed where they are', () => {
		expect(linkSet(relation, { mode: 'remove', keys: [8, 9] }, rows.slice(0, 2))).toEqual({ create: [], update: [], delete: [11] });
	});

	it('are replaced by exactly what is wanted', () => {
		expect(linkSet(relation, { mode: 'replace', keys: [8, 3] }, rows.slice(0, 2))).toEqual({ create: [{ b_id: 3 }], update: [], delete: [10] });
		expect(linkSet(relation, { mode: 'replace', keys: [] }, rows.slice(0, 2))?.delete).toEqual([10, 11]);
	});

	it('go with the values of each item; who has nothing to change is left out', () => {
		const change = { mode: 'add' as const, keys: [9] };
		expect(bulkPayload('id', [1, 2], {}, [{ field: 'bs', relation, change, rows }])).toEqual([{ id: 1, bs: { create: [{ b_id: 9 }], update: [], delete: [] } }]);
		expect(bulkPayload('id', [1, 2], { x: 1 }, [{ field: 'bs', relation, change, rows }])).toEqual([{ id: 1, x: 1, bs: { create: [{ b_id: 9 }], update: [], delete: [] } }, { id: 2, x: 1 }]);
	});
});
