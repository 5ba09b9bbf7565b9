/** Folders as a tree, and where each may go. Pure. */
import { groupBy } from '../group';

export interface FolderRow {
	id: string;
	name: string;
	parent: string | null;
}

export interface FolderNode extends FolderRow {
	depth: number;
	children: FolderNode[];
}

/** Folders whose parent isn't there stand at the top; nobody is shown below himself. */
export function folderTree(rows: readonly FolderRow[]): FolderNode[] {
	const ids = new Set(rows.map((row) => row.id));
	const byParent = groupBy([...rows], (row) => (row.parent !== null && ids.has(row.parent) ? row.parent : null));
	const build = (parent: string | null, depth: number): FolderNode[] => (byParent.get(parent) ?? []).map((row) => ({ ...row, depth, children: build(row.id, depth + 1) }));
	return build(null, 0);
}

/** From the top down to a folder, itself included. */
export function trailOf(rows: readonly FolderRow[], id: string | null): FolderRow[] {
	const byId = new Map(rows.map((row) => [row.id, row]));
	const trail: FolderRow[] = [];
	for (let at = id === null ? undefined : byId.get(id); at && !trail.includes(at); at = at.parent === null ? undefined : byId.get(at.parent)) trail.unshift(at);
	return trail;
}

/** A folder and everything below it. */
export function branchOf(rows: readonly FolderRow[], id: string): ReadonlySet<string> {
	const found = new Set([id]);
	for (let n_before = 0; n_before < found.size; ) {
		n_before = found.size;
		for (const row of rows) if (row.parent !== null && found.has(row.parent)) found.add(row.id);
	}
	return found;
}

/** All folders in the order of the tree, those that are closed left out. */
export function flatten(nodes: readonly FolderNode[], isOpen: (id: string) => boolean): FolderNode[] {
	return nodes.flatMap((node) => [node, ...(isOpen(node.id) ? flatten(node.children, isOpen) : [])]);
}

/** Each folder with its whole way, for pickers: `Photos / Summer`. */
export function folderChoices(rows: readonly FolderRow[], without?: ReadonlySet<string>): Array<{ value: string; label: string }> {
	return flatten(folderTree(rows), () => true)
		.filter((node) => !without?.has(node.id))
		.map((node) => ({ value: node.id, label: trailOf(rows, node.id).map((one) => one.name).join(' / ') }));
}
