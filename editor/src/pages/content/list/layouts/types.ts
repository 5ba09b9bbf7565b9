/** What every layout gets. */
import type { FilterJson } from '../../../../model/filter/tree';
import type { LayoutOptions, LayoutQuery } from '../../../../model/layout/presets';
import type { Collection, Key } from '../../../../model/schema';

/** Which items are selected: some by key, or all that the filter finds. */
export type Selection = { all: true } | { all: false; keys: ReadonlySet<Key> };

export const NOTHING: Selection = { all: false, keys: new Set() };

/** Search and filter, as the API takes them. */
export interface Conditions {
	search?: string;
	filter?: FilterJson;
}

export interface LayoutProps {
	collection: Collection;
	conditions: Conditions;
	total: number | undefined;
	totalError: unknown;
	onRetry: () => void;
	/** Whether search or filter leave something out. */
	isNarrowed: boolean;
	onClear: () => void;
	sort: string;
	onSort: (sort: string) => void;
	query: LayoutQuery;
	onQuery: (values: Partial<LayoutQuery>) => void;
	options: LayoutOptions;
	onOptions: (values: LayoutOptions) => void;
	selection: Selection;
	onSelect: (selection: Selection) => void;
}

export interface LayoutOptionsProps {
	collection: Collection;
	options: LayoutOptions;
	onOptions: (values: LayoutOptions) => void;
}

/** Both of two filters. */
export function both(a: FilterJson | undefined, b: FilterJson | undefined): FilterJson | undefined {
	return a && b ? { _and: [a, b] } : (a ?? b);
}
