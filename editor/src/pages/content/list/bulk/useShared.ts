/** What the selected items have in common in those fields on which the choices of others depend. */
import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';

import { ask } from '../../../../api/client';
import { itemsPath, type Item } from '../../../../api/items';
import { keys } from '../../../../api/keys';
import type { Scope } from '../../../../fields/form/scope';
import { pickFilterOf } from '../../../../fields/relation/usePickFilter';
import { dependencies } from '../../../../model/filter/dependent';
import type { Collection } from '../../../../model/schema';
import type { Conditions, Selection } from '../layouts/types';

export function useShared(collection: Collection, selection: Selection, conditions: Conditions): NonNullable<Scope['shared']> {
	const names = useMemo(() => {
		const asked = new Set(collection.fields.flatMap((field) => dependencies(pickFilterOf(field))));
		return collection.fields.filter((field) => asked.has(field.name) && !field.isAlias).map((field) => field.name);
	}, [collection]);
	const chosen = selection.all ? conditions : { filter: { [collection.primaryKey]: { _in: [...selection.keys] } } };
	// Two different values are enough to know that they differ. A query string has its limits; the same question can be asked in a body.
	const queries = names.map((name) => ({
		queryKey: keys.list(collection.name, { ...chosen, valuesOf: name }),
		queryFn: () => ask<Item[]>(itemsPath(collection.name), { method: 'SEARCH', body: { query: { ...chosen, aggregate: { count: '*' }, groupBy: [name], limit: 2 } } }),
	}));
	const combine = useCallback(
		(results: Array<UseQueryResult<Item[]>>) => ({
			values: Object.fromEntries(results.flatMap(({ data }, index) => (data?.length === 1 ? [[names[index], data[0]?.[names[index] ?? '']]] : []))) as Item,
			differing: names.filter((_, index) => results[index]?.isError || (results[index]?.data?.length ?? 0) > 1),
		}),
		[names],
	);
	const { values, differing } = useQueries({ queries, combine });
	return useMemo(() => ({ values, differing: new Set(differing) }), [values, differing]);
}
