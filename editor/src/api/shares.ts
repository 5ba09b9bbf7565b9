/** The shares of an item: reading and writing them. Opening one is `share.ts`. */
import { useMutation, useQuery } from '@tanstack/react-query';

import { instantOf } from '../model/moment';
import type { Key } from '../model/schema';
import type { Share, ShareEntry } from '../model/share';
import { ask, editorRoot } from './client';
import { keys, queryClient } from './keys';

const FIELDS = ['id', 'name', 'role', 'password', 'date_start', 'date_end', 'max_uses', 'times_used', 'date_created', 'user_created'];

/** Newest first; as many as the asker may see. */
export function useShares(collection: string, item: Key) {
	return useQuery({
		queryKey: keys.shares(collection, item),
		queryFn: () => ask<Share[]>('/shares', { params: { fields: FIELDS, filter: { collection: { _eq: collection }, item: { _eq: String(item) } }, sort: ['-date_created'], limit: -1 } }),
	});
}

/** Where the link of a share leads. */
export function shareUrl(id: string): string {
	return new URL(`shared/${id}`, editorRoot).href;
}

/** A write to the shares of an item. */
export function useShareChange<T>(change: (input: T) => Promise<unknown>) {
	return useMutation({ mutationFn: change, onSettled: () => queryClient.invalidateQueries({ queryKey: keys.allShares }) });
}

export function createShare(collection: string, item: Key, entry: ShareEntry): Promise<unknown> {
	return ask('/shares', { method: 'POST', body: { collection, item: String(item), ...rowOf(entry) } });
}

export function updateShare(id: string, entry: ShareEntry): Promise<unknown> {
	return ask(`/shares/${id}`, { method: 'PATCH', body: rowOf(entry) });
}

export function deleteShare(id: string): Promise<unknown> {
	return ask(`/shares/${id}`, { method: 'DELETE' });
}

/** Mails the link. */
export function sendShare(id: string, emails: readonly string[]): Promise<unknown> {
	return ask('/shares/invite', { method: 'POST', body: { share: id, emails } });
}

function rowOf({ name, role, password, isPasswordRemoved, start, end, maxUses }: ShareEntry) {
	return {
		name: name.trim() || null,
		role,
		date_start: instantOf(start),
		date_end: instantOf(end),
		max_uses: maxUses,
		// Nothing typed: the one that is there stays.
		...(isPasswordRemoved ? { password: null } : password !== '' && { password }),
	};
}
