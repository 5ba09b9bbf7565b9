/** Items of any collection that a text is found in: a few of each, for the command palette. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useAccess } from '../api/access';
import { askItems, titleOf } from '../api/items';
import { keys } from '../api/keys';
import { useSchema } from '../api/model';
import { deepOf, fieldsOf, titleTemplate } from '../model/template';
import type { Collection, Key } from '../model/schema';

export interface FoundItem {
	collection: Collection;
	key: Key;
	title: string;
}

const SHORTEST = 2;
const OF_EACH = 3;
/** One request each, once somebody stops typing. */
const MOST_COLLECTIONS = 12;
const PAUSE_MS = 250;

export function useFoundItems(query: string): FoundItem[] {
	const schema = useSchema();
	const access = useAccess();
	const [text] = useDebouncedValue(query.trim(), PAUSE_MS);
	const collections = useMemo(() => [...schema.collections.values()].filter((one) => !one.isFolder && !one.isSystem && !one.hidden && !one.singleton && access.may('read', one.name)).slice(0, MOST_COLLECTIONS), [schema, access]);
	return useQueries({
		queries: (text.length < SHORTEST ? [] : collections).map((collection) => {
			const fields = [...new Set([collection.primaryKey, ...fieldsOf(titleTemplate(collection))])];
			const deep = deepOf(fields, collection.name, schema);
			const params = { search: text, fields, limit: OF_EACH, ...(Object.keys(deep).length > 0 && { deep }) };
			return { queryKey: keys.list(collection.name, params), queryFn: () => askItems(schema, collection.name, params), retry: false };
		}),
		combine: (answers) =>
			answers.flatMap((answer, index) => {
				const collection = collections[index];
				return collection ? (answer.data ?? []).map((item) => ({ collection, key: item[collection.primaryKey] as Key, title: titleOf(titleTemplate(collection), item, collection) })) : [];
			}),
	});
}
