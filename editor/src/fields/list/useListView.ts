/** Which part of a list somebody looks at, and in which order. Nothing of it is kept. */
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

import type { FilterJson } from '../../model/filter/tree';
import type { Page } from './useRows';

const SEARCH_MS = 200;

export interface ListView {
	index: number;
	search: string;
	filter: FilterJson | null;
	sort: string | undefined;
	/** Whether some rows aren't asked for. */
	isNarrowed: boolean;
	setIndex: (index: number) => void;
	setSearch: (search: string) => void;
	setFilter: (filter: FilterJson | null) => void;
	setSort: (sort: string | undefined) => void;
	page: Page;
}

export function useListView(size: number, usualSort: string | undefined): ListView {
	const [index, setIndex] = useState(1);
	const [search, setSearch] = useState('');
	const [filter, setFilter] = useState<FilterJson | null>(null);
	const [sort, setSort] = useState<string | undefined>();
	const [sent] = useDebouncedValue(search.trim(), SEARCH_MS);
	/** Another view begins with its first page. */
	const first = <T,>(set: (value: T) => void) => (value: T) => {
		set(value);
		setIndex(1);
	};
	return { index, search, filter, sort, isNarrowed: sent !== '' || filter !== null, setIndex, setSearch: first(setSearch), setFilter: first(setFilter), setSort: first(setSort), page: { index, size, search: sent, filter, sort, usualSort } };
}
