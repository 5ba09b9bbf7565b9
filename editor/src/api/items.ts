/** Reading and writing items. */
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import i18next from 'i18next';

import type { Collection, Key, Schema } from '../model/schema';
import { deepOf, fieldsOf, render } from '../model/template';
import { inOneLanguage, translatedLists, withLanguages } from '../model/translated';
import { ask, type Params } from './client';
import { itemsChanged, keys } from './keys';
import { useSchema } from './model';

export type Item = Record<string, unknown>;

// What was read stands in the language of then.
i18next.on('languageChanged', () => void itemsChanged());

/** Where a collection's items are. */
export function itemsPath(collection: string): string {
	return collection.startsWith('directus_') ? `/${collection.slice('directus_'.length)}` : `/items/${collection}`;
}

export function itemPath(collection: string, key: Key): string {
	return `${itemsPath(collection)}/${encodeURIComponent(key)}`;
}

/** The columns of a collection: everything but lists, which are read by themselves. */
export function ownFields(collection: Collection): string[] {
	return collection.fields.filter((field) => !field.isAlias).map((field) => field.name);
}

/** Puts a file into the library, titled by its name. */
export function uploadFile(file: File): Promise<Item> {
	const form = new FormData();
	form.append('title', file.name.replace(/\.[^.]+$/, ''));
	form.append('file', file);
	return ask<Item>('/files', { method: 'POST', body: form });
}

/** One item's columns; a singleton has no key. */
export function useItem(collection: Collection, key: Key | undefined, enabled = true): UseQueryResult<Item> {
	const params = { fields: ownFields(collection) };
	const path = collection.singleton ? itemsPath(collection.name) : itemPath(collection.name, key ?? '');
	return useQuery({
		queryKey: keys.item(collection.name, collection.singleton ? 'singleton' : (key ?? ''), params),
		queryFn: () => ask<Item>(path, { params }),
		enabled: enabled && (collection.singleton || key !== undefined),
	});
}

/** Items, with their translations in the language of whoever looks, or in one that they have. */
export async function askItems(schema: Schema, collection: string, params: Params, signal?: AbortSignal): Promise<Item[]> {
	const paths = Array.isArray(params['fields']) ? params['fields'].map(String) : [];
	const lists = translatedLists(paths, collection, schema);
	const asked = lists.length > 0 ? { ...params, fields: withLanguages(paths, lists) } : params;
	return inOneLanguage(await ask<Item[]>(itemsPath(collection), { params: asked, ...(signal && { signal }) }), lists, i18next.language);
}

export function useList(collection: string, params: Params, enabled = true): UseQueryResult<Item[]> {
	const schema = useSchema();
	return useQuery({ queryKey: keys.list(collection, params), queryFn: ({ signal }) => askItems(schema, collection, params, signal), enabled, placeholderData: keepPreviousData });
}

/** How many items there are. */
export function useCount(collection: string, params: Params, enabled = true): UseQueryResult<number> {
	return useQuery({
		queryKey: keys.count(collection, params),
		queryFn: async ({ signal }) => Number((await ask<Array<{ count: number | string }>>(itemsPath(collection), { params: { ...params, aggregate: { count: '*' } }, signal }))[0]?.count ?? 0),
		enabled,
		placeholderData: keepPreviousData,
	});
}

interface Waiting {
	key: Key;
	resolve: (item: Item | null) => void;
	reject: (error: unknown) => void;
}

const waiting = new Map<string, Waiting[]>();

/** Items that are asked for one by one within a moment are read with one request. */
export function loadTogether(schema: Schema, collection: Collection, key: Key, fields: string[]): Promise<Item | null> {
	const topic = JSON.stringify([collection.name, fields]);
	return new Promise((resolve, reject) => {
		const group = waiting.get(topic);
		if (group) {
			group.push({ key, resolve, reject });
			return;
		}
		const first = [{ key, resolve, reject }];
		waiting.set(topic, first);
		setTimeout(() => {
			waiting.delete(topic);
			void readGroup(schema, collection, fields, first);
		}, 8);
	});
}

async function readGroup(schema: Schema, collection: Collection, fields: string[], group: Waiting[]): Promise<void> {
	const { primaryKey } = collection;
	const deep = deepOf(fields, collection.name, schema);
	try {
		const wanted = [...new Set(group.map((one) => one.key))];
		const items = await askItems(schema, collection.name, { fields: [...new Set([primaryKey, ...fields])], filter: { [primaryKey]: { _in: wanted } }, limit: -1, ...(Object.keys(deep).length > 0 && { deep }) });
		const byKey = new Map(items.map((item) => [String(item[primaryKey]), item]));
		for (const one of group) one.resolve(byKey.get(String(one.key)) ?? null);
	} catch (error) {
		for (const one of group) one.reject(error);
	}
}

/** The named fields of an item, read together with what others ask for. Nothing for an item that may not be seen. */
export function useItemSummary(collection: Collection | undefined, key: Key | null | undefined, template: string): UseQueryResult<Item | null> {
	const schema = useSchema();
	const fields = summaryFields(template, collection);
	return useQuery({
		queryKey: keys.title(collection?.name ?? '', key ?? '', template),
		queryFn: () => (collection ? loadTogether(schema, collection, key ?? '', fields) : null),
		enabled: collection !== undefined && key !== null && key !== undefined && key !== '',
	});
}

function summaryFields(template: string, collection: Collection | undefined): string[] {
	const extra = collection?.name === 'directus_files' ? ['type', 'filename_download', 'width', 'height', 'filesize', 'description'] : [];
	return [...fieldsOf(template), ...extra];
}

export function titleOf(template: string, item: Item | null | undefined, collection: Collection | undefined): string {
	const title = item ? render(template, item) : '';
	return title || String(item?.[collection?.primaryKey ?? 'id'] ?? '');
}

export type { Schema };
