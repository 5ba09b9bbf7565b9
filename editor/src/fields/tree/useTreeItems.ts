/**
 * The items that a tree field shows, flat: the whole collection with one request, where it isn't larger than what is read at once. Otherwise what stands below
 * this item and below what was added to it, level by level.
 */
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import type { Params } from '../../api/client';
import { askItems, useList, type Item } from '../../api/items';
import { keys } from '../../api/keys';
import { useSchema } from '../../api/model';
import type { Key, Schema } from '../../model/schema';
import { ancestorsOf } from '../../model/tree';

const N_AT_ONCE = 5000;
/** An address has to have room for the keys of a level. */
const N_KEYS = 200;

interface Wanted {
	collection: string;
	pk: string;
	parent: string;
	params: Params;
	root: Key | undefined;
	/** What the root stands below, by what is staged. */
	above: Key | null;
	/** Items that were added to the tree. */
	added: readonly Key[];
}

export interface TreeItems {
	items: Item[] | undefined;
	/** What the root stands below, the nearest first. */
	above: Key[];
	/** How many were read, where there are more. */
	n_cut: number | undefined;
	readOn: () => void;
	isReadingOn: boolean;
	error: unknown;
	retry: () => void;
}

export function useTreeItems(wanted: Wanted): TreeItems {
	const schema = useSchema();
	const [n_max, setMax] = useState(N_AT_ONCE);
	const all = useList(wanted.collection, { ...wanted.params, limit: N_AT_ONCE });
	const isLarge = (all.data?.length ?? 0) >= N_AT_ONCE;
	const below = useQuery({
		queryKey: keys.list(wanted.collection, { ...wanted, n_max }),
		queryFn: ({ signal }) => readBelow(schema, wanted, n_max, signal),
		enabled: isLarge,
		placeholderData: (before) => before,
	});
	const { pk, parent, above } = wanted;
	const upwards = useMemo(() => (above === null || !all.data ? [] : [above, ...ancestorsOf(all.data, above, pk, parent)]), [all.data, above, pk, parent]);
	const failed = all.error ? all : below;
	return {
		items: isLarge ? below.data?.items : all.data,
		above: isLarge ? (below.data?.above ?? []) : upwards,
		n_cut: isLarge && below.data?.isCut ? below.data.items.length : undefined,
		readOn: () => setMax((before) => before + N_AT_ONCE),
		isReadingOn: below.isPlaceholderData,
		error: failed.error,
		retry: () => void failed.refetch(),
	};
}

async function readBelow(schema: Schema, wanted: Wanted, n_max: number, signal: AbortSignal): Promise<{ items: Item[]; above: Key[]; isCut: boolean }> {
	const { collection, pk, parent, params, root, added } = wanted;
	const seen = new Map<string, Item>();
	const read = async (field: string, level: readonly Key[]) => {
		const fresh: Key[] = [];
		for (let at = 0; at < level.length && seen.size <= n_max; at += N_KEYS) {
			const found = await askItems(schema, collection, { ...params, filter: { [field]: { _in: level.slice(at, at + N_KEYS) } }, limit: n_max + 1 - seen.size }, signal);
			for (const item of found.filter((one) => !seen.has(String(one[pk])))) {
				seen.set(String(item[pk]), item);
				fresh.push(item[pk] as Key);
			}
		}
		return fresh;
	};
	const reading = readAbove(schema, wanted, signal);
	let level = [...(root === undefined ? [] : [root]), ...(added.length > 0 ? await read(pk, added) : [])];
	while (level.length > 0 && seen.size <= n_max) level = await read(parent, level);
	return { items: [...seen.values()].slice(0, n_max), above: await reading, isCut: seen.size > n_max };
}

async function readAbove(schema: Schema, { collection, pk, parent, above }: Wanted, signal: AbortSignal): Promise<Key[]> {
	const found: Key[] = [];
	for (let next = above; next !== null && !found.includes(next); ) {
		found.push(next);
		const [item] = await askItems(schema, collection, { fields: [pk, parent], filter: { [pk]: { _eq: next } }, limit: 1 }, signal);
		next = (item?.[parent] ?? null) as Key | null;
	}
	return found;
}
