/** Where items are used, and what deleting them would do: the server's own plan of the delete. */
import { useQuery } from '@tanstack/react-query';

import type { Key } from '../model/schema';
import { ask } from './client';
import { hasCode } from './errors';
import { keys as queryKeys } from './keys';

export type Effect = 'refuse' | 'unlink' | 'cascade' | 'remove_junction' | 'delete_owner';

export interface Use {
	collection: string;
	field: string;
	refers_to: string;
	list: string | null;
	effect: Effect;
	depth: number;
	count: number;
	/** A few of them. */
	keys: string[];
	/** Of links: the items on their other side. */
	leads_to?: Array<{ collection: string; key: string }>;
}

export interface Usage {
	deletable: boolean;
	/** Why not, in the server's words. */
	refusal?: string | null;
	uses: Use[];
}

/** Nothing where the server can't say. */
export function useUsage(collection: string, keys: Key[], isEnabled = true) {
	return useQuery({
		queryKey: queryKeys.usage(collection, keys.join()),
		queryFn: async () => {
			try {
				return await ask<Usage>(`/utils/usage/${collection}`, { method: 'POST', body: { keys } });
			} catch (error) {
				if (hasCode(error, 'ROUTE_NOT_FOUND')) return null;
				throw error;
			}
		},
		enabled: isEnabled,
		staleTime: 0,
	});
}
