/**
 * Staged edits of one item and of everything nested below it.
 *
 * A draft is a value: each operation answers a new one, so undo keeps the old ones. What is staged has the shape that the API takes, `{create, update, delete}`
 * for lists and an object for a referenced item, so that one Save is one request (`serialize`). Two classes mark the nested parts, because a JSON field may hold
 * any object.
 */
import type { Key } from './schema';

/** Field to staged value. A field that isn't here is unchanged. */
export type Edits = Readonly<Record<string, unknown>>;

/** A referenced item that is edited or made along with the item that refers to it. */
export class NestedItem {
	constructor(
		readonly pk: string,
		/** Nothing for an item that is yet to be made. */
		readonly key: Key | undefined,
		readonly edits: Edits,
	) {}
}

/** A row that is made (`key` missing) or changed. `ref` names it within the list: its key, or `+1`, `+2`, … */
export interface Row {
	readonly ref: string;
	readonly key: Key | undefined;
	/** An item that belongs to another one, or to none, until this is saved. */
	readonly isLinked: boolean;
	readonly edits: Edits;
}

/** That somebody put rows elsewhere: the column that keeps the order, and the rows that were meant. Others only made room. */
export interface Order {
	readonly field: string;
	readonly moved: readonly string[];
}

/** What happens to the rows of one list. */
export class ListEdits {
	constructor(
		readonly pk: string,
		readonly rows: readonly Row[],
		readonly removed: readonly Key[],
		readonly order?: Order,
	) {}

	get isEmpty(): boolean {
		return this.rows.length === 0 && this.removed.length === 0;
	}

	/** How many rows somebody did something to. */
	get count(): number {
		return this.removed.length + this.rows.filter((row) => row.key === undefined || row.isLinked || stateOf(row, this.order) !== 'same').length;
	}
}

/** What was done to a row that exists: something to its values, only to its place, or nothing but making room for another. */
export function stateOf(row: Row, order: Order | undefined): 'edited' | 'moved' | 'same' {
	if (Object.keys(row.edits).some((name) => name !== order?.field)) return 'edited';
	return order?.moved.includes(row.ref) ? 'moved' : 'same';
}

/** Gives rows their places. `originals` are the keys and places on the server; nothing for rows that aren't there. */
export function moveRows(list: ListEdits, field: string, places: ReadonlyMap<string, number>, originals: ReadonlyMap<string, { key: Key; sort: unknown }>, moved: string): ListEdits {
	const rows = new Map(list.rows.map((row) => [row.ref, row]));
	for (const [ref, sort] of places) {
		const original = originals.get(ref);
		const before = rows.get(ref) ?? { ref, key: original?.key, isLinked: false, edits: NOTHING };
		const edits = before.key !== undefined && original?.sort === sort ? withoutField(before.edits, field) : withField(before.edits, field, sort);
		if (before.key !== undefined && !before.isLinked && Object.keys(edits).length === 0) rows.delete(ref);
		else rows.set(ref, { ...before, edits });
	}
	const names = new Set([...(list.order?.moved ?? []), moved]);
	return new ListEdits(list.pk, [...rows.values()], list.removed, { field, moved: [...names].filter((ref) => field in (rows.get(ref)?.edits ?? NOTHING)) });
}

/** One step down: to the item that `field` refers to, or to the row `ref` of the list `field`. */
export interface Step {
	field: string;
	ref: string;
	isList: boolean;
	/** The collection that it leads to, and that one's primary key. */
	collection: string;
	pk: string;
	/** Nothing for what is yet to be made. */
	key: Key | undefined;
	/** What goes along with every change of a row, e.g. the collection of a block. A new row with it is made by its first edit. */
	along?: Edits | undefined;
}

export type Path = readonly Step[];

const NOTHING: Edits = Object.freeze({});

/** The edits at the end of a path. */
export function editsAt(root: Edits, path: Path): Edits {
	let current = root;
	for (const step of path) {
		const value = current[step.field];
		const next = step.isList ? (value instanceof ListEdits ? value.rows.find((row) => row.ref === step.ref)?.edits : undefined) : value instanceof NestedItem ? value.edits : undefined;
		if (!next) return NOTHING;
		current = next;
	}
	return current;
}

/** Changes the edits at the end of a path. What becomes empty on the way is dropped. */
export function changeAt(root: Edits, path: Path, change: (edits: Edits) => Edits): Edits {
	const [step, ...rest] = path;
	if (!step) return change(root);
	const value = root[step.field];
	if (step.isList) {
		const list = value instanceof ListEdits ? value : new ListEdits(step.pk, [], []);
		return withField(root, step.field, changeRow(list, step, (edits) => changeAt(edits, rest, change)));
	}
	const before = value instanceof NestedItem ? value.edits : NOTHING;
	const edits = changeAt(before, rest, change);
	if (edits === before) return root;
	// Nothing left to change of an item that was referred to before: the reference itself stays as it was chosen.
	const isUnchanged = step.key !== undefined && Object.keys(edits).length === 0;
	return isUnchanged ? withoutField(root, step.field) : { ...root, [step.field]: new NestedItem(step.pk, step.key, edits) };
}

export function withField(edits: Edits, field: string, value: unknown): Edits {
	if (value instanceof ListEdits && value.isEmpty) return withoutField(edits, field);
	return edits[field] === value && field in edits ? edits : { ...edits, [field]: value };
}

export function withoutField(edits: Edits, field: string): Edits {
	if (!(field in edits)) return edits;
	return Object.fromEntries(Object.entries(edits).filter(([name]) => name !== field));
}

function changeRow(list: ListEdits, { ref, key, along }: Step, change: (edits: Edits) => Edits): ListEdits {
	const found = list.rows.find((row) => row.ref === ref);
	const before = found?.edits ?? NOTHING;
	const changed = change(before);
	// A row that is neither there nor staged is made by its first edit only where `along` says what it is.
	if (changed === before || (!found && key === undefined && !along)) return list;
	const hasOwn = Object.keys(changed).some((name) => !along || !(name in along));
	const isNothing = !hasOwn && !found?.isLinked && (key !== undefined || along !== undefined);
	if (isNothing) return new ListEdits(list.pk, list.rows.filter((row) => row !== found), list.removed, list.order);
	const edits = hasOwn ? { ...along, ...changed } : key === undefined ? changed : NOTHING;
	const row: Row = { ref, key, isLinked: found?.isLinked ?? false, edits };
	return new ListEdits(list.pk, found ? list.rows.map((one) => (one === found ? row : one)) : [...list.rows, row], list.removed, list.order);
}

export function listAt(edits: Edits, field: string, pk: string): ListEdits {
	const value = edits[field];
	return value instanceof ListEdits ? value : new ListEdits(pk, [], []);
}

/** A name for a new row that no other row of the list has. */
export function freshRef(list: ListEdits): string {
	const used = list.rows.map((row) => (/^\+\d+$/.test(row.ref) ? Number(row.ref.slice(1)) : 0));
	return `+${Math.max(0, ...used) + 1}`;
}

export function addRow(list: ListEdits, edits: Edits = NOTHING, ref = freshRef(list)): ListEdits {
	return new ListEdits(list.pk, [...list.rows, { ref, key: undefined, isLinked: false, edits }], list.removed, list.order);
}

/** Makes an item that exists a row of this list. */
export function linkRow(list: ListEdits, key: Key): ListEdits {
	const ref = String(key);
	if (list.removed.some((one) => String(one) === ref)) return restoreRow(list, ref);
	if (list.rows.some((row) => row.ref === ref)) return list;
	return new ListEdits(list.pk, [...list.rows, { ref, key, isLinked: true, edits: NOTHING }], list.removed, list.order);
}

/** Removes a row: a staged one vanishes, any other is marked. */
export function removeRow(list: ListEdits, ref: string, key: Key | undefined): ListEdits {
	const found = list.rows.find((row) => row.ref === ref);
	const rows = list.rows.filter((row) => row !== found);
	const isStaged = key === undefined || found?.isLinked;
	if (isStaged || list.removed.some((one) => String(one) === ref)) return new ListEdits(list.pk, rows, list.removed, list.order);
	return new ListEdits(list.pk, rows, [...list.removed, key], list.order);
}

/** Takes back what is staged for a row. When no row is left that somebody moved, those that made room go back, too. */
export function restoreRow(list: ListEdits, ref: string): ListEdits {
	const moved = list.order?.moved.filter((one) => one !== ref) ?? [];
	const order = list.order && moved.length > 0 ? { ...list.order, moved } : undefined;
	const rows = list.rows.filter((row) => row.ref !== ref || row.key === undefined);
	const settled = list.order && !order ? rows.map((row) => (row.key === undefined || row.isLinked ? row : { ...row, edits: withoutField(row.edits, list.order?.field ?? '') })).filter((row) => row.key === undefined || row.isLinked || Object.keys(row.edits).length > 0) : rows;
	return new ListEdits(list.pk, settled, list.removed.filter((key) => String(key) !== ref), order);
}

/** What the API takes. */
export function serialize(edits: Edits): Record<string, unknown> {
	return Object.fromEntries(Object.entries(edits).map(([field, value]) => [field, serializeValue(value)]));
}

function serializeValue(value: unknown): unknown {
	if (value instanceof NestedItem) return { ...(value.key !== undefined && { [value.pk]: value.key }), ...serialize(value.edits) };
	if (value instanceof ListEdits) {
		return {
			create: value.rows.filter((row) => row.key === undefined).map((row) => serialize(row.edits)),
			update: value.rows.filter((row) => row.key !== undefined).map((row) => ({ [value.pk]: row.key, ...serialize(row.edits) })),
			delete: [...value.removed],
		};
	}
	return value;
}

export type ChangeKind = 'changed' | 'new' | 'linked' | 'moved' | 'removed';

/** One line of "what changed". */
export interface Change {
	kind: ChangeKind;
	/** Fields and rows from the root, for people to find it. */
	trail: ReadonlyArray<{ field: string; ref?: string }>;
	value: unknown;
}

/** Everything that is staged, flat. */
export function changesOf(edits: Edits, trail: Change['trail'] = []): Change[] {
	return Object.entries(edits).flatMap(([field, value]): Change[] => {
		const here = [...trail, { field }];
		if (value instanceof NestedItem) {
			const below = changesOf(value.edits, here);
			return value.key === undefined ? [{ kind: 'new', trail: here, value: serialize(value.edits) }] : below;
		}
		if (value instanceof ListEdits) {
			const rows = value.rows.flatMap((row): Change[] => {
				const at = [...trail, { field, ref: row.ref }];
				if (row.key === undefined) return [{ kind: 'new', trail: at, value: serialize(row.edits) }];
				const below = changesOf(value.order ? withoutField(row.edits, value.order.field) : row.edits, at);
				// What is added is put somewhere by that.
				if (!row.isLinked && value.order?.moved.includes(row.ref)) below.push({ kind: 'moved', trail: at, value: row.edits[value.order.field] });
				return row.isLinked ? [{ kind: 'linked', trail: at, value: row.key }, ...below] : below;
			});
			return [...rows, ...value.removed.map((key): Change => ({ kind: 'removed', trail: [...trail, { field, ref: String(key) }], value: key }))];
		}
		return [{ kind: 'changed', trail: here, value }];
	});
}
