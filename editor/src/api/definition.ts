/** Reading and changing the model itself: what the data model pages ask for. */
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import type { Count } from '../model/definition/losses';
import type { Call, Model } from '../model/relations';
import type { Schema } from '../model/schema';
import { ask } from './client';
import { modelChanged } from './keys';
import { useSchema } from './model';

/** The model as the API describes it, from the one that is read already. */
export function toModel(schema: Schema): Model {
	const collections = [...schema.collections.values()];
	return { collections: collections.map((one) => one.raw), fields: collections.flatMap((one) => one.fields.map((field) => field.raw)), relations: schema.relations };
}

/** The model for whoever plans changes of it. */
export function useModel(): Model {
	const schema = useSchema();
	return useMemo(() => toModel(schema), [schema]);
}

/** Sends one call as it is. */
export function send(call: { method: Call['method'] | 'PATCH'; path: string; body?: unknown }): Promise<unknown> {
	return ask(call.path, { method: call.method, ...(call.body === undefined ? {} : { body: call.body }) });
}

/** A change of the model; everything that was read of it is read anew afterwards, however it went. */
export function useModelChange<T>(change: (input: T) => Promise<unknown>) {
	return useMutation({ mutationFn: change, onSettled: modelChanged });
}

const SYSTEM_PATH = /^directus_/;

/** Where the items of a collection are. */
export function itemsPath(collection: string): string {
	return SYSTEM_PATH.test(collection) ? `/${collection.replace(SYSTEM_PATH, '')}` : `/items/${collection}`;
}

async function countRows({ collection, field }: Count): Promise<number> {
	const filter = field === null ? {} : { filter: { [field]: { _nnull: true } } };
	const rows = await ask<{ count: number | string }[]>(itemsPath(collection), { params: { aggregate: { count: '*' }, ...filter } });
	return Number(rows[0]?.count ?? 0);
}

/** How many rows there are in each of these places; `undefined` while it isn't known. */
export function useCounts(counts: readonly Count[], enabled = true) {
	return useQueries({
		queries: counts.map((count) => ({ queryKey: ['items', 'rows', count.collection, count.field], queryFn: () => countRows(count), enabled, staleTime: 0 })),
	});
}

/** How many items a collection has. */
export function useRowCount(collection: string) {
	return useQuery({ queryKey: ['items', 'rows', collection, null], queryFn: () => countRows({ collection, field: null }) });
}
