/** Which fields a layout can be made of, and which it starts with. Pure. */
import type { Collection, Field, Schema } from '../schema';
import type { LayoutName } from './presets';

const DATES = new Set(['date', 'dateTime', 'timestamp']);

export function dateFields(collection: Collection): Field[] {
	return collection.fields.filter((field) => DATES.has(field.type));
}

/** Fields that name one file. */
export function fileFields(collection: Collection, schema: Schema): Field[] {
	return collection.fields.filter((field) => {
		const relation = schema.relation(collection.name, field.name);
		return relation?.kind === 'm2o' && relation.related === 'directus_files';
	});
}

export function choicesOf(field: Field | undefined): Array<{ value: string | number; text: string }> {
	const choices = field?.options['choices'];
	if (!Array.isArray(choices)) return [];
	return choices.flatMap((one: unknown) => {
		if (typeof one !== 'object' || one === null || !('value' in one)) return [];
		const { value } = one;
		if (typeof value !== 'string' && typeof value !== 'number') return [];
		return [{ value, text: 'text' in one && typeof one.text === 'string' ? one.text : String(value) }];
	});
}

/** Fields by which items stand in columns: one of a few choices, or one item of another collection. */
export function groupFields(collection: Collection, schema: Schema): Field[] {
	const several = (field: Field) => field.type === 'json' || field.type === 'csv';
	const withChoices = collection.fields.filter((field) => choicesOf(field).length > 0 && !several(field));
	const related = collection.fields.filter((field) => {
		const relation = schema.relation(collection.name, field.name);
		return relation?.kind === 'm2o' && relation.related !== 'directus_files' && !field.special.some((one) => one.startsWith('user-'));
	});
	return [...withChoices, ...related];
}

/** Fields by which an item stands below another of its own kind. */
export function parentFields(collection: Collection, schema: Schema): Field[] {
	return collection.fields.filter((field) => {
		const relation = schema.relation(collection.name, field.name);
		return relation?.kind === 'm2o' && relation.related === collection.name;
	});
}

/** Whether a collection has what a layout needs. */
export function fitsLayout(layout: LayoutName, collection: Collection, schema: Schema): boolean {
	switch (layout) {
		case 'calendar':
			return dateFields(collection).length > 0;
		case 'kanban':
			return groupFields(collection, schema).length > 0;
		case 'tree':
			return parentFields(collection, schema).length > 0;
		default:
			return true;
	}
}

/** The date that says most about an item: not when it was typed in, if there is another. */
export function startDate(collection: Collection): Field | undefined {
	const dates = dateFields(collection);
	return dates.find((field) => !field.special.some((one) => one.startsWith('date-'))) ?? dates[0];
}

/** A field by name, if it is one of the possible ones; else the first of them. */
export function chosen(fields: readonly Field[], name: unknown): Field | undefined {
	return fields.find((field) => field.name === name) ?? fields[0];
}
