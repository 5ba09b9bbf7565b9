/** How items read in a layout, and what that asks the server for. */
import { useMemo } from 'react';

import type { Params } from '../../../../api/client';
import { titleOf, type Item } from '../../../../api/items';
import { useSchema } from '../../../../api/model';
import type { Collection, Key } from '../../../../model/schema';
import { deepOf, fieldsOf, fits, titleTemplate } from '../../../../model/template';

/** The template that an option names, if it fits; else the collection's own. */
export function useTemplate(collection: Collection, own: unknown): string {
	const schema = useSchema();
	return typeof own === 'string' && own !== '' && fits(own, collection.name, schema) ? own : titleTemplate(collection);
}

/** Fields for a request, each once, with bounds for what lists on the way bring along. */
export function useFields(collection: Collection, templates: readonly string[], others: readonly (string | undefined)[] = []): Params & { fields: string[] } {
	const schema = useSchema();
	const topic = [collection.primaryKey, ...others.filter((one) => one !== undefined), ...templates.flatMap(fieldsOf)].join();
	return useMemo(() => {
		const fields = [...new Set(topic.split(','))];
		const deep = deepOf(fields, collection.name, schema);
		return { fields, ...(Object.keys(deep).length > 0 && { deep }) };
	}, [topic, collection.name, schema]);
}

export function hrefOf(collection: Collection, key: Key): string {
	return `/content/${collection.name}/${encodeURIComponent(key)}`;
}

export function keyIn(item: Item, collection: Collection): Key {
	return item[collection.primaryKey] as Key;
}

export { titleOf };
