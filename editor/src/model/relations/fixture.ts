/** A small model for tests: recipes and ingredients over a junction, categories as a tree, one table without a key. */
import type { Model, ModelField } from './types';

function key(collection: string, field = 'id', type = 'integer'): ModelField {
	return { collection, field, type, schema: { is_primary_key: true, max_length: type === 'string' ? 2 : null }, meta: null };
}

function text(collection: string, field: string): ModelField {
	return { collection, field, type: 'string', schema: {}, meta: null };
}

function alias(collection: string, field: string, special: string): ModelField {
	return { collection, field, type: 'alias', schema: null, meta: { special: [special] } };
}

function table(collection: string, group: string | null = null): Model['collections'][number] {
	return { collection, schema: {}, meta: { group } };
}

export const MODEL: Model = {
	collections: [
		{ collection: 'kitchen', schema: null, meta: {} },
		table('recipes', 'kitchen'),
		table('ingredients', 'kitchen'),
		table('recipes_ingredients', 'kitchen'),
		table('categories'),
		table('countries'),
		table('pages'),
		table('pages_blocks'),
		table('headings'),
		table('images'),
		table('loose'),
		{ collection: 'directus_files', schema: {}, meta: { system: true, display_template: '{{title}}' } },
		{ collection: 'directus_users', schema: {}, meta: { system: true } },
	],
	fields: [
		key('recipes'),
		text('recipes', 'title'),
		{ collection: 'recipes', field: 'category', type: 'integer', schema: {}, meta: null },
		alias('recipes', 'ingredients', 'm2m'),
		key('ingredients'),
		text('ingredients', 'name'),
		key('recipes_ingredients'),
		{ collection: 'recipes_ingredients', field: 'recipes_id', type: 'integer', schema: {}, meta: null },
		{ collection: 'recipes_ingredients', field: 'ingredients_id', type: 'integer', schema: {}, meta: null },
		key('categories'),
		text('categories', 'name'),
		{ collection: 'categories', field: 'parent', type: 'integer', schema: {}, meta: null },
		alias('categories', 'children', 'o2m'),
		key('countries', 'code', 'string'),
		text('countries', 'name'),
		key('pages'),
		alias('pages', 'blocks', 'm2a'),
		key('pages_blocks'),
		key('headings'),
		text('headings', 'text'),
		key('images'),
		{ collection: 'images', field: 'file', type: 'uuid', schema: {}, meta: null },
		text('loose', 'title'),
		key('directus_files', 'id', 'uuid'),
		key('directus_users', 'id', 'uuid'),
	],
	relations: [
		{ collection: 'recipes', field: 'category', related_collection: 'categories', schema: { on_delete: 'SET NULL' }, meta: null },
		{ collection: 'recipes_ingredients', field: 'recipes_id', related_collection: 'recipes', schema: { on_delete: 'CASCADE' }, meta: { one_field: 'ingredients', junction_field: 'ingredients_id' } },
		{ collection: 'recipes_ingredients', field: 'ingredients_id', related_collection: 'ingredients', schema: { on_delete: 'CASCADE' }, meta: { junction_field: 'recipes_id' } },
		{ collection: 'categories', field: 'parent', related_collection: 'categories', schema: { on_delete: 'SET NULL' }, meta: { one_field: 'children' } },
		{ collection: 'pages_blocks', field: 'item', related_collection: null, schema: null, meta: { one_collection_field: 'collection', one_allowed_collections: ['headings', 'images'], junction_field: 'pages_id' } },
		{ collection: 'pages_blocks', field: 'pages_id', related_collection: 'pages', schema: { on_delete: 'CASCADE' }, meta: { one_field: 'blocks', junction_field: 'item' } },
		{ collection: 'images', field: 'file', related_collection: 'directus_files', schema: { on_delete: 'SET NULL' }, meta: null },
	],
};
