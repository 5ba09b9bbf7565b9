/**
 * A filter while it is being built: groups and conditions, from the API's JSON and back. What this doesn't understand is kept as it is, so that nothing is
 * lost on the way. Pure.
 */

/** A filter as the API takes it. */
export type FilterJson = Record<string, unknown>;

/** One condition: a way to a field, an operator, a value. */
export interface Condition {
	kind: 'condition';
	id: string;
	/** Fields from the collection on; after a field with many items stands `_some` or `_none`. */
	path: string[];
	operator: string;
	value: unknown;
}

/** Several of them together. */
export interface FilterGroup {
	kind: 'group';
	id: string;
	all: boolean;
	children: FilterNode[];
	/** A way to many items, ending in `_some` or `_none`: one and the same of them has to match. */
	within?: string[];
}

/** What can't be shown as one of these. */
export interface RawFilter {
	kind: 'raw';
	id: string;
	json: FilterJson;
}

export type FilterNode = Condition | FilterGroup | RawFilter;

/** Within a way: of many items, any or none has to match. */
export const QUANTIFIERS = ['_some', '_none'] as const;

let n_made = 0;

/** A name for a new part, so that rows keep their state while others come and go. */
export function newId(): string {
	n_made += 1;
	return `f${String(n_made)}`;
}

export function emptyGroup(all = true): FilterGroup {
	return { kind: 'group', id: newId(), all, children: [] };
}

function isObject(value: unknown): value is FilterJson {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The filter as a group; one that is missing is an empty group. */
export function parseFilter(json: FilterJson | null | undefined): FilterGroup {
	if (!json || Object.keys(json).length === 0) return emptyGroup();
	const node = parseNode(json, []);
	return asGroup(node);
}

function asGroup(node: FilterNode): FilterGroup {
	return node.kind === 'group' && !node.within ? node : { ...emptyGroup(), children: [node] };
}

function parseNode(json: FilterJson, path: string[]): FilterNode {
	const entries = Object.entries(json);
	const parts = entries.map(([key, value]) => parseEntry(key, value, path));
	const [only] = parts;
	if (parts.length === 1 && only) return only;
	return { kind: 'group', id: newId(), all: true, children: parts };
}

function parseEntry(key: string, value: unknown, path: string[]): FilterNode {
	const raw = (): RawFilter => ({ kind: 'raw', id: newId(), json: wrap(path, { [key]: value }) });
	if (key === '_and' || key === '_or') {
		if (!Array.isArray(value) || !value.every(isObject)) return raw();
		return { kind: 'group', id: newId(), all: key === '_and', children: value.map((one) => parseNode(one, path)) };
	}
	if (key === '_some' || key === '_none') return isObject(value) ? parseNested(value, [...path, key]) : raw();
	if (key.startsWith('_')) return path.length === 0 ? raw() : { kind: 'condition', id: newId(), path, operator: key, value };
	if (key.startsWith('$')) return raw();
	// A bare value means "is".
	return isObject(value) ? parseNested(value, [...path, key]) : { kind: 'condition', id: newId(), path: [...path, key], operator: '_eq', value };
}

/** Of many items, several conditions belong together: apart they would say something else. */
function parseNested(value: FilterJson, path: string[]): FilterNode {
	const entries = Object.entries(value);
	const apart = entries.length !== 1 || entries.some(([key]) => key === '_and' || key === '_or');
	const last = path.at(-1);
	if (apart && (last === '_none' || last === '_some')) return { ...asGroup(parseNode(value, [])), within: path };
	if (apart && path.some((part) => part === '_none' || part === '_some')) return { kind: 'raw', id: newId(), json: wrap(path, value) };
	return parseNode(value, path);
}

function wrap(path: readonly string[], inner: FilterJson): FilterJson {
	return path.reduceRight<FilterJson>((json, part) => ({ [part]: json }), inner);
}

/** The filter for the API; `null` where it filters nothing. Conditions that aren't complete are left out. */
export function filterJson(group: FilterGroup): FilterJson | null {
	const parts = group.children.map(nodeJson).filter((one) => one !== null);
	if (parts.length === 0) return null;
	return { [group.all ? '_and' : '_or']: parts };
}

function nodeJson(node: FilterNode): FilterJson | null {
	if (node.kind === 'raw') return node.json;
	if (node.kind === 'group') {
		const inner = filterJson(node);
		return inner && node.within ? wrap(node.within, inner) : inner;
	}
	return isComplete(node) ? wrap(node.path, { [node.operator]: node.value }) : null;
}

const VALUELESS = new Set(['_null', '_nnull', '_empty', '_nempty']);

/** Operators that need no value. */
export function needsValue(operator: string): boolean {
	return !VALUELESS.has(operator);
}

export function isComplete(condition: Condition): boolean {
	const last = condition.path.at(-1);
	if (last === undefined || last === '_some' || last === '_none') return false;
	if (!needsValue(condition.operator)) return true;
	if (Array.isArray(condition.value)) return condition.value.length > 0 && condition.value.every((one) => one !== '' && one !== null);
	return condition.value !== '' && condition.value !== null && condition.value !== undefined;
}

/** The condition as a group of those that hold for the same one of many items; nothing where its way leads through none. */
export function gathered(condition: Condition): FilterGroup | undefined {
	const at = condition.path.findLastIndex((part) => part === '_some' || part === '_none');
	return at < 0 ? undefined : { ...emptyGroup(), within: condition.path.slice(0, at + 1), children: [{ ...condition, id: newId(), path: condition.path.slice(at + 1) }] };
}

/** The group with one part changed, or taken out where `to` is `null`. */
export function withNode(group: FilterGroup, id: string, to: FilterNode | null): FilterGroup {
	return {
		...group,
		children: group.children.flatMap((child) => {
			if (child.id === id) return to === null ? [] : [to];
			return [child.kind === 'group' ? withNode(child, id, to) : child];
		}),
	};
}

/** The group with a part added to the group called `into`. */
export function withAdded(group: FilterGroup, into: string, node: FilterNode): FilterGroup {
	if (group.id === into) return { ...group, children: [...group.children, node] };
	return { ...group, children: group.children.map((child) => (child.kind === 'group' ? withAdded(child, into, node) : child)) };
}

/** How many conditions there are. */
export function countConditions(node: FilterNode): number {
	return node.kind === 'group' ? node.children.reduce((sum, child) => sum + countConditions(child), 0) : 1;
}
