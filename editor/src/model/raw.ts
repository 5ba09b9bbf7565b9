/** What `/collections`, `/fields` and `/relations` answer, as far as the Editor reads it. */

export interface Translated {
	language: string;
	translation: string;
	singular?: string | null;
	plural?: string | null;
}

export interface RawCollection {
	collection: string;
	meta: null | {
		icon?: string | null;
		note?: string | null;
		color?: string | null;
		hidden?: boolean | null;
		singleton?: boolean | null;
		display_template?: string | null;
		translations?: Translated[] | null;
		archive_field?: string | null;
		archive_value?: string | null;
		unarchive_value?: string | null;
		archive_app_filter?: boolean | null;
		sort_field?: string | null;
		sort?: number | null;
		group?: string | null;
		collapse?: 'open' | 'closed' | 'locked' | null;
		item_duplication_fields?: string[] | null;
		accountability?: string | null;
		[name: string]: unknown;
	};
	schema: null | { name: string; /** The columns of a key of several, in its order. */ primary_key?: string[]; [name: string]: unknown };
}

export interface RawField {
	collection: string;
	field: string;
	type: string;
	meta: null | {
		special?: string[] | null;
		interface?: string | null;
		options?: Record<string, unknown> | null;
		display?: string | null;
		display_options?: Record<string, unknown> | null;
		readonly?: boolean | null;
		hidden?: boolean | null;
		sort?: number | null;
		width?: string | null;
		translations?: Translated[] | null;
		note?: string | null;
		conditions?: unknown[] | null;
		required?: boolean | null;
		group?: string | null;
		validation?: unknown;
		validation_message?: string | null;
		system?: boolean;
		[name: string]: unknown;
	};
	schema: null | {
		/** The database's own name of the type. */
		data_type?: string;
		is_primary_key?: boolean;
		has_auto_increment?: boolean;
		is_nullable?: boolean;
		is_unique?: boolean;
		default_value?: unknown;
		max_length?: number | null;
		foreign_key_table?: string | null;
		[name: string]: unknown;
	};
}

export interface RawRelation {
	collection: string;
	field: string;
	related_collection: string | null;
	meta: null | {
		one_field?: string | null;
		one_collection_field?: string | null;
		one_allowed_collections?: string[] | null;
		junction_field?: string | null;
		sort_field?: string | null;
		one_deselect_action?: 'nullify' | 'delete' | null;
		[name: string]: unknown;
	};
	schema: null | { on_delete?: string | null; [name: string]: unknown };
}
