/** Names of what is cached, and what a change makes stale. */
import { QueryClient } from '@tanstack/react-query';

import { problemsOf } from './errors';

export const keys = {
	me: ['me'] as const,
	rules: ['rules'] as const,
	server: ['server'] as const,
	settings: ['settings'] as const,
	model: ['model'] as const,
	access: ['access'] as const,
	presets: ['presets'] as const,
	folders: ['items', 'folders'] as const,
	/** Everything that was read of items, of any collection. */
	items: ['items'] as const,
	list: (collection: string, params: unknown) => ['items', 'list', collection, params] as const,
	count: (collection: string, params: unknown) => ['items', 'count', collection, params] as const,
	item: (collection: string, key: string | number, params?: unknown) => ['items', 'one', collection, String(key), params] as const,
	title: (collection: string, key: string | number, template: string) => ['items', 'title', collection, String(key), template] as const,
	allShares: ['shares'] as const,
	shares: (collection: string, key: string | number) => ['shares', collection, String(key)] as const,
	usage: (collection: string, key: string | number) => ['items', 'usage', collection, String(key)] as const,
};

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 30_000,
			refetchOnWindowFocus: false,
			retry: (n_failed, error) => n_failed < 2 && problemsOf(error).some((problem) => problem.code === 'UNREACHABLE'),
		},
	},
});

/** After any write: a nested one may have changed items of every collection. */
export function itemsChanged(): Promise<void> {
	return queryClient.invalidateQueries({ queryKey: keys.items });
}

/** After a change of the model. What one may do is told by collection and field: new ones aren't in it yet. */
export async function modelChanged(): Promise<void> {
	await Promise.all([queryClient.invalidateQueries({ queryKey: keys.model }), queryClient.invalidateQueries({ queryKey: keys.access })]);
	await itemsChanged();
}
