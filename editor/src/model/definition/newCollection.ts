/** A new collection with the fields that most have, as the API takes it. Pure. */
import { nameFault } from '../relations/names';
import type { JsonObject } from '../relations/types';

export const KEY_KINDS = ['integer', 'bigInteger', 'uuid', 'string'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** The fields that can be had along. */
export const EXTRAS = ['status', 'sort', 'dateCreated', 'userCreated', 'dateUpdated', 'userUpdated'] as const;
export type Extra = (typeof EXTRAS)[number];

/** The choices. */
export interface CollectionDraft {
	name: string;
	singleton: boolean;
	group: string | null;
	icon: string | null;
	note: string;
	keyField: string;
	keyKind: KeyKind;
	/** A first text, so that items have a name: `null` for none. */
	titleField: string | null;
	extras: Record<Extra, string | null>;
}

/** A draft with the usual names, nothing chosen but a key and a title. */
export function startCollection(group: string | null): CollectionDraft {
	return {
		name: '',
		singleton: false,
		group,
		icon: null,
		note: '',
		keyField: 'id',
		keyKind: 'integer',
		titleField: 'title',
		extras: { status: null, sort: null, dateCreated: null, userCreated: null, dateUpdated: null, userUpdated: null },
	};
}

/** The usual name of a field that can be had along. */
export const EXTRA_NAMES: Record<Extra, string> = {
	status: 'status',
	sort: 'sort',
	dateCreated: 'date_created',
	userCreated: 'user_created',
	dateUpdated: 'date_updated',
	userUpdated: 'user_updated',
};

/** A problem of the draft. */
export interface CollectionProblem {
	at: 'name' | 'keyField' | 'titleField' | Extra;
	code: 'required' | 'invalid' | 'long' | 'taken' | 'reserved' | 'twice';
}

/** The problems of a draft among the collections that there are. */
export function collectionProblems(draft: CollectionDraft, taken: ReadonlySet<string>): CollectionProblem[] {
	const found: CollectionProblem[] = [];
	const fault = nameFault(draft.name);
	if (fault !== null) found.push({ at: 'name', code: fault });
	else if (draft.name.startsWith('directus_')) found.push({ at: 'name', code: 'reserved' });
	else if (taken.has(draft.name)) found.push({ at: 'name', code: 'taken' });
	const used = new Set<string>();
	const check = (at: CollectionProblem['at'], name: string | null): void => {
		if (name === null) return;
		const wrong = nameFault(name);
		if (wrong !== null) found.push({ at, code: wrong });
		else if (used.has(name)) found.push({ at, code: 'twice' });
		used.add(name);
	};
	check('keyField', draft.keyField);
	check('titleField', draft.titleField);
	for (const extra of EXTRAS) check(extra, draft.extras[extra]);
	return found;
}

/** Texts that are stored with the collection, in the language of whoever makes it. */
export interface StatusTexts {
	published: string;
	draft: string;
	archived: string;
}

/** The body that makes the collection. */
export function collectionBody(draft: CollectionDraft, texts: StatusTexts): JsonObject {
	const { extras, titleField } = draft;
	const fields: JsonObject[] = [keyFieldBody(draft)];
	if (titleField !== null) fields.push({ field: titleField, type: 'string', schema: {}, meta: { interface: 'input', required: true } });
	if (extras.status !== null) fields.push(statusBody(extras.status, texts));
	if (extras.sort !== null) fields.push({ field: extras.sort, type: 'integer', schema: {}, meta: { interface: 'input', hidden: true } });
	if (extras.userCreated !== null) fields.push(userBody(extras.userCreated, 'user-created'));
	if (extras.dateCreated !== null) fields.push(dateBody(extras.dateCreated, 'date-created'));
	if (extras.userUpdated !== null) fields.push(userBody(extras.userUpdated, 'user-updated'));
	if (extras.dateUpdated !== null) fields.push(dateBody(extras.dateUpdated, 'date-updated'));
	const archive = extras.status === null ? {} : { archive_field: extras.status, archive_value: 'archived', unarchive_value: 'draft' };
	return {
		collection: draft.name,
		schema: {},
		meta: {
			singleton: draft.singleton,
			group: draft.group,
			icon: draft.icon,
			note: draft.note === '' ? null : draft.note,
			sort_field: extras.sort,
			display_template: titleField === null ? null : `{{${titleField}}}`,
			...archive,
		},
		fields,
	};
}

/** The relations of the new collection's fields: to the users who made and changed items. */
export function collectionRelations(draft: CollectionDraft): JsonObject[] {
	return [draft.extras.userCreated, draft.extras.userUpdated]
		.filter((field) => field !== null)
		.map((field) => ({ collection: draft.name, field, related_collection: 'directus_users', schema: { on_delete: 'SET NULL' }, meta: { one_deselect_action: 'nullify' } }));
}

function keyFieldBody({ keyField, keyKind }: CollectionDraft): JsonObject {
	const counted = keyKind === 'integer' || keyKind === 'bigInteger';
	const typed = keyKind === 'string';
	return {
		field: keyField,
		type: keyKind,
		schema: { is_primary_key: true, has_auto_increment: counted, ...(typed ? { max_length: 255 } : {}) },
		meta: { interface: 'input', hidden: !typed, readonly: !typed, required: typed, ...(keyKind === 'uuid' ? { special: ['uuid'] } : {}) },
	};
}

function statusBody(field: string, texts: StatusTexts): JsonObject {
	const choices = [
		{ text: texts.published, value: 'published', color: 'var(--theme--primary)' },
		{ text: texts.draft, value: 'draft', color: 'var(--theme--foreground)' },
		{ text: texts.archived, value: 'archived', color: 'var(--theme--warning)' },
	];
	return { field, type: 'string', schema: { default_value: 'draft', is_nullable: false }, meta: { interface: 'select-dropdown', width: 'half', options: { choices }, display: 'labels', display_options: { showAsDot: true, choices } } };
}

function userBody(field: string, special: string): JsonObject {
	return { field, type: 'uuid', schema: {}, meta: { special: [special], interface: 'select-dropdown-m2o', options: { template: '{{first_name}} {{last_name}}' }, display: 'user', readonly: true, hidden: true, width: 'half' } };
}

function dateBody(field: string, special: string): JsonObject {
	return { field, type: 'timestamp', schema: {}, meta: { special: [special], interface: 'datetime', display: 'datetime', display_options: { relative: true }, readonly: true, hidden: true, width: 'half' } };
}
