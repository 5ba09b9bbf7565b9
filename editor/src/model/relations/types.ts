/**
 * What the relation maker works with: the model as the API describes it, and the choices that a person made. Pure data; nothing here talks to a server.
 */

/** JSON that is an object: rules, options. */
export type JsonObject = Record<string, unknown>;

/** A collection as `GET /collections` answers it, as far as the maker reads it. */
export interface ModelCollection {
	collection: string;
	schema: object | null;
	meta: { hidden?: boolean | null; singleton?: boolean | null; group?: string | null; icon?: string | null; note?: string | null; display_template?: string | null; system?: boolean } | null;
}

/** A field as `GET /fields` answers it, as far as the maker reads it. */
export interface ModelField {
	collection: string;
	field: string;
	type: string;
	schema: { is_primary_key?: boolean; is_nullable?: boolean; is_unique?: boolean; max_length?: number | null; numeric_precision?: number | null } | null;
	meta: { special?: string[] | null; interface?: string | null; hidden?: boolean | null; sort?: number | null } | null;
}

/** A relation as `GET /relations` answers it, as far as the maker reads it. */
export interface ModelRelation {
	collection: string;
	field: string;
	related_collection: string | null;
	schema: { on_delete?: string | null } | null;
	meta: {
		one_field?: string | null;
		junction_field?: string | null;
		sort_field?: string | null;
		one_collection_field?: string | null;
		one_allowed_collections?: string[] | null;
		one_deselect_action?: string | null;
	} | null;
}

/** The whole model. */
export interface Model {
	collections: readonly ModelCollection[];
	fields: readonly ModelField[];
	relations: readonly ModelRelation[];
}

/** What a person can ask for. Everything is made of the same parts; these are the ways of putting them together. */
export const RELATION_KINDS = ['m2o', 'o2m', 'm2m', 'm2a', 'translations', 'self-m2m', 'tree', 'o2o', 'file', 'image', 'files', 'user'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

/** What the database does to rows that refer to a row which goes. */
export const ON_DELETE = ['SET NULL', 'CASCADE', 'NO ACTION'] as const;
export type OnDelete = (typeof ON_DELETE)[number];

/** What happens to a row that is taken out of a list. */
export type OnDeselect = 'nullify' | 'delete';

/** The types that a field beside the keys of a junction may have. */
export const EXTRA_TYPES = ['string', 'text', 'integer', 'decimal', 'float', 'boolean', 'date', 'dateTime'] as const;
export type ExtraType = (typeof EXTRA_TYPES)[number];

/** A field that is made along: beside the keys of a junction, or the text to translate. */
export interface ExtraField {
	field: string;
	type: ExtraType;
}

/** Every choice of the maker. Which of them count depends on `kind`; `usesJunction` and its neighbours say so. */
export interface RelationDraft {
	kind: RelationKind;
	/** Where the new field will be. */
	collection: string;
	/** The new field. */
	field: string;
	/** The collection on the other side; `null` while none is chosen, and always for M2A. */
	related: string | null;
	/** M2A: the collections that an item may come from. */
	allowed: string[];
	/** The field on the other side; `null` makes none. */
	reverse: string | null;
	/** O2M and tree: the column on the many side. */
	foreignKey: string;
	/** The collection in between. */
	junction: string;
	/** Its column that refers to `collection`. */
	junctionThis: string;
	/** Its column that refers to the other side. */
	junctionThat: string;
	/** M2A: its column with the name of the other side's collection. */
	junctionCollection: string;
	/** The column that keeps the order; `null` for none. */
	sort: string | null;
	/** What becomes of the rows that hold the key to the one side (for a junction: to `collection`). */
	onDelete: OnDelete;
	/** Junctions: what becomes of a link whose other side goes. */
	onDeleteThat: OnDelete;
	/** What becomes of what is taken out of the list. */
	onDeselect: OnDeselect;
	/** The key may not be empty. */
	required: boolean;
	/** The same item may be linked twice. */
	duplicates: boolean;
	/** Items of one collection: links are kept in pairs, there and back. */
	bothWays: boolean;
	/** How items read in the new field; `null`: as proposed. */
	template: string | null;
	/** Fields that are made along. */
	extras: ExtraField[];
	/** Translations: make a collection of languages with these codes. */
	newLanguages: string[];
}
