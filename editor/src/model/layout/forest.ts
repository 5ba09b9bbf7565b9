/** All items of a collection as a tree, and where each may go. Pure. */
import { groupBy } from '../group';
import type { Key } from '../schema';

export interface ForestItem {
	key: Key;
	parent: Key | null;
	/** Keeps the order in which items were read where there is none. */
	values: Record<string, unknown>;
}

export interface ForestNode extends ForestItem {
	depth: number;
	children: ForestNode[];
	/** Among its siblings, from 0 on. */
	position: number;
	n_siblings: number;
}

/** Items whose parent isn't there stand at the top, and so do circles that somebody made elsewhere: nothing is lost from view. */
export function forest(items: readonly ForestItem[]): ForestNode[] {
	const keys = new Set(items.map((item) => String(item.key)));
	const byParent = groupBy(items, (item) => (item.parent !== null && keys.has(String(item.parent)) ? String(item.parent) : ''));
	const placed = new Set<string>();
	const build = (siblings: readonly ForestItem[], depth: number): ForestNode[] => {
		const fresh = siblings.filter((item) => !placed.has(String(item.key)));
		for (const item of fresh) placed.add(String(item.key));
		return fresh.map((item, position) => ({ ...item, depth, position, n_siblings: fresh.length, children: build(byParent.get(String(item.key)) ?? [], depth + 1) }));
	};
	const top = build(byParent.get('') ?? [], 0);
	const circles = items.filter((item) => !placed.has(String(item.key)));
	return [...top, ...circles.flatMap((item) => build([item], 0))];
}

/** The rows that are in view, those of closed branches left out. */
export function rowsOf(nodes: readonly ForestNode[], isClosed: (key: Key) => boolean): ForestNode[] {
	return nodes.flatMap((node) => [node, ...(isClosed(node.key) ? [] : rowsOf(node.children, isClosed))]);
}

/** Only what was found, and what is above it. */
export function pruned(nodes: readonly ForestNode[], isFound: (key: Key) => boolean): ForestNode[] {
	return nodes.flatMap((node) => {
		const children = pruned(node.children, isFound);
		return isFound(node.key) || children.length > 0 ? [{ ...node, children }] : [];
	});
}

export function findNode(nodes: readonly ForestNode[], key: Key | null): ForestNode | undefined {
	if (key === null) return undefined;
	for (const node of nodes) {
		const found = String(node.key) === String(key) ? node : findNode(node.children, key);
		if (found) return found;
	}
	return undefined;
}

/** Where an item goes: below which, and beside which of its new siblings. */
export interface Move {
	parent: Key | null;
	beside?: { side: 'before' | 'after'; key: Key };
}

/** The item above which a move would put its own ancestor; nothing where the move is possible. */
export function circleOf(nodes: readonly ForestNode[], key: Key, to: Move): ForestNode | undefined {
	const node = findNode(nodes, key);
	return node && to.parent !== null ? findNode([node], to.parent) : undefined;
}

export type Step = 'up' | 'down' | 'in' | 'out';

/** What a step by keyboard means; nothing where there is no way. */
export function stepOf(nodes: readonly ForestNode[], key: Key, step: Step): Move | undefined {
	const node = findNode(nodes, key);
	if (!node) return undefined;
	const parent = parentIn(nodes, key);
	const siblings = parent ? parent.children : nodes;
	const at = siblings.findIndex((one) => one.key === node.key);
	const above = siblings[at - 1];
	const below = siblings[at + 1];
	const here = parent?.key ?? null;
	switch (step) {
		case 'up':
			return above && { parent: here, beside: { side: 'before', key: above.key } };
		case 'down':
			return below && { parent: here, beside: { side: 'after', key: below.key } };
		case 'in': {
			const last = above?.children.at(-1);
			return above && { parent: above.key, ...(last && { beside: { side: 'after' as const, key: last.key } }) };
		}
		case 'out':
			return parent && { parent: parentIn(nodes, parent.key)?.key ?? null, beside: { side: 'after', key: parent.key } };
	}
}

/** The node above another. */
export function parentIn(nodes: readonly ForestNode[], key: Key): ForestNode | undefined {
	for (const node of nodes) {
		if (node.children.some((child) => child.key === key)) return node;
		const found = parentIn(node.children, key);
		if (found) return found;
	}
	return undefined;
}
