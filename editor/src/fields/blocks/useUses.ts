import { useMemo } from 'react';

import { useSchema } from '../../api/model';
import { useList } from '../../api/items';
import { groupBy } from '../../model/group';
import type { Collection, M2A } from '../../model/schema';
import type { ShownRow } from '../list/useRows';

/** How often the items of these blocks are used by this kind of list, by row; one request for all of them. */
export function useUses(relation: M2A, junction: Collection, rows: readonly ShownRow[]): ReadonlyMap<string, number> {
	const schema = useSchema();
	const keyed = useMemo(
		() =>
			rows.flatMap((row) => {
				const collection = String(row.base[relation.collectionField] ?? '');
				const item = row.base[relation.itemField];
				const pk = schema.collection(collection)?.primaryKey;
				const key = pk && typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[pk] : undefined;
				return key === undefined || key === null ? [] : [{ ref: row.ref, collection, key: String(key) }];
			}),
		[rows, relation, schema],
	);
	const groups = [...groupBy(keyed, (one) => one.collection)];
	const filter = { _or: groups.map(([collection, all]) => ({ _and: [{ [relation.collectionField]: { _eq: collection } }, { [relation.itemField]: { _in: [...new Set(all.map((one) => one.key))].toSorted() } }] })) };
	const counted = useList(junction.name, { aggregate: { count: '*' }, groupBy: [relation.collectionField, relation.itemField], filter, limit: -1 }, groups.length > 0);
	return useMemo(() => {
		const byItem = new Map(counted.data?.map((one) => [`${String(one[relation.collectionField])}\n${String(one[relation.itemField])}`, Number(one['count'])]));
		return new Map(keyed.map((one) => [one.ref, byItem.get(`${one.collection}\n${one.key}`) ?? 1]));
	}, [counted.data, keyed, relation]);
}
