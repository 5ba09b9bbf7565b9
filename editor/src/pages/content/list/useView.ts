/**
 * How a list is shown: what stands in the address (search, filter, order), on top of the saved view or of what was kept for the collection.
 *
 * Changes of a saved view stay here until somebody saves them; others are kept at once.
 */
import { useDebouncedCallback } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';

import { useSchema, useMe } from '../../../api/model';
import { keepView, usePresets } from '../../../api/presets';
import type { FilterJson } from '../../../model/filter/tree';
import { fitsLayout } from '../../../model/layout/choose';
import { change, defaultPreset, LAYOUTS, withChanges, type LayoutName, type LayoutOptions, type LayoutQuery, type Preset, type ViewChanges } from '../../../model/layout/presets';
import type { Collection } from '../../../model/schema';

export interface View {
	/** The saved view that is open. */
	bookmark: Preset | undefined;
	isChanged: boolean;
	search: string;
	filter: FilterJson | null;
	sort: string;
	showsArchived: boolean;
	layout: LayoutName;
	query: LayoutQuery;
	options: LayoutOptions;
	/** All layouts of it, to be saved as a view. */
	whole: Required<ViewChanges>;
	setSearch: (search: string) => void;
	setFilter: (filter: FilterJson | null) => void;
	setSort: (sort: string) => void;
	setArchived: (shows: boolean) => void;
	setLayout: (layout: LayoutName) => void;
	setQuery: (values: Partial<LayoutQuery>) => void;
	setOptions: (values: LayoutOptions) => void;
	clear: () => void;
	/** Back to what was saved. */
	reset: () => void;
}

const KEEP_MS = 700;

export function useView(collection: Collection): View {
	const schema = useSchema();
	const me = useMe();
	const presets = usePresets();
	const [parameters, setParameters] = useSearchParams();
	const opened = parameters.get('bookmark');
	const bookmark = opened === null ? undefined : presets.find((one) => String(one.id) === opened && one.collection === collection.name);
	const base = bookmark ?? defaultPreset(presets, collection.name);
	const [state, setState] = useState<{ of: string | null; changes: ViewChanges }>({ of: opened, changes: {} });
	const changes = state.of === opened ? state.changes : {};
	const whole = useMemo(() => withChanges(base, changes), [base, changes]);
	const wanted = LAYOUTS.find((one) => one === whole.layout);
	const layout = wanted && fitsLayout(wanted, collection, schema) ? wanted : 'tabular';
	const query = whole.layout_query[layout] ?? {};
	const options = whole.layout_options[layout] ?? {};
	const keepLater = useDebouncedCallback((next: ViewChanges) => void keepView(me, collection.name, next), { delay: KEEP_MS, flushOnUnmount: true });
	const alter = (next: ViewChanges) => {
		setState({ of: opened, changes: next });
		if (!bookmark) keepLater(next);
	};
	const search = parameters.get('search') ?? bookmark?.search ?? '';
	const filterText = parameters.get('filter');
	const filter = useMemo(() => (filterText === null ? (bookmark?.filter ?? null) : read(filterText)), [filterText, bookmark]);
	const put = (values: Record<string, string | null>) =>
		setParameters(
			(before) => {
				const next = new URLSearchParams(before);
				for (const [name, value] of Object.entries(values)) {
					// In a saved view "none" must be said, or the view's own would come back.
					if (value !== null || (bookmark && (name === 'search' || name === 'filter'))) next.set(name, value ?? '');
					else next.delete(name);
				}
				return next;
			},
			{ replace: true },
		);
	const setQuery = (values: Partial<LayoutQuery>) => alter(change(changes, 'layout_query', layout, values));
	return {
		bookmark,
		isChanged: bookmark !== undefined && (Object.keys(changes).length > 0 || search !== (bookmark.search ?? '') || JSON.stringify(filter) !== JSON.stringify(bookmark.filter ?? null)),
		search,
		filter,
		sort: parameters.get('sort') ?? query.sort?.[0] ?? collection.sortField ?? collection.primaryKey,
		showsArchived: parameters.get('archived') === '1',
		layout,
		query,
		options,
		whole,
		setSearch: (next) => put({ search: next || null }),
		setFilter: (next) => put({ filter: next ? JSON.stringify(next) : null }),
		setSort: (next) => {
			if (parameters.has('sort')) put({ sort: null });
			setQuery({ sort: [next] });
		},
		setArchived: (shows) => put({ archived: shows ? '1' : null }),
		setLayout: (next) => alter({ ...changes, layout: next }),
		setQuery,
		setOptions: (values) => alter(change(changes, 'layout_options', layout, values)),
		clear: () => put({ search: null, filter: null }),
		reset: () => {
			setState({ of: opened, changes: {} });
			setParameters((before) => new URLSearchParams([...before].filter(([name]) => name === 'bookmark')), { replace: true });
		},
	};
}

/** What stands in the address may be anything. */
function read(text: string): FilterJson | null {
	try {
		const value: unknown = JSON.parse(text || 'null');
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as FilterJson) : null;
	} catch {
		return null;
	}
}
