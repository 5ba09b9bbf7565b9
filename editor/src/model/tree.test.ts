import { describe, expect, test } from 'vitest';

import { ListEdits, removeRow, serialize, type Edits, type Path } from './draft';
import { ancestorsOf, placed, takenBack, treeOf, without, type TreeNode } from './tree';

const ITEMS = [
	{ id: 1, parent: null, sort: 1 },
	{ id: 2, parent: 1, sort: 1 },
	{ id: 3, parent: 1, sort: 2 },
	{ id: 4, parent: 2, sort: 1 },
	{ id: 9, parent: null, sort: 2 },
	{ id: 10, parent: 9, sort: 1 },
];
const BASE = { field: 'children', pk: 'id', sort: 'sort' } as const;
const pathTo = (...keys: number[]): Path => keys.map((key) => ({ field: 'children', ref: String(key), isList: true, collection: 'nodes', pk: 'id', key }));
const nodesOf = (edits: Edits) => treeOf({ items: ITEMS, root: 1, parent: 'parent', edits, ...BASE });
const named = (nodes: readonly TreeNode[]): unknown[] => nodes.map((node) => [node.key, node.state, ...(node.children.length > 0 ? [named(node.children)] : [])]);
const put = (edits: Edits, key: number, home: number | null, ...to: number[]) => placed(edits, { ...BASE, ref: String(key), key, home, to: pathTo(...to), parent: to.at(-1) ?? 1 });
const find = (nodes: readonly TreeNode[], key: number): TreeNode | undefined => nodes.flatMap((node) => (node.key === key ? [node] : [find(node.children, key)])).find((one) => one !== undefined);
const takeOut = (key: number): Edits => ({ children: removeRow(new ListEdits('id', [], []), String(key), key) });

describe('a tree with staged moves', () => {
	test('says what came from elsewhere in it, and what from outside', () => {
		expect(named(nodesOf(put(put({}, 4, 2, 3), 10, 9, 2)))).toEqual([[2, 'same', [[10, 'linked']]], [3, 'same', [[4, 'moved']]]]);
	});

	test('shows what is taken out where it was, without what goes along', () => {
		expect(named(nodesOf(takeOut(2)))).toEqual([[2, 'removed'], [3, 'same']]);
	});

	test('carries along what was changed, in one place only', () => {
		const changed: Edits = { children: new ListEdits('id', [{ ref: '2', key: 2, isLinked: false, edits: { children: new ListEdits('id', [{ ref: '4', key: 4, isLinked: false, edits: { name: 'new' } }], []) } }], []) };
		const moved = put(put(changed, 4, 2, 3), 4, 2);
		expect(serialize(moved)).toEqual({ children: { create: [], update: [{ id: 4, name: 'new' }], delete: [] } });
	});

	test('has nothing to say of what is back where it was, or was taken out and is picked again', () => {
		expect(put(put({}, 4, 2, 3), 4, 2, 2)).toEqual({});
		expect(put(takeOut(2), 2, 1)).toEqual({});
	});

	test('an item that is taken out and goes elsewhere is not taken out any more', () => {
		expect(serialize(put(takeOut(2), 2, 1, 3))).toEqual({ children: { create: [], update: [{ id: 3, children: { create: [], update: [{ id: 2 }], delete: [] } }], delete: [] } });
	});

	test('takes back what was done to one node, and keeps what was done below it', () => {
		const below: Edits = { children: new ListEdits('id', [{ ref: '2', key: 2, isLinked: false, edits: { name: 'new', children: removeRow(new ListEdits('id', [], []), '4', 4) } }], []) };
		const node = find(nodesOf(below), 2);
		expect(node?.state).toBe('edited');
		expect(named(nodesOf(takenBack(below, 'children', 'id', [], node as TreeNode)))).toEqual([[2, 'same', [[4, 'removed']]], [3, 'same']]);
		const moved = put({}, 4, 2, 3);
		expect(takenBack(moved, 'children', 'id', pathTo(3), find(nodesOf(moved), 4) as TreeNode)).toEqual({});
		const out = takeOut(3);
		expect(takenBack(out, 'children', 'id', [], find(nodesOf(out), 3) as TreeNode)).toEqual({});
	});

	test('leaves a draft alone that says nothing of an item', () => {
		const edits = put({}, 4, 2, 3);
		expect(without(edits, 'children', '10').rest).toBe(edits);
	});
});

test('ancestors are told from the nearest on, and a circle ends them', () => {
	expect(ancestorsOf(ITEMS, 4, 'id', 'parent')).toEqual([2, 1]);
	expect(ancestorsOf([{ id: 1, parent: 2 }, { id: 2, parent: 1 }], 1, 'id', 'parent')).toEqual([2]);
});
