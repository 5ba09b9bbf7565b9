/** Choices in a tree, and which values a tick adds or takes away. The four ways of combining are those that Directus has. */

export interface ChoiceNode {
	value: string;
	label: string;
	children: ChoiceNode[];
}

/**
 * - `all`: a tick counts for the node and everything below, and a node is ticked with all of its children;
 * - `branch`: only the topmost nodes that are ticked as a whole are stored;
 * - `leaf`: only nodes without children are stored;
 * - `indeterminate`: besides what is ticked, everything above it is stored;
 * - `exclusive`: each node by itself, but never together with what is above or below.
 */
export type Combining = 'all' | 'branch' | 'leaf' | 'indeterminate' | 'exclusive';

export type Tick = 'on' | 'off' | 'partly';

export function combiningOf(option: unknown): Combining {
	return option === 'branch' || option === 'leaf' || option === 'indeterminate' || option === 'exclusive' ? option : 'all';
}

/** The ticked leaves; of `exclusive`, where every node stands by itself, the ticked nodes. */
export function tickedOf(tree: readonly ChoiceNode[], values: readonly string[], combining: Combining): Set<string> {
	const held = new Set(values);
	if (combining === 'exclusive') return held;
	return new Set(tree.flatMap((root) => tickedLeaves(root, held, combining)));
}

/** How a node is shown, given what `tickedOf` says. */
export function tickOf(node: ChoiceNode, ticked: ReadonlySet<string>, combining: Combining): Tick {
	if (combining === 'exclusive') return ticked.has(node.value) ? 'on' : below(node).some((one) => ticked.has(one.value)) ? 'partly' : 'off';
	const leaves = leavesOf(node);
	if (leaves.every((one) => ticked.has(one.value))) return 'on';
	return leaves.some((one) => ticked.has(one.value)) ? 'partly' : 'off';
}

const leavesOf = (node: ChoiceNode): ChoiceNode[] => [node, ...below(node)].filter((one) => one.children.length === 0);

/** The stored values after a node was ticked or its tick was taken away. Values that no node has stay. */
export function toggle(tree: readonly ChoiceNode[], values: readonly string[], node: ChoiceNode, combining: Combining): string[] {
	const known = new Set(tree.flatMap((one) => [one, ...below(one)]).map((one) => one.value));
	const strangers = values.filter((value) => !known.has(value));
	const ticked = tickedOf(tree, values, combining);
	const isOn = tickOf(node, ticked, combining) === 'on';
	if (combining === 'exclusive') {
		if (isOn) return values.filter((value) => value !== node.value);
		const related = new Set([...below(node), ...above(tree, node)].map((one) => one.value));
		return [...values.filter((value) => !related.has(value)), node.value];
	}
	for (const leaf of leavesOf(node)) {
		if (isOn) ticked.delete(leaf.value);
		else ticked.add(leaf.value);
	}
	return [...strangers, ...tree.flatMap((root) => stored(root, ticked, combining))];
}

function tickedLeaves(node: ChoiceNode, values: ReadonlySet<string>, combining: Combining): string[] {
	if (combining === 'branch' && values.has(node.value)) return leavesOf(node).map((one) => one.value);
	if (node.children.length === 0) return values.has(node.value) ? [node.value] : [];
	return node.children.flatMap((child) => tickedLeaves(child, values, combining));
}

function stored(node: ChoiceNode, leaves: ReadonlySet<string>, combining: Combining): string[] {
	if (node.children.length === 0) return leaves.has(node.value) ? [node.value] : [];
	const inside = node.children.flatMap((child) => stored(child, leaves, combining));
	const isWhole = leavesOf(node).every((one) => leaves.has(one.value));
	if (combining === 'leaf') return inside;
	if (combining === 'branch') return isWhole ? [node.value] : inside;
	if (combining === 'indeterminate') return inside.length > 0 ? [node.value, ...inside] : [];
	return isWhole ? [node.value, ...inside] : inside;
}

function below(node: ChoiceNode): ChoiceNode[] {
	return node.children.flatMap((child) => [child, ...below(child)]);
}

function above(tree: readonly ChoiceNode[], node: ChoiceNode): ChoiceNode[] {
	for (const root of tree) {
		if (root === node) return [];
		if (below(root).includes(node)) return [root, ...above(root.children, node)];
	}
	return [];
}

/** Nodes whose label, or that of anything below or above them, has the text; with the way to them. */
export function searched(tree: readonly ChoiceNode[], text: string): ChoiceNode[] {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return [...tree];
	return tree.flatMap((node) => {
		if (node.label.toLowerCase().includes(wanted)) return [node];
		const children = searched(node.children, wanted);
		return children.length > 0 ? [{ ...node, children }] : [];
	});
}
