import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { addRow, changeAt, changesOf, type Edits, editsAt, freshRef, linkRow, listAt, ListEdits, moveRows, NestedItem, removeRow, restoreRow, serialize, type Step, withField } from './draft';
import { emptyHistory, redo, step, undo } from './history';
import { move } from './order';

/** A server of one list: the rows of an item, by key. */
interface Item {
	title: string;
	rows: Map<number, { text: string }>;
	next: number;
	/** Items that exist and belong to nobody. */
	free: Map<number, { text: string }>;
}

interface Sent {
	title?: string;
	rows?: { create: Array<{ text?: string }>; update: Array<{ id: number; text?: string }>; delete: number[] };
}

function apply(item: Item, sent: Sent): Item {
	const rows = new Map(item.rows);
	const free = new Map(item.free);
	let next = item.next;
	for (const row of sent.rows?.create ?? []) rows.set(next++, { text: row.text ?? '' });
	for (const { id, ...edits } of sent.rows?.update ?? []) {
		const before = rows.get(id) ?? free.get(id);
		if (!before) throw new Error(`no row ${id}`);
		free.delete(id);
		rows.set(id, { ...before, ...edits });
	}
	for (const id of sent.rows?.delete ?? []) rows.delete(id);
	return { title: sent.title ?? item.title, rows, next, free };
}

type Operation = { kind: 'title'; text: string } | { kind: 'create'; text: string } | { kind: 'edit'; index: number; text: string } | { kind: 'remove'; index: number } | { kind: 'link'; index: number };

const operations = fc.array(
	fc.oneof(
		fc.record({ kind: fc.constant('title' as const), text: fc.string() }),
		fc.record({ kind: fc.constant('create' as const), text: fc.string() }),
		fc.record({ kind: fc.constant('edit' as const), index: fc.nat(20), text: fc.string() }),
		fc.record({ kind: fc.constant('remove' as const), index: fc.nat(20) }),
		fc.record({ kind: fc.constant('link' as const), index: fc.nat(20) }),
	),
	{ maxLength: 30 },
);

const start: Item = { title: '', rows: new Map([1, 2, 3].map((id) => [id, { text: `row ${id}` }])), next: 100, free: new Map([50, 51].map((id) => [id, { text: `free ${id}` }])) };

/** Rows that the person sees: by reference, with the key that they have on the server of the one-by-one world. */
type Seen = Array<{ ref: string; key: number | undefined; direct: number }>;

function contents(item: Item): { title: string; texts: string[] } {
	return { title: item.title, texts: [...item.rows.values()].map((row) => row.text).toSorted() };
}

describe('a draft', () => {
	test('sent once gives the same state as its edits applied one by one', () => {
		fc.assert(
			fc.property(operations, (all: Operation[]) => {
				let draft: Edits = {};
				let direct = start;
				let seen: Seen = [...start.rows.keys()].map((id) => ({ ref: String(id), key: id, direct: id }));
				const inList = (change: (list: ListEdits) => ListEdits) => {
					draft = changeAt(draft, [], (edits) => withField(edits, 'rows', change(listAt(edits, 'rows', 'id'))));
				};
				for (const operation of all) {
					if (operation.kind === 'title') {
						draft = withField(draft, 'title', operation.text);
						direct = apply(direct, { title: operation.text });
					} else if (operation.kind === 'create') {
						const ref = freshRef(listAt(draft, 'rows', 'id'));
						seen = [...seen, { ref, key: undefined, direct: direct.next }];
						inList((list) => addRow(list, { text: operation.text }));
						direct = apply(direct, { rows: { create: [{ text: operation.text }], update: [], delete: [] } });
					} else if (operation.kind === 'link') {
						const key = [...direct.free.keys()][operation.index % 2];
						if (key === undefined) continue;
						seen = [...seen, { ref: String(key), key, direct: key }];
						inList((list) => linkRow(list, key));
						direct = apply(direct, { rows: { create: [], update: [{ id: key }], delete: [] } });
					} else {
						const row = seen[operation.index % Math.max(1, seen.length)];
						if (!row) continue;
						if (operation.kind === 'edit') {
							const at: Step = { field: 'rows', ref: row.ref, isList: true, collection: 'rows', pk: 'id', key: row.key };
							draft = changeAt(draft, [at], (edits) => withField(edits, 'text', operation.text));
							direct = apply(direct, { rows: { create: [], update: [{ id: row.direct, text: operation.text }], delete: [] } });
						} else {
							inList((list) => removeRow(list, row.ref, row.key));
							seen = seen.filter((one) => one !== row);
							direct = apply(direct, { rows: { create: [], update: [], delete: [row.direct] } });
						}
					}
				}
				expect(contents(apply(start, serialize(draft) as Sent))).toEqual(contents(direct));
			}),
		);
	});

	test('edits items at any depth, and forgets what is empty again', () => {
		const path: Step[] = [
			{ field: 'ingredients', ref: '7', isList: true, collection: 'recipes_ingredients', pk: 'id', key: 7 },
			{ field: 'ingredients_id', ref: '3', isList: false, collection: 'ingredients', pk: 'id', key: 3 },
		];
		const draft = changeAt({}, path, (edits) => withField(edits, 'name', 'flour'));
		expect(serialize(draft)).toEqual({ ingredients: { create: [], update: [{ id: 7, ingredients_id: { id: 3, name: 'flour' } }], delete: [] } });
		expect(editsAt(draft, path)).toEqual({ name: 'flour' });
		expect(changesOf(draft)).toHaveLength(1);
		expect(changeAt(draft, path, () => ({}))).toEqual({});
	});

	test('leaves JSON values alone', () => {
		const value = { create: [{ $id: 1 }], nested: { update: null } };
		expect(serialize({ settings: value })).toEqual({ settings: value });
	});

	test('makes a referenced item along with the item', () => {
		expect(serialize({ country: new NestedItem('code', undefined, { name: 'Atlantis' }) })).toEqual({ country: { name: 'Atlantis' } });
	});

	test('keeps the order that moves one after the other make, and tells who was moved from who made room', () => {
		const keys = [1, 2, 3, 4, 5, 6, 7];
		const originals = new Map(keys.map((key) => [String(key), { key, sort: key * 2 }]));
		const none = new ListEdits('id', [], []);
		const orderOf = (list: ListEdits) => {
			const sorts = new Map(keys.map((key) => [String(key), key * 2]));
			for (const { id, sort } of (serialize({ list })['list'] as { update: Array<{ id: number; sort?: number }> }).update) if (sort !== undefined) sorts.set(String(id), sort);
			return [...sorts].map(([ref, sort]) => ({ ref, sort })).toSorted((a, b) => a.sort - b.sort);
		};
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 8 }), (moves) => {
				let list = none;
				const expected = keys.map(String);
				const touched = new Set<string>();
				for (const [from, to] of moves.filter(([a, b]) => a !== b)) {
					const before = orderOf(list);
					list = moveRows(list, 'sort', move(before, from, to), originals, before[from]?.ref ?? '');
					touched.add(before[from]?.ref ?? '');
					expected.splice(to, 0, ...expected.splice(from, 1));
				}
				expect(orderOf(list).map((row) => row.ref)).toEqual(expected);
				expect(list.count).toBe(list.order?.moved.length ?? 0);
				expect(list.order?.moved.every((ref) => touched.has(ref)) ?? true).toBe(true);
				const back = (list.order?.moved ?? []).reduce((current, ref) => restoreRow(current, ref), list);
				if (list.order && list.order.moved.length > 0) expect(back.isEmpty).toBe(true);
			}),
		);
	});

	test('says of a row that was moved and changed that it was changed', () => {
		const list = moveRows(new ListEdits('id', [{ ref: '1', key: 1, isLinked: false, edits: { text: 'new' } }], []), 'sort', new Map([['1', 9], ['2', 1]]), new Map([['1', { key: 1, sort: 1 }], ['2', { key: 2, sort: 9 }]]), '1');
		expect(changesOf({ list }).map(({ kind, trail }) => [kind, trail.at(-1)?.field])).toEqual([['changed', 'text'], ['moved', 'list']]);
		expect(list.count).toBe(1);
	});

	test('takes back what is staged for a row', () => {
		const removed = removeRow(new ListEdits('id', [], []), '4', 4);
		expect(removed.removed).toEqual([4]);
		expect(restoreRow(removed, '4').isEmpty).toBe(true);
		expect(linkRow(removed, 4).isEmpty).toBe(true);
	});
});

describe('a history', () => {
	test('goes back and forth', () => {
		fc.assert(
			fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 20 }), (texts) => {
				const full = texts.reduce((history, title) => step(history, { title }), emptyHistory());
				let back = full;
				for (const _ of texts) back = undo(back);
				expect(back.present).toEqual({});
				for (const _ of texts) back = redo(back);
				expect(back.present).toEqual(full.present);
			}),
		);
	});

	test('takes typing into one field as one step', () => {
		const typed = ['a', 'ab', 'abc'].reduce((history, title) => step(history, { title }, 'title'), emptyHistory());
		expect(undo(typed).present).toEqual({});
	});
});

describe('a move', () => {
	const sorted = (rows: Array<{ ref: string; sort: number | null }>, changed: Map<string, number>) =>
		rows
			.map((row) => ({ ref: row.ref, sort: changed.get(row.ref) ?? row.sort ?? 0 }))
			.toSorted((a, b) => a.sort - b.sort)
			.map((row) => row.ref);

	test('puts the row where it was dropped, for any values', () => {
		const lists = fc.uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 30 });
		fc.assert(
			fc.property(lists, fc.nat(29), fc.nat(29), fc.boolean(), (values, a, b, areUnsorted) => {
				const rows = values.toSorted((x, y) => x - y).map((sort, index) => ({ ref: String(index), sort: areUnsorted ? null : sort }));
				const [from, to] = [a % rows.length, b % rows.length];
				const expected = rows.map((row) => row.ref);
				expected.splice(to, 0, ...expected.splice(from, 1));
				if (from !== to) expect(sorted(rows, move(rows, from, to))).toEqual(expected);
			}),
		);
	});

	test('touches only the rows in between', () => {
		const rows = Array.from({ length: 100 }, (_, index) => ({ ref: String(index), sort: index * 10 }));
		expect(move(rows, 4, 6).size).toBe(3);
	});
});
