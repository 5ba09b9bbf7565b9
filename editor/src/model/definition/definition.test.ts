import { describe, expect, it } from 'vitest';

import type { RawField } from '../raw';
import { MODEL } from '../relations/fixture';
import { bodyOf, draftOf, fieldProblems, newField, patchOf, risksOf, withType, type FieldDraft } from './fieldDraft';
import { INTERFACE_IDS, INTERFACES, interfacesFor } from './interfaces';
import { lossOfCollection, lossOfField } from './losses';
import { collectionBody, collectionProblems, collectionRelations, startCollection, type CollectionDraft } from './newCollection';
import { FIELD_TYPES, fitsAll } from './types';

describe('interfaces', () => {
	it.each(INTERFACE_IDS)('%s begins with a type that it can edit', (id) => {
		expect(FIELD_TYPES).toContain(INTERFACES[id].types[0]);
		expect(fieldProblems(newField(id, 'some'), new Set())).toEqual([]);
	});

	it('are found by type', () => {
		expect(interfacesFor('boolean')).toEqual(['boolean']);
		expect(interfacesFor('json')).toContain('list');
	});

	it('that hold no data make no column', () => {
		expect(bodyOf(newField('group-detail', 'more'))).toMatchObject({ type: 'alias', schema: null, meta: { special: ['alias', 'no-data', 'group'] } });
	});
});

describe('a field', () => {
	const RAW: RawField = {
		collection: 'recipes',
		field: 'title',
		type: 'string',
		schema: { max_length: 100, is_nullable: true, default_value: null },
		meta: { interface: 'input', special: null, options: { trim: true }, width: 'half', required: true },
	};

	it('that nobody changed is sent nowhere', () => {
		expect(patchOf(draftOf(RAW), draftOf(RAW))).toBeNull();
	});

	it('is changed by what differs', () => {
		expect(patchOf(draftOf(RAW), { ...draftOf(RAW), note: 'Short', maxLength: 200 })).toEqual({ type: 'string', meta: { note: 'Short' }, schema: { max_length: 200 } });
		expect(patchOf(draftOf(RAW), { ...draftOf(RAW), width: 'full' })).toEqual({ meta: { width: 'full' } });
	});

	it('that becomes another type sends its column along', () => {
		const after = withType(draftOf(RAW), 'json');
		expect(patchOf(draftOf(RAW), after)).toMatchObject({ type: 'json', schema: { is_nullable: true }, meta: { special: ['cast-json'] } });
		expect(withType(after, 'string').special).toEqual([]);
	});

	it.each<[string, Partial<FieldDraft>, unknown]>([
		['integer', { defaultValue: '5' }, 5],
		['bigInteger', { defaultValue: '9007199254740993' }, '9007199254740993'],
		['boolean', { defaultValue: 'false' }, false],
		['json', { defaultValue: '["a"]' }, ['a']],
		['string', { defaultValue: 'x' }, 'x'],
		['string', { defaultValue: '' }, null],
	])('of type %s with %j begins as %j', (type, change, value) => {
		expect(bodyOf({ ...withType(newField('input', 'some'), type), ...change })).toMatchObject({ schema: { default_value: value } });
	});

	it.each<[Partial<FieldDraft>, string, string]>([
		[{ field: '' }, 'field', 'required'],
		[{ field: 'no!' }, 'field', 'invalid'],
		[{ field: 'title' }, 'field', 'taken'],
		[{ maxLength: 0 }, 'maxLength', 'number'],
		[{ type: 'integer', defaultValue: 'x' }, 'defaultValue', 'number'],
		[{ type: 'json', defaultValue: '{' }, 'defaultValue', 'json'],
		[{ type: 'decimal', precision: 2, scale: 3 }, 'precision', 'number'],
	])('with %j has a problem at %s: %s', (change, at, code) => {
		expect(fieldProblems({ ...newField('input', 'some'), ...change }, new Set(['title']))).toContainEqual({ at, code });
	});

	it('says what a change puts at risk', () => {
		const before = { ...newField('input', 'some'), nullable: true };
		expect(risksOf(before, { ...before, note: 'x', maxLength: 300 })).toEqual([]);
		expect(risksOf(before, { ...before, maxLength: 10, nullable: false, unique: true })).toEqual(['shorten', 'empty', 'unique']);
		expect(risksOf(before, withType(before, 'integer'))).toEqual(['type']);
		expect(fitsAll('integer', 'bigInteger')).toBe(true);
		expect(fitsAll('bigInteger', 'integer')).toBe(false);
	});
});

describe('a loss', () => {
	it('of a collection names fields elsewhere, junctions, and what to count', () => {
		expect(lossOfCollection(MODEL, 'ingredients')).toEqual({
			counts: [
				{ collection: 'ingredients', field: null },
				{ collection: 'recipes_ingredients', field: null },
			],
			fields: [{ collection: 'recipes', field: 'ingredients' }],
			junctions: ['recipes_ingredients'],
		});
		expect(lossOfCollection(MODEL, 'categories').fields).toEqual([{ collection: 'recipes', field: 'category' }]);
	});

	it('of a block leaves the builder as it is', () => {
		expect(lossOfCollection(MODEL, 'headings')).toEqual({ counts: [{ collection: 'headings', field: null }], fields: [], junctions: [] });
	});

	it('of a folder counts nothing', () => {
		expect(lossOfCollection(MODEL, 'kitchen')).toEqual({ counts: [], fields: [], junctions: [] });
	});

	it('of a list leaves a junction over', () => {
		expect(lossOfField(MODEL, 'recipes', 'ingredients')).toEqual({ counts: [{ collection: 'recipes_ingredients', field: 'recipes_id' }], fields: [], junctions: ['recipes_ingredients'] });
	});

	it('of a column counts its values and names the list on the other side', () => {
		expect(lossOfField(MODEL, 'categories', 'parent')).toEqual({ counts: [{ collection: 'categories', field: 'parent' }], fields: [{ collection: 'categories', field: 'children' }], junctions: [] });
		expect(lossOfField(MODEL, 'recipes', 'title')).toEqual({ counts: [{ collection: 'recipes', field: 'title' }], fields: [], junctions: [] });
		expect(lossOfField(MODEL, 'categories', 'children')).toEqual({ counts: [], fields: [], junctions: [] });
	});
});

describe('a new collection', () => {
	const FULL: CollectionDraft = {
		...startCollection('kitchen'),
		name: 'menus',
		extras: { status: 'status', sort: 'sort', dateCreated: 'date_created', userCreated: 'user_created', dateUpdated: null, userUpdated: null },
	};

	it('has the fields that were chosen, the key first', () => {
		const body = collectionBody(FULL, { published: 'P', draft: 'D', archived: 'A' });
		expect((body['fields'] as { field: string }[]).map((field) => field.field)).toEqual(['id', 'title', 'status', 'sort', 'user_created', 'date_created']);
		expect(body['meta']).toMatchObject({ group: 'kitchen', sort_field: 'sort', archive_field: 'status', display_template: '{{title}}' });
		expect(collectionRelations(FULL).map((relation) => relation['field'])).toEqual(['user_created']);
	});

	it.each<[Partial<CollectionDraft>, string, string]>([
		[{ name: '' }, 'name', 'required'],
		[{ name: 'recipes' }, 'name', 'taken'],
		[{ name: 'directus_x' }, 'name', 'reserved'],
		[{ titleField: 'id' }, 'titleField', 'twice'],
		[{ keyField: '1' }, 'keyField', 'invalid'],
	])('with %j has a problem at %s: %s', (change, at, code) => {
		expect(collectionProblems({ ...FULL, ...change }, new Set(['recipes']))).toEqual([{ at, code }]);
	});

	it('without problems has none', () => {
		expect(collectionProblems(FULL, new Set(['recipes']))).toEqual([]);
	});

	it.each([
		['integer', { has_auto_increment: true }],
		['uuid', { has_auto_increment: false }],
		['string', { max_length: 255 }],
	] as const)('is keyed by %s', (keyKind, schema) => {
		const body = collectionBody({ ...FULL, keyKind }, { published: 'P', draft: 'D', archived: 'A' });
		expect((body['fields'] as object[])[0]).toMatchObject({ type: keyKind, schema });
	});
});
