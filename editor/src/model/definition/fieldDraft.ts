/** A field while somebody defines it: from what the API says, back to what it takes, and what stands in the way. Pure. */
import type { RawField, Translated } from '../raw';
import { nameFault } from '../relations/names';
import type { JsonObject } from '../relations/types';
import { displayFor, interfaceKind } from './interfaces';
import { fitsAll, traitsOf } from './types';

/** Everything about a field that can be chosen. */
export interface FieldDraft {
	field: string;
	type: string;
	interface: string | null;
	options: JsonObject;
	special: string[];
	display: string | null;
	displayOptions: JsonObject;
	required: boolean;
	readonly: boolean;
	hidden: boolean;
	searchable: boolean;
	nullable: boolean;
	unique: boolean;
	indexed: boolean;
	/** As typed; `''` is none. */
	defaultValue: string;
	maxLength: number | null;
	precision: number | null;
	scale: number | null;
	width: string;
	note: string;
	group: string | null;
	translations: Translated[];
	validation: JsonObject | null;
	validationMessage: string;
	conditions: JsonObject[];
}

/** A new field with an interface. */
export function newField(interfaceId: string, field = ''): FieldDraft {
	const kind = interfaceKind(interfaceId);
	const type = kind?.types[0] ?? 'string';
	return {
		field,
		type,
		interface: interfaceId,
		options: {},
		special: [...(kind?.special ?? traitsOf(type).special ?? [])],
		display: displayFor(interfaceId),
		displayOptions: {},
		required: false,
		readonly: false,
		hidden: false,
		searchable: true,
		nullable: true,
		unique: false,
		indexed: false,
		defaultValue: '',
		maxLength: type === 'string' ? 255 : null,
		precision: type === 'decimal' ? 10 : null,
		scale: type === 'decimal' ? 5 : null,
		width: 'full',
		note: '',
		group: null,
		translations: [],
		validation: null,
		validationMessage: '',
		conditions: [],
	};
}

/** A field that is there. */
export function draftOf(raw: RawField): FieldDraft {
	const { meta, schema } = raw;
	return {
		field: raw.field,
		type: raw.type,
		interface: meta?.interface ?? null,
		options: meta?.options ?? {},
		special: meta?.special ?? [],
		display: meta?.display ?? null,
		displayOptions: meta?.display_options ?? {},
		required: meta?.required ?? false,
		readonly: meta?.readonly ?? false,
		hidden: meta?.hidden ?? false,
		searchable: meta?.['searchable'] !== false,
		nullable: schema?.is_nullable ?? true,
		unique: schema?.is_unique ?? false,
		indexed: schema?.['is_indexed'] === true,
		defaultValue: textOf(schema?.default_value),
		maxLength: schema?.max_length ?? null,
		precision: numberOf(schema?.['numeric_precision']),
		scale: numberOf(schema?.['numeric_scale']),
		width: meta?.width ?? 'full',
		note: meta?.note ?? '',
		group: meta?.group ?? null,
		translations: meta?.translations ?? [],
		validation: (meta?.validation as JsonObject | null | undefined) ?? null,
		validationMessage: meta?.validation_message ?? '',
		conditions: (meta?.conditions as JsonObject[] | null | undefined) ?? [],
	};
}

function textOf(value: unknown): string {
	if (value === null || value === undefined) return '';
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

function numberOf(value: unknown): number | null {
	return typeof value === 'number' ? value : null;
}

/** The draft with another type; what only the old type had goes. */
export function withType(draft: FieldDraft, type: string): FieldDraft {
	const traits = traitsOf(type);
	const old = new Set<string>(traitsOf(draft.type).special ?? []);
	const special = [...draft.special.filter((one) => !old.has(one)), ...(traits.special ?? [])];
	return {
		...draft,
		type,
		special,
		maxLength: traits.length ? (draft.maxLength ?? 255) : null,
		precision: traits.precision ? (draft.precision ?? 10) : null,
		scale: traits.precision ? (draft.scale ?? 5) : null,
		unique: traits.unique ? draft.unique : false,
		defaultValue: traits.default === traitsOf(draft.type).default ? draft.defaultValue : '',
	};
}

/** The body that makes the field. */
export function bodyOf(draft: FieldDraft): JsonObject {
	return { field: draft.field, type: draft.type, schema: draft.type === 'alias' ? null : schemaOf(draft), meta: metaOf(draft) };
}

/** The body that changes the field; `null` where nothing differs. A changed type goes along with the column, or the server leaves it as it is. */
export function patchOf(before: FieldDraft, after: FieldDraft): JsonObject | null {
	const body: JsonObject = {};
	const meta = difference(metaOf(before), metaOf(after));
	if (Object.keys(meta).length > 0) body['meta'] = meta;
	if (after.type !== 'alias') {
		const typeChanged = before.type !== after.type;
		const schema = typeChanged ? schemaOf(after) : difference(schemaOf(before), schemaOf(after));
		if (typeChanged) body['type'] = after.type;
		if (Object.keys(schema).length > 0) {
			body['schema'] = schema;
			body['type'] = after.type;
		}
	}
	return Object.keys(body).length === 0 ? null : body;
}

function difference(before: JsonObject, after: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(after).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value)));
}

function metaOf(draft: FieldDraft): JsonObject {
	const orNull = (value: JsonObject): JsonObject | null => (Object.keys(value).length > 0 ? value : null);
	return {
		interface: draft.interface,
		options: orNull(draft.options),
		special: draft.special.length > 0 ? draft.special : null,
		display: draft.display,
		display_options: orNull(draft.displayOptions),
		required: draft.required,
		readonly: draft.readonly,
		hidden: draft.hidden,
		searchable: draft.searchable,
		width: draft.width,
		note: draft.note === '' ? null : draft.note,
		group: draft.group,
		translations: draft.translations.length > 0 ? draft.translations : null,
		validation: draft.validation,
		validation_message: draft.validationMessage === '' ? null : draft.validationMessage,
		conditions: draft.conditions.length > 0 ? draft.conditions : null,
	};
}

function schemaOf(draft: FieldDraft): JsonObject {
	const traits = traitsOf(draft.type);
	return {
		...(traits.length && draft.maxLength !== null ? { max_length: draft.maxLength } : {}),
		...(traits.precision ? { numeric_precision: draft.precision, numeric_scale: draft.scale } : {}),
		is_nullable: draft.nullable,
		is_unique: draft.unique,
		is_indexed: draft.indexed,
		default_value: defaultOf(draft),
	};
}

function defaultOf(draft: FieldDraft): unknown {
	if (draft.defaultValue === '') return null;
	switch (traitsOf(draft.type).default) {
		case 'number':
			return draft.type === 'bigInteger' || draft.type === 'decimal' ? draft.defaultValue : Number(draft.defaultValue);
		case 'boolean':
			return draft.defaultValue === 'true';
		case 'json':
			return JSON.parse(draft.defaultValue) as unknown;
		default:
			return draft.defaultValue;
	}
}

/** What stands in the way of saving. */
export interface FieldProblem {
	at: 'field' | 'defaultValue' | 'maxLength' | 'precision';
	code: 'required' | 'invalid' | 'long' | 'taken' | 'number' | 'json';
}

/** The problems of a draft among the names that are taken. */
export function fieldProblems(draft: FieldDraft, taken: ReadonlySet<string>): FieldProblem[] {
	const found: FieldProblem[] = [];
	const fault = nameFault(draft.field);
	if (fault !== null) found.push({ at: 'field', code: fault });
	else if (taken.has(draft.field)) found.push({ at: 'field', code: 'taken' });
	if (draft.maxLength !== null && (!Number.isInteger(draft.maxLength) || draft.maxLength < 1)) found.push({ at: 'maxLength', code: 'number' });
	if (draft.precision !== null && draft.scale !== null && draft.scale > draft.precision) found.push({ at: 'precision', code: 'number' });
	const kind = traitsOf(draft.type).default;
	if (draft.defaultValue !== '' && kind === 'number' && !Number.isFinite(Number(draft.defaultValue))) found.push({ at: 'defaultValue', code: 'number' });
	if (draft.defaultValue !== '' && kind === 'json' && !isJson(draft.defaultValue)) found.push({ at: 'defaultValue', code: 'json' });
	return found;
}

function isJson(text: string): boolean {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

/** What a change may do to values that are stored. The server refuses where it would lose some; people hear of it before. */
export type Risk = 'type' | 'shorten' | 'empty' | 'unique';

/** The risks of a change. */
export function risksOf(before: FieldDraft, after: FieldDraft): Risk[] {
	const risks: Risk[] = [];
	if (!fitsAll(before.type, after.type)) risks.push('type');
	if (after.maxLength !== null && after.maxLength < (before.maxLength ?? Number.POSITIVE_INFINITY) && before.type === after.type) risks.push('shorten');
	if (before.nullable && !after.nullable) risks.push('empty');
	if (!before.unique && after.unique) risks.push('unique');
	return risks;
}
