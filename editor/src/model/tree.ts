/** A tree from flat items, with staged moves on top. */
import { ListEdits, serialize, stateOf, withoutField, type Edits, type Row } from './draft';
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
	state: 'same' | 'new' | 'linked' | 'edited' | 'moved';
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
		children.set(String(above), [...(children.get(String(above)) ?? []), String(item[pk])]);
	}
	const moved = movedIn(edits, field);
	const build = (key: string | undefined, own: Edits, trail: TreeNode['trail'], above: ReadonlySet<string>): TreeNode[] => {
		const list = own[field] instanceof ListEdits ? own[field] : new ListEdits(pk, [], []);
		const staged = new Map(list.rows.map((row) => [row.ref, row]));
		const removed = new Set(list.removed.map(String));
		const kept = (key === undefined ? [] : (children.get(key) ?? [])).filter((one) => !removed.has(one) && (!moved.has(one) || staged.get(one)?.isLinked));
		const added = list.rows.filter((row) => (row.key === undefined || row.isLinked) && !kept.includes(row.ref));
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
		return {
			ref,
			key,
			trail: here,
			values,
			sort: typeof order === 'number' ? order : null,
			placed: sort ? base[sort] : null,
			state: !row ? 'same' : row.key === undefined ? 'new' : row.isLinked ? 'linked' : stateOf({ ...row, edits: withoutField(row.edits, field) }, list.order),
			children: build(key === undefined ? undefined : ref, own, here, new Set([...above, ref])),
		};
	};
	return build(root === undefined ? undefined : String(root), edits, [], new Set(root === undefined ? [] : [String(root)]));
}

/** Keys of everything that some part of the draft puts elsewhere. */
function movedIn(edits: Edits, field: string): Set<string> {
	const found = new Set<string>();
	const list = edits[field];
	if (!(list instanceof ListEdits)) return found;
	for (const row of list.rows) {
		if (row.isLinked) found.add(row.ref);
		for (const one of movedIn(row.edits, field)) found.add(one);
	}
	return found;
}
