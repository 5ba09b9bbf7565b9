/** A tree from flat items, with staged moves on top. */
import { changeAt, ListEdits, listAt, restoreRow, serialize, stateOf, withField, withoutField, type Edits, type Path, type Row } from './draft';
import type { Key } from './schema';

export interface TreeNode {
	ref: string;
	key: Key | undefined;
	/** From the root item down to this node, as the draft has it. */
	trail: Array<{ ref: string; key: Key | undefined }>;
	values: Record<string, unknown>;
	sort: number | null;
	/** Its place on the server. */
	placed: unknown;
	/** `moved`: it is elsewhere in this tree on the server. `linked`: it isn't in this tree there. */
	state: 'same' | 'new' | 'linked' | 'edited' | 'moved' | 'removed';
	children: TreeNode[];
}

interface TreeInput {
	items: Array<Record<string, unknown>>;
	root: Key | undefined;
	/** The alias field of the children. */
	field: string;
	pk: string;
	parent: string;
	sort: string | undefined;
	edits: Edits;
}

/** Never loops, whatever the items and the edits say: nobody is shown below himself. */
export function treeOf({ items, root, field, pk, parent, sort, edits }: TreeInput): TreeNode[] {
	const byKey = new Map(items.map((item) => [String(item[pk]), item]));
	const children = new Map<string, string[]>();
	for (const item of items) {
		const above = item[parent];
		if (above === null || above === undefined) continue;
		const siblings = children.get(String(above));
		if (siblings) siblings.push(String(item[pk]));
		else children.set(String(above), [String(item[pk])]);
	}
	const moved = linkedIn(edits, field);
	const isInside = (ref: string) => root !== undefined && ancestorsOf(items, ref, pk, parent).some((one) => String(one) === String(root));
	const build = (key: string | undefined, own: Edits, trail: TreeNode['trail'], above: ReadonlySet<string>): TreeNode[] => {
		const list = listAt(own, field, pk);
		const staged = new Map(list.rows.map((row) => [row.ref, row]));
		const kept = (key === undefined ? [] : (children.get(key) ?? [])).filter((one) => !moved.has(one) || staged.get(one)?.isLinked);
		const isKept = new Set(kept);
		const added = list.rows.filter((row) => (row.key === undefined || row.isLinked) && !isKept.has(row.ref));
		const nodes = [...kept.map((ref) => node(ref, staged.get(ref), list, trail, above)), ...added.map((row) => node(row.ref, row, list, trail, above))].filter((one) => one !== undefined);
		return sort ? nodes.toSorted((a, b) => (a.sort ?? Infinity) - (b.sort ?? Infinity)) : nodes;
	};
	const node = (ref: string, row: Row | undefined, list: ListEdits, trail: TreeNode['trail'], above: ReadonlySet<string>): TreeNode | undefined => {
		if (above.has(ref)) return undefined;
		const base = byKey.get(ref) ?? {};
		const own = row?.edits ?? {};
		const values = { ...base, ...serialize(own) };
		const key = row && row.key === undefined ? undefined : ((base[pk] as Key | undefined) ?? row?.key);
		const here = [...trail, { ref, key }];
		const order = sort ? values[sort] : null;
		const isRemoved = list.removed.some((one) => String(one) === ref);
		return {
			ref,
			key,
			trail: here,
			values,
			sort: typeof order === 'number' ? order : null,
			placed: sort ? base[sort] : null,
			state: isRemoved ? 'removed' : !row ? 'same' : row.key === undefined ? 'new' : row.isLinked ? (isInside(ref) ? 'moved' : 'linked') : stateOf({ ...row, edits: withoutField(row.edits, field) }, list.order),
			// What is taken out takes along what is below it.
			children: isRemoved ? [] : build(key === undefined ? undefined : ref, own, here, new Set([...above, ref])),
		};
	};
	return build(root === undefined ? undefined : String(root), edits, [], new Set(root === undefined ? [] : [String(root)]));
}

/** What an item stands below, the nearest first, as the items say; ends where one isn't among them, or where a circle closes. */
export function ancestorsOf(items: ReadonlyArray<Record<string, unknown>>, key: Key | null | undefined, pk: string, parent: string): Key[] {
	const parents = parentsOf(items, pk, parent);
	const found: Key[] = [];
	const seen = new Set([String(key)]);
	for (let above = parents.get(String(key)); above !== null && above !== undefined && !seen.has(String(above)); above = parents.get(String(above))) {
		seen.add(String(above));
		found.push(above);
	}
	return found;
}

const known = new WeakMap<ReadonlyArray<Record<string, unknown>>, Map<string, Key | null>>();

function parentsOf(items: ReadonlyArray<Record<string, unknown>>, pk: string, parent: string): Map<string, Key | null> {
	const made = known.get(items) ?? new Map(items.map((item) => [String(item[pk]), (item[parent] ?? null) as Key | null]));
	known.set(items, made);
	return made;
}

/** Names of everything that some part of the draft puts somewhere else. */
export function linkedIn(edits: Edits, field: string): Set<string> {
	const found = new Set<string>();
	const list = edits[field];
	if (!(list instanceof ListEdits)) return found;
	for (const row of list.rows) {
		if (row.isLinked) found.add(row.ref);
		for (const one of linkedIn(row.edits, field)) found.add(one);
	}
	return found;
}

/** The draft without all that it says about one item, and what that was: where it goes, whether it is taken out, what changes in it. */
export function without(edits: Edits, field: string, ref: string): { rest: Edits; row: Row | undefined } {
	const list = edits[field];
	if (!(list instanceof ListEdits)) return { rest: edits, row: undefined };
	let row = list.rows.find((one) => one.ref === ref);
	const rows = list.rows.flatMap((one): Row[] => {
		if (one.ref === ref) return [];
		const below = without(one.edits, field, ref);
		row ??= below.row;
		if (below.rest === one.edits) return [one];
		return one.key !== undefined && !one.isLinked && Object.keys(below.rest).length === 0 ? [] : [{ ...one, edits: below.rest }];
	});
	const isHere = list.removed.some((one) => String(one) === ref) || rows.length < list.rows.length;
	if (!isHere && rows.every((one, index) => one === list.rows[index])) return { rest: edits, row };
	const left = new ListEdits(list.pk, rows, list.removed, list.order);
	return { rest: withField(edits, field, isHere ? restoreRow(left, ref) : left), row };
}

interface Placing {
	field: string;
	pk: string;
	sort: string | undefined;
	/** What goes there: an item that exists, or one that is yet to be made. */
	ref: string;
	key: Key | undefined;
	/** What it stands below on the server. */
	home: Key | null | undefined;
	to: Path;
	/** The key at the end of `to`, or of the tree's root. */
	parent: Key | undefined;
}

/** Puts an item below another, wherever the draft had it; what was changed in it goes along. Back where it is on the server, nothing is left to say. */
export function placed(root: Edits, { field, pk, sort, ref, key, home, to, parent }: Placing): Edits {
	const { rest, row } = without(root, field, ref);
	const edits = sort && row ? withoutField(row.edits, sort) : (row?.edits ?? {});
	const isHome = key !== undefined && home !== null && home !== undefined && String(home) === String(parent);
	if (isHome && Object.keys(edits).length === 0) return rest;
	return changeAt(rest, to, (values) => {
		const list = listAt(values, field, pk);
		return withField(values, field, new ListEdits(pk, [...list.rows, { ref, key, isLinked: key !== undefined && !isHome, edits }], list.removed, list.order));
	});
}

/** Takes back what was done to one node; what was done below it stays. */
export function takenBack(root: Edits, field: string, pk: string, above: Path, { ref, key, state }: TreeNode): Edits {
	if (state === 'new' || linkedIn(root, field).has(ref)) return without(root, field, ref).rest;
	return changeAt(root, above, (values) => {
		const list = listAt(values, field, pk);
		const below = list.rows.find((row) => row.ref === ref)?.edits[field];
		const { rows, removed, order } = restoreRow(list, ref);
		return withField(values, field, new ListEdits(pk, below === undefined ? rows : [...rows, { ref, key, isLinked: false, edits: { [field]: below } }], removed, order));
	});
}
