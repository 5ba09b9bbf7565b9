import type { LayoutOptions } from '../../../../../model/layout/presets';
import type { Collection, Schema } from '../../../../../model/schema';
import { fieldsOf, fits, titleTemplate } from '../../../../../model/template';

export function imageOf(options: LayoutOptions): unknown {
	return options['imageSource'];
}

/** The second line: as chosen, else the item's place in the model, such as a recipe's category. Empty for none. */
export function subtitleOf(collection: Collection, schema: Schema, own: unknown): string {
	if (typeof own === 'string' && fits(own, collection.name, schema)) return own;
	const named = fieldsOf(titleTemplate(collection)).map((path) => path.split('.')[0]);
	for (const field of collection.fields) {
		const relation = schema.relation(collection.name, field.name);
		if (relation?.kind !== 'm2o' || relation.related.startsWith('directus_') || relation.related === collection.name || named.includes(field.name) || field.hidden) continue;
		const [first] = fieldsOf(titleTemplate(schema.collection(relation.related)));
		if (first) return `{{${field.name}.${first}}}`;
	}
	return '';
}
