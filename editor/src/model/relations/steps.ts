/**
 * A draft as the calls that make it, in order, each with the call that takes it back. The order is such that every call stands on what the ones before it
 * made, and that a half-finished list never leaves a field that can't be read.
 */
import { isColumn, usesJunction } from './draft';
import { humanName, keyOf, type KeyOf } from './names';
import type { ExtraField, Model, RelationDraft } from './types';

/** One thing that comes into being, for the preview. */
export type Effect =
	| { what: 'collection'; collection: string; hidden: boolean }
	| { what: 'column'; collection: string; field: string; type: string; unique: boolean; required: boolean }
	| { what: 'alias'; collection: string; field: string; list: string }
	| { what: 'foreignKey'; collection: string; field: string; related: string; onDelete: string }
	| { what: 'any'; collection: string; field: string; allowed: string[] }
	| { what: 'rows'; collection: string; count: number };

/** A call to the API. */
export interface Call {
	method: 'POST' | 'DELETE';
	path: string;
	body?: unknown;
}

/** One step: what it does, what it makes, how it is taken back. */
export interface Step {
	call: Call;
	undo: Call | null;
	effects: Effect[];
}

const HIDDEN_INPUT = { hidden: true, interface: 'input' };

/** The steps of a draft without problems. */
export function stepsOf(draft: RelationDraft, model: Model): Step[] {
	if (usesJunction(draft.kind)) return viaJunction(draft, model);
	return isColumn(draft.kind) ? viaColumn(draft, model) : viaForeignKey(draft, model);
}

/** M2O and its like: the new field is the column. */
function viaColumn(draft: RelationDraft, model: Model): Step[] {
	const related = draft.related ?? '';
	const unique = draft.kind === 'o2o';
	const special = draft.kind === 'file' || draft.kind === 'image' ? 'file' : 'm2o';
	const steps: Step[] = [
		column(draft.collection, draft.field, keyOf(model, related), {
			unique,
			required: draft.required,
			meta: { interface: columnInterface(draft.kind), special: [special], required: draft.required, ...columnLook(draft, model) },
		}),
	];
	if (draft.reverse !== null) steps.push(alias(related, draft.reverse, 'o2m', 'list-o2m', draft.collection));
	steps.push(
		relation(draft.collection, draft.field, related, draft.onDelete, {
			one_field: draft.reverse,
			sort_field: null,
			one_deselect_action: 'nullify',
		}),
	);
	return steps;
}

/** O2M and trees: the column is made on the many side. */
function viaForeignKey(draft: RelationDraft, model: Model): Step[] {
	const many = draft.kind === 'tree' ? draft.collection : (draft.related ?? '');
	const list = draft.kind === 'tree' ? 'list-o2m-tree-view' : 'list-o2m';
	const steps: Step[] = [alias(draft.collection, draft.field, 'o2m', list, many, listTemplate(draft, model))];
	const meta = { interface: 'select-dropdown-m2o', special: ['m2o'], ...columnTemplate(draft, model), display: 'related-values' };
	steps.push(column(many, draft.foreignKey, keyOf(model, draft.collection), { unique: false, required: false, meta }));
	if (draft.sort !== null) steps.push(sortColumn(many, draft.sort));
	steps.push(
		relation(many, draft.foreignKey, draft.collection, draft.onDelete, {
			one_field: draft.field,
			sort_field: draft.sort,
			one_deselect_action: draft.onDeselect,
		}),
	);
	return steps;
}

/** Everything with a collection in between. */
function viaJunction(draft: RelationDraft, model: Model): Step[] {
	const { collection, junction, related, kind } = draft;
	const steps: Step[] = draft.newLanguages.length > 0 && related !== null ? languages(related, draft.newLanguages) : [];
	const languageKey: KeyOf = { field: 'code', type: 'string', maxLength: 255 };
	const thatKey = kind === 'm2a' ? null : (keyOf(model, related) ?? languageKey);
	steps.push(junctionCollection(draft, keyOf(model, collection), thatKey, model));
	const shape = { m2m: 'list-m2m', 'self-m2m': 'list-m2m', m2a: 'list-m2a', translations: 'translations', files: 'files' } as const;
	const special = kind === 'self-m2m' ? 'm2m' : kind;
	steps.push(alias(collection, draft.field, special, shape[kind as keyof typeof shape], junction, listOptions(draft, model)));
	if (draft.reverse !== null && related !== null && (kind === 'm2m' || kind === 'self-m2m')) {
		// The other half of pairs is for the Editor, not for people.
		steps.push(alias(related, draft.reverse, 'm2m', 'list-m2m', junction, draft.bothWays ? { hidden: true } : {}));
	}
	const { junctionThis, junctionThat, sort, onDeselect } = draft;
	steps.push(relation(junction, junctionThis, collection, draft.onDelete, { one_field: draft.field, junction_field: junctionThat, sort_field: sort, one_deselect_action: onDeselect }));
	if (kind === 'm2a') steps.push(anyRelation(draft));
	else if (related !== null) {
		steps.push(relation(junction, junctionThat, related, draft.onDeleteThat, { one_field: draft.reverse, junction_field: junctionThis, sort_field: null, one_deselect_action: onDeselect }));
	}
	return steps;
}

function anyRelation(draft: RelationDraft): Step {
	const { junction, junctionThat: field, allowed } = draft;
	const meta = {
		one_field: null,
		one_collection_field: draft.junctionCollection,
		one_allowed_collections: allowed,
		junction_field: draft.junctionThis,
		sort_field: null,
		one_deselect_action: 'nullify',
	};
	return {
		call: { method: 'POST', path: '/relations', body: { collection: junction, field, related_collection: null, meta, schema: null } },
		undo: { method: 'DELETE', path: `/relations/${junction}/${field}` },
		effects: [{ what: 'any', collection: junction, field, allowed }],
	};
}

function junctionCollection(draft: RelationDraft, thisKey: KeyOf | null, thatKey: KeyOf | null, model: Model): Step {
	const { junction } = draft;
	const fields: object[] = [{ field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true }, meta: { ...HIDDEN_INPUT, readonly: true } }];
	const effects: Effect[] = [{ what: 'collection', collection: junction, hidden: true }];
	const add = (field: string, key: { type: string; maxLength: number | null }, meta: object): void => {
		fields.push({ field, type: key.type, schema: lengthOf(key), meta });
		effects.push({ what: 'column', collection: junction, field, type: key.type, unique: false, required: false });
	};
	const text = { type: 'string', maxLength: 255 };
	add(draft.junctionThis, thisKey ?? text, HIDDEN_INPUT);
	if (draft.kind === 'm2a') add(draft.junctionCollection, text, HIDDEN_INPUT);
	add(draft.junctionThat, thatKey ?? text, HIDDEN_INPUT);
	if (draft.sort !== null) add(draft.sort, { type: 'integer', maxLength: null }, HIDDEN_INPUT);
	for (const extra of draft.extras) add(extra.field, { type: extra.type, maxLength: null }, extraLook(extra));
	const group = model.collections.find((candidate) => candidate.collection === draft.collection)?.meta?.group ?? null;
	const meta = { hidden: true, icon: draft.kind === 'translations' ? 'translate' : 'import_export', group, sort_field: draft.sort };
	return { call: { method: 'POST', path: '/collections', body: { collection: junction, schema: {}, meta, fields } }, undo: { method: 'DELETE', path: `/collections/${junction}` }, effects };
}

function extraLook(extra: ExtraField): object {
	const by: Record<ExtraField['type'], string> = {
		string: 'input',
		text: 'input-multiline',
		integer: 'input',
		decimal: 'input',
		float: 'input',
		boolean: 'boolean',
		date: 'datetime',
		dateTime: 'datetime',
	};
	return { interface: by[extra.type], special: extra.type === 'boolean' ? ['cast-boolean'] : null };
}

function languages(collection: string, codes: readonly string[]): Step[] {
	const key = { field: 'code', type: 'string', schema: { is_primary_key: true, max_length: 255 }, meta: { interface: 'input', width: 'half', required: true } };
	const name = { field: 'name', type: 'string', schema: {}, meta: { interface: 'input', width: 'half' } };
	const choices = ['ltr', 'rtl'].map((value) => ({ text: value.toUpperCase(), value }));
	const direction = { field: 'direction', type: 'string', schema: { default_value: 'ltr' }, meta: { interface: 'select-dropdown', options: { choices } } };
	const rows = codes.map((code) => ({ code, name: languageName(code), direction: isRightToLeft(code) ? 'rtl' : 'ltr' }));
	const meta = { icon: 'translate', display_template: '{{name}}' };
	const made = (field: string): Effect => ({ what: 'column', collection, field, type: 'string', unique: field === 'code', required: field === 'code' });
	return [
		{
			call: { method: 'POST', path: '/collections', body: { collection, schema: {}, meta, fields: [key, name, direction] } },
			undo: { method: 'DELETE', path: `/collections/${collection}` },
			effects: [{ what: 'collection', collection, hidden: false }, made('code'), made('name'), made('direction')],
		},
		{ call: { method: 'POST', path: `/items/${collection}`, body: rows }, undo: null, effects: [{ what: 'rows', collection, count: rows.length }] },
	];
}

/** A language by its own name: `Deutsch` for `de-DE`. */
export function languageName(code: string): string {
	try {
		const language = code.split('-')[0] ?? code;
		return new Intl.DisplayNames([code], { type: 'language' }).of(language) ?? code;
	} catch {
		return code;
	}
}

/** Whether a language is written from the right. */
export function isRightToLeft(code: string): boolean {
	return /^(ar|arc|ckb|dv|fa|he|ks|ps|sd|ug|ur|yi)(-|$)/i.test(code);
}

function column(collection: string, field: string, key: KeyOf | null, with_: { unique: boolean; required: boolean; meta: object }): Step {
	const type = key?.type ?? 'string';
	const schema = { ...lengthOf(key ?? { type, maxLength: 255 }), is_nullable: !with_.required, ...(with_.unique ? { is_unique: true } : {}) };
	return {
		call: { method: 'POST', path: `/fields/${collection}`, body: { field, type, schema, meta: with_.meta } },
		undo: { method: 'DELETE', path: `/fields/${collection}/${field}` },
		effects: [{ what: 'column', collection, field, type, unique: with_.unique, required: with_.required }],
	};
}

function sortColumn(collection: string, field: string): Step {
	return {
		call: { method: 'POST', path: `/fields/${collection}`, body: { field, type: 'integer', schema: {}, meta: HIDDEN_INPUT } },
		undo: { method: 'DELETE', path: `/fields/${collection}/${field}` },
		effects: [{ what: 'column', collection, field, type: 'integer', unique: false, required: false }],
	};
}

function alias(collection: string, field: string, special: string, list: string, of: string, extra: object = {}): Step {
	return {
		call: { method: 'POST', path: `/fields/${collection}`, body: { field, type: 'alias', schema: null, meta: { interface: list, special: [special], ...extra } } },
		undo: { method: 'DELETE', path: `/fields/${collection}/${field}` },
		effects: [{ what: 'alias', collection, field, list: of }],
	};
}

function relation(collection: string, field: string, related: string, onDelete: string, meta: object): Step {
	return {
		call: { method: 'POST', path: '/relations', body: { collection, field, related_collection: related, meta, schema: { on_delete: onDelete } } },
		undo: { method: 'DELETE', path: `/relations/${collection}/${field}` },
		effects: [{ what: 'foreignKey', collection, field, related, onDelete }],
	};
}

function lengthOf(key: { type: string; maxLength: number | null }): { max_length?: number } {
	return key.type === 'string' && key.maxLength !== null ? { max_length: key.maxLength } : {};
}

function columnInterface(kind: RelationDraft['kind']): string {
	if (kind === 'file') return 'file';
	return kind === 'image' ? 'file-image' : 'select-dropdown-m2o';
}

function columnLook(draft: RelationDraft, model: Model): object {
	if (draft.kind === 'image') return { display: 'image' };
	if (draft.kind === 'file') return { display: 'file' };
	if (draft.kind === 'user') return { display: 'user', options: { template: '{{first_name}} {{last_name}}' } };
	const template = draft.template ?? proposedTemplate(draft, model);
	return template === null ? {} : { display: 'related-values', options: { template }, display_options: { template } };
}

function listOptions(draft: RelationDraft, model: Model): object {
	if (draft.kind === 'translations' || draft.kind === 'files' || draft.kind === 'm2a') return draft.duplicates ? { options: { allowDuplicates: true } } : {};
	const through = draft.template ?? proposedTemplate(draft, model);
	const options = { ...(through === null ? {} : { template: through }), ...(draft.duplicates ? { allowDuplicates: true } : {}), ...(draft.bothWays && draft.reverse !== null ? { relata: { bothWays: true } } : {}) };
	return { display: 'related-values', ...(Object.keys(options).length > 0 ? { options } : {}), ...(through === null ? {} : { display_options: { template: through } }) };
}

/** How the rows of a list read that is another column seen from its other side. */
function listTemplate(draft: RelationDraft, model: Model): object {
	const template = draft.template ?? proposedTemplate(draft, model);
	return template === null ? {} : { options: { [draft.kind === 'tree' ? 'displayTemplate' : 'template']: template }, display_options: { template } };
}

/** How the owner reads in the column on the many side. */
function columnTemplate(draft: RelationDraft, model: Model): object {
	const template = templateOf(model, draft.collection);
	return template === null ? {} : { options: { template }, display_options: { template } };
}

/** How items read in the new field unless a person says otherwise: through the link, where there is one. */
export function proposedTemplate(draft: RelationDraft, model: Model): string | null {
	const template = templateOf(model, draft.kind === 'tree' ? draft.collection : draft.related);
	return usesJunction(draft.kind) ? (template?.replace(/\{\{\s*/g, `{{${draft.junctionThat}.`) ?? null) : template;
}

/** How items of a collection are called in lists: its own template, else its first text. */
export function templateOf(model: Model, collection: string | null): string | null {
	const own = model.collections.find((candidate) => candidate.collection === collection)?.meta?.display_template;
	if (own != null && own !== '') return own;
	const texts = model.fields.filter((field) => field.collection === collection && field.type === 'string' && field.schema?.is_primary_key !== true && field.meta?.hidden !== true);
	const named = texts.find((field) => /^(name|title|label|headline|subject)$/.test(field.field)) ?? texts[0];
	return named ? `{{${named.field}}}` : null;
}

/** The new field's name as a title, for messages. */
export function titleOf(draft: RelationDraft): string {
	return humanName(draft.field);
}
