/**
 * The model as the Editor uses it: collections, fields in form order, and one value per relation that says what kind it is.
 *
 * Pure; knows no language (labels are chosen by `label.ts`) and no server.
 */
import type { RawCollection, RawField, RawRelation, Translated } from './raw';

export type Key = string | number;

/** What a key of several columns is called, as if it were one. `compositeKeys.ts` translates it. */
export const COMPOSITE_KEY = '$key';

export interface Collection {
	name: string;
	icon: string | undefined;
	color: string | undefined;
	note: string | undefined;
	hidden: boolean;
	singleton: boolean;
	/** Has no table: it only holds others. */
	isFolder: boolean;
	isSystem: boolean;
	group: string | undefined;
	collapse: 'open' | 'closed' | 'locked';
	sort: number;
	translations: Translated[];
	displayTemplate: string | undefined;
	/** The key's column; of a key of several columns, what stands for all of them ({@link COMPOSITE_KEY}). */
	primaryKey: string;
	/** The key's columns. */
	keyFields: string[];
	sortField: string | undefined;
	archiveField: string | undefined;
	archiveValue: string | undefined;
	unarchiveValue: string | undefined;
	archiveFilter: boolean;
	duplicationFields: string[] | undefined;
	/** In form order. */
	fields: Field[];
	raw: RawCollection;
}

export interface Field {
	collection: string;
	name: string;
	type: string;
	special: string[];
	interface: string | undefined;
	options: Record<string, unknown>;
	display: string | undefined;
	displayOptions: Record<string, unknown>;
	readonly: boolean;
	hidden: boolean;
	required: boolean;
	sort: number;
	width: string;
	group: string | undefined;
	note: string | undefined;
	translations: Translated[];
	conditions: unknown[];
	validation: unknown;
	validationMessage: string | undefined;
	isAlias: boolean;
	isPrimaryKey: boolean;
	isAutoIncrement: boolean;
	isNullable: boolean;
	isUnique: boolean;
	defaultValue: unknown;
	maxLength: number | undefined;
	raw: RawField;
}

/** A column that names one item. */
export interface M2O {
	kind: 'm2o';
	related: string;
	/** The alias field on the other side, if there is one. */
	reverse: string | undefined;
	onDelete: string | undefined;
}

/** Items of `related` whose `foreignKey` names this one. */
export interface O2M {
	kind: 'o2m';
	related: string;
	foreignKey: string;
	sortField: string | undefined;
	deselect: 'nullify' | 'delete';
}

/** Rows of `junction`, each of which names this item and one of `related`. */
export interface M2M {
	kind: 'm2m';
	junction: string;
	/** The junction's column that names this item. */
	parentField: string;
	/** The junction's column that names the other one. */
	relatedField: string;
	related: string;
	sortField: string | undefined;
	deselect: 'nullify' | 'delete';
}

/** Rows of `junction`, each of which names this item and one of any of `allowed`. */
export interface M2A {
	kind: 'm2a';
	junction: string;
	parentField: string;
	itemField: string;
	collectionField: string;
	allowed: string[];
	sortField: string | undefined;
	deselect: 'nullify' | 'delete';
}

/** A junction's two columns that name one item of any of `allowed`. */
export interface A2O {
	kind: 'a2o';
	collectionField: string;
	allowed: string[];
}

export type Relation = M2O | O2M | M2M | M2A | A2O;
export type ListRelation = O2M | M2M | M2A;

export interface Schema {
	collections: ReadonlyMap<string, Collection>;
	relations: readonly RawRelation[];
	collection: (name: string) => Collection | undefined;
	field: (collection: string, field: string) => Field | undefined;
	relation: (collection: string, field: string) => Relation | undefined;
}

export function buildSchema(rawCollections: RawCollection[], rawFields: RawField[], relations: RawRelation[]): Schema {
	const collections = new Map<string, Collection>();
	for (const raw of rawCollections) collections.set(raw.collection, collectionOf(raw));
	for (const raw of rawFields) collections.get(raw.collection)?.fields.push(fieldOf(raw));
	for (const collection of collections.values()) {
		collection.fields.sort((a, b) => a.sort - b.sort);
		const key = collection.fields.find((field) => field.isPrimaryKey)?.name ?? 'id';
		// Who may not see all columns of a key can't name an item by it.
		const several = collection.raw.schema?.primary_key?.every((name) => collection.fields.some((field) => field.name === name)) ? collection.raw.schema.primary_key : [];
		collection.keyFields = several.length > 1 ? several : [key];
		collection.primaryKey = several.length > 1 ? COMPOSITE_KEY : key;
	}
	const fields = new Map<string, Field>();
	for (const collection of collections.values()) for (const field of collection.fields) fields.set(`${collection.name}\n${field.name}`, field);
	const found = new Map<string, Relation>();
	for (const raw of relations) {
		found.set(`${raw.collection}\n${raw.field}`, forward(raw));
		const reverse = backward(raw, relations);
		if (reverse && raw.related_collection && raw.meta?.one_field) found.set(`${raw.related_collection}\n${raw.meta.one_field}`, reverse);
	}
	return {
		collections,
		relations,
		collection: (name) => collections.get(name),
		field: (collection, field) => fields.get(`${collection}\n${field}`),
		relation: (collection, field) => found.get(`${collection}\n${field}`),
	};
}

function forward(raw: RawRelation): Relation {
	if (raw.related_collection === null) {
		return { kind: 'a2o', collectionField: raw.meta?.one_collection_field ?? 'collection', allowed: raw.meta?.one_allowed_collections ?? [] };
	}
	return { kind: 'm2o', related: raw.related_collection, reverse: raw.meta?.one_field ?? undefined, onDelete: raw.schema?.on_delete ?? undefined };
}

function backward(raw: RawRelation, relations: RawRelation[]): ListRelation | undefined {
	const deselect = raw.meta?.one_deselect_action ?? 'nullify';
	const sortField = raw.meta?.sort_field ?? undefined;
	const junctionField = raw.meta?.junction_field;
	const other = junctionField ? relations.find((one) => one.collection === raw.collection && one.field === junctionField) : undefined;
	if (!other) return { kind: 'o2m', related: raw.collection, foreignKey: raw.field, sortField, deselect };
	if (other.related_collection !== null) {
		return { kind: 'm2m', junction: raw.collection, parentField: raw.field, relatedField: other.field, related: other.related_collection, sortField, deselect };
	}
	return {
		kind: 'm2a',
		junction: raw.collection,
		parentField: raw.field,
		itemField: other.field,
		collectionField: other.meta?.one_collection_field ?? 'collection',
		allowed: other.meta?.one_allowed_collections ?? [],
		sortField,
		deselect,
	};
}

function collectionOf(raw: RawCollection): Collection {
	const meta = raw.meta ?? {};
	return {
		name: raw.collection,
		icon: meta.icon ?? undefined,
		color: meta.color ?? undefined,
		note: meta.note ?? undefined,
		hidden: meta.hidden ?? false,
		singleton: meta.singleton ?? false,
		isFolder: raw.schema === null,
		isSystem: raw.collection.startsWith('directus_'),
		group: meta.group ?? undefined,
		collapse: meta.collapse ?? 'open',
		sort: meta.sort ?? Number.MAX_SAFE_INTEGER,
		translations: meta.translations ?? [],
		displayTemplate: meta.display_template ?? undefined,
		primaryKey: 'id',
		keyFields: ['id'],
		sortField: meta.sort_field ?? undefined,
		archiveField: meta.archive_field ?? undefined,
		archiveValue: meta.archive_value ?? undefined,
		unarchiveValue: meta.unarchive_value ?? undefined,
		archiveFilter: meta.archive_app_filter ?? false,
		duplicationFields: meta.item_duplication_fields ?? undefined,
		fields: [],
		raw,
	};
}

/** A field by itself; parts of a repeater are described like fields and belong to no table. */
export function fieldOf(raw: RawField): Field {
	const meta = raw.meta ?? {};
	const column = raw.schema ?? {};
	return {
		collection: raw.collection,
		name: raw.field,
		type: raw.type,
		special: meta.special ?? [],
		interface: meta.interface ?? undefined,
		options: meta.options ?? {},
		display: meta.display ?? undefined,
		displayOptions: meta.display_options ?? {},
		readonly: meta.readonly ?? false,
		hidden: meta.hidden ?? false,
		required: meta.required ?? false,
		sort: meta.sort ?? Number.MAX_SAFE_INTEGER,
		width: meta.width ?? 'full',
		group: meta.group ?? undefined,
		note: meta.note ?? undefined,
		translations: meta.translations ?? [],
		conditions: meta.conditions ?? [],
		validation: meta.validation ?? undefined,
		validationMessage: meta.validation_message ?? undefined,
		isAlias: raw.type === 'alias',
		isPrimaryKey: column.is_primary_key ?? false,
		isAutoIncrement: column.has_auto_increment ?? false,
		isNullable: column.is_nullable ?? true,
		isUnique: column.is_unique ?? false,
		defaultValue: column.default_value,
		maxLength: column.max_length ?? undefined,
		raw,
	};
}

export function isList(relation: Relation | undefined): relation is ListRelation {
	return relation !== undefined && relation.kind !== 'm2o' && relation.kind !== 'a2o';
}

/** The collection whose rows a list holds: the related one, or the junction. */
export function rowCollection(relation: ListRelation): string {
	return relation.kind === 'o2m' ? relation.related : relation.junction;
}

/** The rows' column that names the item they belong to. */
export function ownerField(relation: ListRelation): string {
	return relation.kind === 'o2m' ? relation.foreignKey : relation.parentField;
}
