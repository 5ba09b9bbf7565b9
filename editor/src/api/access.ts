/** What the logged-in user may do. The server decides in the end; the Editor only hides what would be refused. */
import { useQuery } from '@tanstack/react-query';

import { ask } from './client';
import { hasCode } from './errors';
import { keys } from './keys';

export type Action = 'create' | 'read' | 'update' | 'delete' | 'share';

interface Grant {
	access: 'none' | 'partial' | 'full';
	fields?: string[];
}

type Grants = Record<string, Partial<Record<Action, Grant>>>;

export interface Access {
	may: (action: Action, collection: string) => boolean;
	/** Without a rule that leaves items out. */
	mayAll: (action: Action, collection: string) => boolean;
	mayField: (action: Action, collection: string, field: string) => boolean;
}

/** Where the server doesn't say, everything is offered and the server's refusal shown. */
const UNKNOWN: Access = { may: () => true, mayAll: () => true, mayField: () => true };

async function readAccess(): Promise<Grants | null> {
	try {
		return await ask<Grants>('/permissions/me');
	} catch (error) {
		if (hasCode(error, 'ROUTE_NOT_FOUND') || hasCode(error, 'FORBIDDEN')) return null;
		throw error;
	}
}

export const accessQuery = { queryKey: keys.access, queryFn: readAccess, staleTime: Infinity, select: toAccess };

function toAccess(grants: Grants | null): Access {
	if (!grants) return UNKNOWN;
	return {
		may: (action, collection) => (grants[collection]?.[action]?.access ?? 'none') !== 'none',
		mayAll: (action, collection) => grants[collection]?.[action]?.access === 'full',
		mayField: (action, collection, field) => {
			const grant = grants[collection]?.[action];
			if (!grant || grant.access === 'none') return false;
			return !grant.fields || grant.fields.includes('*') || grant.fields.includes(field);
		},
	};
}

export function useAccess(): Access {
	return useQuery(accessQuery).data ?? UNKNOWN;
}
