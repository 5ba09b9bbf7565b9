/** Collections in folders as lines that can be dragged: where a dragged one would land, and what has to be sent for it. Pure. */

/** A collection or folder, as far as order goes. */
export interface TreeItem {
	id: string;
	parent: string | null;
	sort: number;
	folder: boolean;
}

/** A line of the list. */
export interface TreeLine extends TreeItem {
	depth: number;
	/** Its children aren't shown. */
	closed: boolean;
	/** How many lie directly within. */
	n_children: number;
}

/** The lines in order; what lies in a closed folder is left out. An item whose folder is missing or runs in a circle stands at the top. */
export function treeLines(items: readonly TreeItem[], closed: ReadonlySet<string>): TreeLine[] {
	const byId = new Map(items.map((item) => [item.id, item]));
	const parentOf = (item: TreeItem): string | null => {
		const seen = new Set([item.id]);
		for (let at = item.parent; at !== null; at = byId.get(at)?.parent ?? null) {
			if (seen.has(at) || !byId.has(at)) return null;
			seen.add(at);
		}
		return item.parent;
	};
	const children = new Map<string | null, TreeItem[]>();
	for (const item of items) {
		const parent = parentOf(item);
		children.set(parent, [...(children.get(parent) ?? []), item]);
	}
	const below = (parent: string | null, depth: number): TreeLine[] =>
		(children.get(parent) ?? [])
			.toSorted((a, b) => a.sort - b.sort || a.id.localeCompare(b.id))
			.flatMap((item) => {
				const shut = closed.has(item.id);
				return [{ ...item, parent, depth, closed: shut, n_children: children.get(item.id)?.length ?? 0 }, ...(shut ? [] : below(item.id, depth + 1))];
			});
	return below(null, 0);
}

/** Where a dragged line would land. */
export interface Landing {
	parent: string | null;
	depth: number;
}

/** Where `active` would land if it were dropped at the place of `over`, `deeper` steps further in (or out, where negative). */
export function landing(lines: readonly TreeLine[], active: string, over: string, deeper: number): Landing {
	const from = lines.findIndex((line) => line.id === active);
	const to = lines.findIndex((line) => line.id === over);
	const moved = lines[from];
	if (!moved || to < 0) return { parent: null, depth: 0 };
	const rest = lines.filter((line) => line.id !== active && !isWithin(lines, line, active));
	const overInRest = rest.findIndex((line) => line.id === over);
	const at = overInRest < 0 ? Math.min(from, rest.length) : from < to ? overInRest + 1 : overInRest;
	const before = rest[at - 1];
	const after = rest[at];
	const most = before ? (before.folder && !before.closed ? before.depth + 1 : before.depth) : 0;
	const least = after?.depth ?? 0;
	const depth = Math.max(Math.min(moved.depth + deeper, most), Math.min(least, most));
	return { depth, parent: parentAt(rest, at, depth) };
}

function parentAt(rest: readonly TreeLine[], at: number, depth: number): string | null {
	if (depth === 0) return null;
	for (let index = at - 1; index >= 0; index -= 1) {
		const line = rest[index];
		if (line?.depth === depth - 1) return line.id;
	}
	return null;
}

function isWithin(lines: readonly TreeLine[], line: TreeLine, ancestor: string): boolean {
	const byId = new Map(lines.map((one) => [one.id, one]));
	for (let at: TreeLine | undefined = line; at && at.parent !== null; at = byId.get(at.parent)) if (at.parent === ancestor) return true;
	return false;
}

/** A place that changes. */
export interface Placed {
	id: string;
	parent: string | null;
	sort: number;
}

/** What has to be stored so that `id` stands in `parent` at `index` among the others there: only those whose place differs. */
export function placeAt(items: readonly TreeItem[], id: string, parent: string | null, index: number): Placed[] {
	const siblings = items.filter((item) => item.parent === parent && item.id !== id).toSorted((a, b) => a.sort - b.sort || a.id.localeCompare(b.id));
	const order = [...siblings.slice(0, index).map((item) => item.id), id, ...siblings.slice(index).map((item) => item.id)];
	return order.flatMap((one, position) => {
		const item = items.find((candidate) => candidate.id === one);
		const sort = position + 1;
		return item && (item.parent !== parent || item.sort !== sort) ? [{ id: one, parent, sort }] : [];
	});
}

/** The index among its new siblings that `active` has, dropped at the place of `over`. */
export function indexAt(lines: readonly TreeLine[], active: string, over: string, land: Landing): number {
	const from = lines.findIndex((line) => line.id === active);
	const to = lines.findIndex((line) => line.id === over);
	const rest = lines.filter((line) => line.id !== active && !isWithin(lines, line, active));
	const overInRest = rest.findIndex((line) => line.id === over);
	const at = overInRest < 0 ? Math.min(from, rest.length) : from < to ? overInRest + 1 : overInRest;
	return rest.slice(0, at).filter((line) => line.parent === land.parent).length;
}
