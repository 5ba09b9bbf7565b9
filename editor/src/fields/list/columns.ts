/** The fields that stand in the rows of a list. */
import type { Collection, Field, M2M, O2M, Schema } from '../../model/schema';
import { fieldsOf } from '../../model/template';

/** A field of a row, or of the item that the row leads to. */
export interface ListColumn {
	field: Field;
	isOfRelated: boolean;
	/** From the row. */
	path: string;
}

/** The fields of a link that are shown in its row: all that people may see but those that make it a link. */
export function linkFields(relation: M2M, junction: Collection): Field[] {
	const structural = new Set([junction.primaryKey, relation.parentField, relation.relatedField, relation.sortField]);
	return junction.fields.filter((field) => !structural.has(field.name) && !field.hidden && !field.isAlias);
}

/** As a list: what a link says itself. As a table: what the field's options name, too. */
export function listColumns(relation: O2M | M2M, rows: Collection | undefined, options: Record<string, unknown>, template: string, schema: Schema): ListColumn[] {
	const own = relation.kind === 'm2m' && rows ? linkFields(relation, rows).map((field): ListColumn => ({ field, isOfRelated: false, path: field.name })) : [];
	if (options['layout'] !== 'table' || !Array.isArray(options['fields'])) return own;
	const named = options['fields'].map(String).flatMap((path): ListColumn[] => {
		const [first = '', second, third] = path.split('.');
		if (relation.kind === 'o2m') return second === undefined && first !== relation.foreignKey ? column(schema.field(relation.related, first), false, path) : [];
		if (first !== relation.relatedField || second === undefined || third !== undefined) return [];
		return column(schema.field(relation.related, second), true, path);
	});
	// What items are called by stands there already.
	const [title, ...more] = fieldsOf(template);
	return [...named.filter((one) => more.length > 0 || one.field.name !== title), ...own];
}

function column(field: Field | undefined, isOfRelated: boolean, path: string): ListColumn[] {
	return field && !field.isAlias && !field.special.includes('group') ? [{ field, isOfRelated, path }] : [];
}

/** What the rows can be sorted by to go by their names; nothing where that is in a list. */
export function titleSort(relation: O2M | M2M, related: Collection, template: string, schema: Schema): string | undefined {
	const [first] = fieldsOf(template);
	if (!first || first.split('.').some((part) => schema.field(related.name, part)?.isAlias)) return undefined;
	return relation.kind === 'm2m' ? `${relation.relatedField}.${first}` : first;
}
