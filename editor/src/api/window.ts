/** Items by their position, read in pages as they come into view. */
import { useQueries } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';

import type { Params } from './client';
import { askItems, type Item } from './items';
import { keys } from './keys';
import { useSchema } from './model';

export const PAGE = 100;
/** Whoever drags the scroll bar passes hundreds of pages: only where he rests is read. */
const REST_MS = 60;

export interface Window {
	at: (index: number) => Item | undefined;
	error: unknown;
	isPending: boolean;
	retry: () => void;
}

export function useWindow(collection: string, params: Params, first: number, last: number, total: number | undefined): Window {
	const schema = useSchema();
	const from = Math.max(0, Math.floor(first / PAGE));
	const to = Math.max(from, Math.floor(Math.min(last, Math.max(0, (total ?? 1) - 1)) / PAGE));
	const [rested] = useDebouncedValue(`${String(from)}-${String(to)}`, REST_MS, { leading: true });
	const isResting = rested === `${String(from)}-${String(to)}`;
	const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
	const results = useQueries({
		queries: pages.map((page) => {
			const asked = { ...params, limit: PAGE, page: page + 1 };
			return { queryKey: keys.list(collection, asked), queryFn: ({ signal }: { signal: AbortSignal }) => askItems(schema, collection, asked, signal), enabled: isResting };
		}),
	});
	return {
		at: (index) => results[Math.floor(index / PAGE) - from]?.data?.[index % PAGE],
		error: results.find((result) => result.error)?.error ?? null,
		isPending: results.every((result) => result.isPending),
		retry: () => {
			for (const result of results) void result.refetch();
		},
	};
}
