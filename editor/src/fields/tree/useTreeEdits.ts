/** What is staged by arranging a tree. A node moves among its siblings, one level in or out, or below any other; its own descendants never become its parent. */
import { useTranslation } from 'react-i18next';

import type { Item } from '../../api/items';
import { addRow, changeAt, listAt, moveRows, removeRow, withField, type Edits, type Path, type Step } from '../../model/draft';
import { move, placeBehind } from '../../model/order';
import type { Collection, Key, O2M } from '../../model/schema';
import { placed, takenBack, type TreeNode } from '../../model/tree';
import { refuse } from '../../ui/notify';
import { useDraftStore } from '../form/draftStore';
import { useOpen, useScope } from '../form/scope';
import { titled } from '../relation/newItem';

/** Where something is dropped: the edges of a node mean beside it, its middle below it. */
export type DropZone = 'before' | 'into' | 'after';
export type Way = 'up' | 'down' | 'in' | 'out';

export interface TreeEdits {
	/** Nothing where there is no way. */
	stepOf: (node: TreeNode, way: Way) => (() => void) | undefined;
	drop: (node: TreeNode, onto: TreeNode, zone: DropZone) => void;
	/** Below the root where no parent is given, as with `create`. */
	link: (parent: TreeNode | undefined, key: Key) => void;
	create: (parent: TreeNode | undefined, text: string) => void;
	remove: (node: TreeNode) => void;
	takeBack: (node: TreeNode) => void;
	open: (node: TreeNode) => void;
}

interface TreeEditsInput {
	field: string;
	relation: O2M;
	collection: Collection;
	nodes: readonly TreeNode[];
	items: readonly Item[];
	nameOf: (node: TreeNode) => string;
	keepFocus: (row: string | undefined) => void;
}

export function useTreeEdits({ field, relation: { foreignKey, sortField }, collection, nodes, items, nameOf, keepFocus }: TreeEditsInput): TreeEdits {
	const { t } = useTranslation('form');
	const scope = useScope();
	const store = useDraftStore();
	const open = useOpen();
	const { primaryKey: pk } = collection;
	const step = (ref: string, key: Key | undefined): Step => ({ field, ref, isList: true, collection: collection.name, pk, key });
	const pathTo = (trail: TreeNode['trail']): Path => trail.map((one) => step(one.ref, one.key));
	const parentOf = (node: TreeNode) => node.trail.slice(0, -1).reduce<TreeNode | undefined>((above, { ref }) => (above?.children ?? nodes).find((one) => one.ref === ref), undefined);
	const childrenOf = (parent: TreeNode | undefined) => (parent?.children ?? nodes).filter((one) => one.state !== 'removed');
	const change = (make: (root: Edits) => Edits) => store.change(scope.path, make);

	const reorder = (siblings: readonly TreeNode[], from: number, to: number) => {
		const node = siblings[from];
		if (!sortField || !node) return;
		const places = move(siblings, from, to);
		if (places.size === 0) return;
		keepFocus(node.ref);
		change((root) => changeAt(root, pathTo(node.trail.slice(0, -1)), (values) => withField(values, field, moveRows(listAt(values, field, pk), sortField, places, originalsOf(siblings), node.ref))));
	};
	const place = (node: Pick<TreeNode, 'ref' | 'key' | 'placed'>, parent: TreeNode | undefined, index: number) => {
		const { ref, key } = node;
		const to = pathTo(parent?.trail ?? []);
		const others = childrenOf(parent).filter((one) => one.ref !== ref);
		const last = placeBehind(others) ?? null;
		const places = new Map([...(last === null ? [] : [[ref, last] as const]), ...move([...others, { ref, sort: last }], others.length, Math.min(index, others.length))]);
		const home = items.find((item) => String(item[pk]) === ref)?.[foreignKey] as Key | null | undefined;
		change((root) => {
			const there = placed(root, { field, pk, sort: sortField, ref, key, home, to, parent: parent ? parent.key : scope.itemKey });
			return sortField ? changeAt(there, to, (values) => withField(values, field, moveRows(listAt(values, field, pk), sortField, places, originalsOf([...others, node]), ref))) : there;
		});
	};
	const moveBelow = (node: TreeNode, parent: TreeNode | undefined, index: number) => {
		keepFocus(node.ref);
		if (parent?.trail.some((one) => one.ref === node.ref)) refuse(t('tree.circle', { name: nameOf(node) }));
		else place(node, parent, index);
	};
	return {
		stepOf: (node, way) => {
			const parent = parentOf(node);
			const siblings = childrenOf(parent);
			const at = siblings.indexOf(node);
			const above = siblings[at - 1];
			if (way === 'in') return above && (() => moveBelow(node, above, above.children.length));
			// Behind the one that it was below.
			if (way === 'out') return parent && (() => moveBelow(node, parentOf(parent), childrenOf(parentOf(parent)).indexOf(parent) + 1));
			const to = way === 'up' ? at - 1 : at + 1;
			return sortField && siblings[to] ? () => reorder(siblings, at, to) : undefined;
		},
		drop: (node, onto, zone) => {
			if (zone === 'into') return moveBelow(node, onto, onto.children.length);
			const parent = parentOf(onto);
			const siblings = childrenOf(parent);
			const to = siblings.filter((one) => one.ref !== node.ref).indexOf(onto) + (zone === 'after' ? 1 : 0);
			const from = siblings.findIndex((one) => one.ref === node.ref);
			return from >= 0 ? reorder(siblings, from, to) : moveBelow(node, parent, to);
		},
		link: (parent, key) => {
			const ref = String(key);
			const item = items.find((one) => String(one[pk]) === ref);
			place({ ref, key, placed: sortField ? item?.[sortField] : null }, parent, Infinity);
		},
		create: (parent, text) => {
			const trail = parent?.trail ?? [];
			// Its name has to differ from those of every list of the tree.
			const ref = `+${Date.now().toString().slice(-7)}`;
			change((root) => changeAt(root, pathTo(trail), (values) => withField(values, field, addRow(listAt(values, field, pk), titled(collection, text), ref))));
			open([...scope.path, ...pathTo(trail), step(ref, undefined)]);
		},
		remove: (node) => {
			keepFocus(node.ref);
			change((root) => changeAt(root, pathTo(node.trail.slice(0, -1)), (values) => withField(values, field, removeRow(listAt(values, field, pk), node.ref, node.key))));
		},
		takeBack: (node) => {
			keepFocus(node.state === 'new' || node.state === 'linked' ? undefined : node.ref);
			change((root) => takenBack(root, field, pk, pathTo(node.trail.slice(0, -1)), node));
		},
		open: (node) => open([...scope.path, ...pathTo(node.trail)]),
	};
}

function originalsOf(nodes: ReadonlyArray<Pick<TreeNode, 'ref' | 'key' | 'placed'>>): Map<string, { key: Key; sort: unknown }> {
	return new Map(nodes.flatMap(({ ref, key, placed: sort }) => (key === undefined ? [] : [[ref, { key, sort }] as const])));
}
