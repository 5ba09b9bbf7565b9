/** Items of any collection that a text is found in, people and files among them: a few of each, for the command palette. */
import { useDebouncedValue } from '@mantine/hooks';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';

import { useAccess } from '../api/access';
import { askItems, titleOf } from '../api/items';
import { keys } from '../api/keys';
import { useSchema } from '../api/model';
import { calledLike, NAMES } from '../model/people';
import { deepOf, fieldsOf, titleTemplate } from '../model/template';
import type { Collection, Key } from '../model/schema';

export interface FoundItem {
	collection: Collection;
	key: Key;
	title: string;
	/** The page that leads to it, without its key. */
	path: string;
}

/** What of the system has pages of its own, and how it reads. */
const OF_THE_SYSTEM: Record<string, { path: string; template: string; needs: string }> = {
	directus_users: { path: '/users', template: '{{first_name}} {{last_name}}', needs: 'directus_users' },
	directus_files: { path: '/files', template: '{{title}}', needs: 'directus_files' },
	directus_roles: { path: '/access/roles', template: '{{name}}', needs: 'directus_policies' },
	directus_policies: { path: '/access/policies', template: '{{name}}', needs: 'directus_policies' },
};

function readsAs(collection: Collection): string {
	return OF_THE_SYSTEM[collection.name]?.template ?? titleTemplate(collection);
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
	const collections = useMemo(() => {
		const all = [...schema.collections.values()];
		const own = all.filter((one) => !one.isFolder && !one.isSystem && !one.hidden && !one.singleton && access.may('read', one.name));
		const ofTheSystem = all.filter((one) => {
			const place = OF_THE_SYSTEM[one.name];
			return place !== undefined && access.may('read', place.needs) && access.may('read', one.name);
		});
		return [...own.slice(0, MOST_COLLECTIONS), ...ofTheSystem];
	}, [schema, access]);
	return useQueries({
		queries: (text.length < SHORTEST ? [] : collections).map((collection) => {
			const fields = [...new Set([collection.primaryKey, ...fieldsOf(readsAs(collection))])];
			const deep = deepOf(fields, collection.name, schema);
			const found = collection.name === 'directus_users' ? { filter: calledLike(text, NAMES.filter((name) => access.mayField('read', collection.name, name))) } : { search: text };
			const params = { ...found, fields, limit: OF_EACH, ...(Object.keys(deep).length > 0 && { deep }) };
			return { queryKey: keys.list(collection.name, params), queryFn: () => askItems(schema, collection.name, params), retry: false };
		}),
		combine: (answers) =>
			answers.flatMap((answer, index) => {
				const collection = collections[index];
				if (!collection) return [];
				const path = OF_THE_SYSTEM[collection.name]?.path ?? `/content/${collection.name}`;
				const found = (answer.data ?? []).map((item) => ({ collection, key: item[collection.primaryKey] as Key, title: titleOf(readsAs(collection), item, collection), path }));
				// What the system gave a name itself has a key for one.
				return found.filter((one) => !one.title.startsWith('$t:'));
			}),
	});
}
