/** The history of one item: its revisions, what each of them changed, and going back. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import type { RowChange } from '../model/revision';
import type { Key } from '../model/schema';
import { ask } from './client';
import { hasCode } from './errors';

export interface Revision {
	id: number;
	delta: Record<string, unknown> | null;
	activity: { action: string; timestamp: string; user: { first_name: string | null; last_name: string | null; email: string | null } | null } | null;
}

const A_PAGE = 20;
const FIELDS = ['id', 'delta', 'activity.action', 'activity.timestamp', 'activity.user.first_name', 'activity.user.last_name', 'activity.user.email'];

const ofItem = (collection: string, key: Key) => [{ collection: { _eq: collection } }, { item: { _eq: String(key) } }];

/** Newest first. */
export function useRevisions(collection: string, key: Key) {
	return useInfiniteQuery({
		queryKey: ['items', 'revisions', collection, String(key)],
		queryFn: ({ pageParam }) => ask<Revision[]>('/revisions', { params: { fields: FIELDS, filter: { _and: ofItem(collection, key) }, sort: ['-id'], limit: A_PAGE, page: pageParam } }),
		initialPageParam: 1,
		getNextPageParam: (last, all) => (last.length < A_PAGE ? undefined : all.length + 1),
		staleTime: 0,
	});
}

/** Revisions that came after the given one, oldest first; none where they may not be read. */
export async function revisionsAfter(collection: string, key: Key, id: number): Promise<Revision[]> {
	return readOrNothing({ fields: FIELDS, filter: { _and: [...ofItem(collection, key), { id: { _gt: id } }] }, sort: ['id'], limit: A_PAGE });
}

/** The number of the newest revision; 0 where there is none, or none may be read. */
export async function newestRevision(collection: string, key: Key): Promise<number> {
	return (await readOrNothing({ fields: ['id'], filter: { _and: ofItem(collection, key) }, sort: ['-id'], limit: 1 }))[0]?.id ?? 0;
}

async function readOrNothing(params: Record<string, unknown>): Promise<Revision[]> {
	try {
		return await ask<Revision[]>('/revisions', { params });
	} catch (error) {
		if (hasCode(error, 'FORBIDDEN')) return [];
		throw error;
	}
}

export async function changesOfRevision(id: number): Promise<RowChange[]> {
	return (await ask<{ changes: RowChange[] }>(`/revisions/${id}/changes`)).changes;
}

export function useRevisionChanges(id: number) {
	return useQuery({ queryKey: ['revision', id, 'changes'], queryFn: () => changesOfRevision(id), staleTime: Infinity });
}

/** The item becomes what it was after this revision, relations included. */
export function goBackTo(id: number): Promise<unknown> {
	return ask(`/utils/revert/${id}`, { method: 'POST', params: { relations: true } });
}

export function personOf(revision: Revision): string | undefined {
	const user = revision.activity?.user;
	return user ? [user.first_name, user.last_name].filter(Boolean).join(' ') || (user.email ?? undefined) : undefined;
}
