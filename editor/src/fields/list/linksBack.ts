/** The stored links that lead from another item back to this one. */
import { ask } from '../../api/client';
import { itemsPath, type Item } from '../../api/items';
import type { Pairing } from '../../model/pairs';
import type { Key } from '../../model/schema';

export async function linksBack({ relation, pk }: Pairing, owner: Key | undefined, other: Key): Promise<Key[]> {
	if (owner === undefined) return [];
	const filter = { [relation.parentField]: { _eq: other }, [relation.relatedField]: { _eq: owner } };
	const rows = await ask<Item[]>(itemsPath(relation.junction), { params: { fields: [pk], filter, limit: -1 } });
	return rows.map((row) => row[pk] as Key);
}
