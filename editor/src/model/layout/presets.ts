/** How a collection is shown, as presets of the API keep it: which of them holds, and what is left to choose. Pure. */
import type { FilterJson } from '../filter/tree';

export const LAYOUTS = ['tabular', 'cards', 'kanban', 'calendar', 'tree'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** What a layout asks the server for: columns, order. */
export interface LayoutQuery {
	fields?: string[];
	sort?: string[];
	[name: string]: unknown;
}

export type LayoutOptions = Record<string, unknown>;

/** A row of `directus_presets`. Without a `bookmark` it is how the collection is shown at first. */
export interface Preset {
	id: number;
	bookmark: string | null;
	collection: string | null;
	user: string | null;
	role: string | null;
	icon: string | null;
	color: string | null;
	search: string | null;
	filter: FilterJson | null;
	layout: string | null;
	layout_query: Record<string, LayoutQuery> | null;
	layout_options: Record<string, LayoutOptions> | null;
}

/** What was changed since: the same shape as in presets. */
export interface ViewChanges {
	layout?: string;
	layout_query?: Record<string, LayoutQuery>;
	layout_options?: Record<string, LayoutOptions>;
}

/** Whom a view is for. */
export type Audience = 'user' | 'role' | 'everybody';

export function audienceOf(preset: Pick<Preset, 'user' | 'role'>): Audience {
	return preset.user !== null ? 'user' : preset.role !== null ? 'role' : 'everybody';
}

const NEAREST: Record<Audience, number> = { user: 0, role: 1, everybody: 2 };

/** How a collection is shown at first: one's own way, else that of one's role, else that of everybody. */
export function defaultPreset(presets: readonly Preset[], collection: string): Preset | undefined {
	return presets.filter((one) => one.collection === collection && one.bookmark === null).toSorted((a, b) => NEAREST[audienceOf(a)] - NEAREST[audienceOf(b)] || b.id - a.id)[0];
}

/** The saved views of a collection, by name. */
export function bookmarksOf(presets: readonly Preset[], collection: string): Preset[] {
	return presets.filter((one) => one.collection === collection && one.bookmark !== null).toSorted((a, b) => (a.bookmark ?? '').localeCompare(b.bookmark ?? ''));
}

/** A preset with changes on top. */
export function withChanges(base: Preset | undefined, changes: ViewChanges): Required<ViewChanges> {
	return {
		layout: changes.layout ?? base?.layout ?? 'tabular',
		layout_query: merged(base?.layout_query ?? {}, changes.layout_query ?? {}),
		layout_options: merged(base?.layout_options ?? {}, changes.layout_options ?? {}),
	};
}

function merged<T extends object>(base: Record<string, T>, changes: Record<string, T>): Record<string, T> {
	return Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(changes)])].map((name) => [name, { ...base[name], ...changes[name] } as T]));
}

/** Adds to what was changed. */
export function change(changes: ViewChanges, part: 'layout_query' | 'layout_options', layout: string, values: Record<string, unknown>): ViewChanges {
	return { ...changes, [part]: { ...changes[part], [layout]: { ...changes[part]?.[layout], ...values } } };
}
