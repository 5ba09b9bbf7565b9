/** What the maker proposes: a complete, sensible draft for a kind of relation, so that a person only has to change what they want otherwise. */
import { collectionNames, fieldNames, freeName, keyOf, singular } from './names';
import type { Model, RelationDraft, RelationKind } from './types';

const FILES = 'directus_files';
const USERS = 'directus_users';

/** Kinds with a collection in between. */
export function usesJunction(kind: RelationKind): boolean {
	return kind === 'm2m' || kind === 'm2a' || kind === 'translations' || kind === 'self-m2m' || kind === 'files';
}

/** Kinds whose new field is a column with a key in it. */
export function isColumn(kind: RelationKind): boolean {
	return kind === 'm2o' || kind === 'o2o' || kind === 'file' || kind === 'image' || kind === 'user';
}

/** The other side where the kind leaves no choice. */
export function fixedTarget(kind: RelationKind, collection: string): string | null {
	if (kind === 'file' || kind === 'image' || kind === 'files') return FILES;
	if (kind === 'user') return USERS;
	return kind === 'tree' || kind === 'self-m2m' ? collection : null;
}

/** Kinds where a person picks the other side. */
export function picksTarget(kind: RelationKind): boolean {
	return kind === 'm2o' || kind === 'o2m' || kind === 'o2o' || kind === 'm2m' || kind === 'translations';
}

/** Kinds whose rows can be put in an order. */
export function canSort(kind: RelationKind): boolean {
	return kind === 'o2m' || kind === 'm2m' || kind === 'm2a' || kind === 'self-m2m' || kind === 'files' || kind === 'tree';
}

/** Kinds whose new field shows items by a template. */
export function hasTemplate(kind: RelationKind): boolean {
	return kind === 'm2o' || kind === 'o2o' || kind === 'o2m' || kind === 'm2m' || kind === 'self-m2m' || kind === 'tree';
}

/** Kinds where a field on the other side makes sense. */
export function canReverse(kind: RelationKind): boolean {
	return kind === 'm2o' || kind === 'm2m' || kind === 'self-m2m' || kind === 'o2o';
}

/** The collection of languages that is there already: a few rows with a code, called so. */
export function languagesOf(model: Model): string | null {
	const named = model.collections.find((c) => c.schema !== null && /^(languages?|locales?)$/.test(c.collection));
	if (named) return named.collection;
	const used = model.relations.find((relation) =>
		model.fields.some((f) => f.meta?.special?.includes('translations') === true && f.collection !== relation.related_collection && relation.meta?.junction_field != null && /language|locale/.test(relation.field)),
	);
	return used?.related_collection ?? null;
}

/** A draft of a kind for a collection; `related` where the other side is known already (a line drawn in the diagram). */
export function startDraft(kind: RelationKind, collection: string, model: Model, related: string | null = null): RelationDraft {
	const target = fixedTarget(kind, collection) ?? (kind === 'translations' ? (related ?? languagesOf(model)) : related);
	const draft: RelationDraft = {
		kind,
		collection,
		field: '',
		related: kind === 'm2a' ? null : target,
		allowed: kind === 'm2a' && related !== null ? [related] : [],
		reverse: kind === 'm2o' || kind === 'm2m' || kind === 'o2o' ? '' : null,
		foreignKey: '',
		junction: '',
		junctionThis: '',
		junctionThat: '',
		junctionCollection: 'collection',
		sort: canSort(kind) && kind !== 'o2m' ? 'sort' : null,
		onDelete: usesJunction(kind) ? 'CASCADE' : 'SET NULL',
		onDeleteThat: 'CASCADE',
		onDeselect: usesJunction(kind) ? 'delete' : 'nullify',
		required: false,
		duplicates: false,
		bothWays: false,
		template: null,
		extras: kind === 'translations' ? [{ field: 'title', type: 'string' }, { field: 'body', type: 'text' }] : [],
		newLanguages: kind === 'translations' && target === null ? ['en-US', 'de-DE', 'es-ES', 'ar-SA'] : [],
	};
	if (kind === 'translations' && target === null) draft.related = freeName('languages', collectionNames(model));
	return proposeNames(draft, model, new Set());
}

/** Names that a person may have typed, so that proposals leave them alone. */
export type Named = 'field' | 'reverse' | 'foreignKey' | 'junction' | 'junctionThis' | 'junctionThat' | 'junctionCollection' | 'sort';

/** The draft with every name that nobody typed proposed anew, after a choice that names depend on changed. */
export function proposeNames(draft: RelationDraft, model: Model, typed: ReadonlySet<Named>): RelationDraft {
	const own = fieldNames(model, draft.collection);
	const target = draft.related;
	const next = { ...draft };
	if (!typed.has('field')) next.field = freeName(ownField(draft), own);
	if (draft.kind === 'o2m') {
		const there = fieldNames(model, target);
		if (!typed.has('foreignKey')) next.foreignKey = target === null ? '' : freeName(singular(plainName(draft.collection)), there);
		if (!typed.has('sort') && draft.sort !== null) next.sort = freeName('sort', there);
	}
	if (draft.kind === 'tree') {
		if (!typed.has('foreignKey')) next.foreignKey = freeName('parent', own);
		if (!typed.has('sort') && draft.sort !== null) next.sort = freeName('sort', own);
	}
	if (usesJunction(draft.kind)) proposeJunction(next, model, typed);
	if (draft.reverse !== null && !typed.has('reverse')) next.reverse = proposedReverse(next, model);
	return next;
}

/** A name without the prefix of system collections. */
function plainName(collection: string): string {
	return collection.replace(/^directus_/, '');
}

function ownField(draft: RelationDraft): string {
	const target = draft.related === null ? '' : plainName(draft.related);
	switch (draft.kind) {
		case 'm2o':
		case 'o2o':
			return target === '' ? '' : singular(target);
		case 'o2m':
		case 'm2m':
			return target;
		case 'm2a':
			return 'blocks';
		case 'translations':
			return 'translations';
		case 'self-m2m':
			return 'related';
		case 'tree':
			return 'children';
		case 'file':
			return 'file';
		case 'image':
			return 'image';
		case 'files':
			return 'files';
		case 'user':
			return 'user';
	}
}

function proposeJunction(next: RelationDraft, model: Model, typed: ReadonlySet<Named>): void {
	const own = keyOf(model, next.collection)?.field ?? 'id';
	const source = plainName(next.collection);
	if (!typed.has('junction')) next.junction = next.field === '' ? '' : freeName(junctionName(next), collectionNames(model));
	if (!typed.has('junctionThis')) next.junctionThis = `${source}_${own}`;
	if (!typed.has('junctionThat')) next.junctionThat = junctionThat(next, model, source, own);
	if (!typed.has('sort') && next.sort !== null) next.sort = 'sort';
}

function junctionName(draft: RelationDraft): string {
	const source = plainName(draft.collection);
	return `${source}_${draft.kind === 'm2m' ? plainName(draft.related ?? draft.field) : draft.field}`;
}

function junctionThat(draft: RelationDraft, model: Model, source: string, own: string): string {
	if (draft.kind === 'm2a') return 'item';
	if (draft.related === draft.collection) return `related_${source}_${own}`;
	if (draft.related === null) return '';
	const key = keyOf(model, draft.related)?.field ?? (draft.kind === 'translations' ? 'code' : 'id');
	return `${draft.related}_${key}`;
}

/** The name of the field on the other side, once there is one; `''` waits for it. */
export function proposedReverse(draft: RelationDraft, model: Model): string {
	if (draft.related === null) return '';
	const taken = fieldNames(model, draft.related);
	if (draft.related === draft.collection) taken.add(draft.field);
	const wanted = draft.kind === 'self-m2m' ? `${draft.field}_from` : plainName(draft.collection);
	return freeName(draft.kind === 'o2o' ? singular(wanted) : wanted, taken);
}

/** The draft with another collection on the other side. */
export function withTarget(draft: RelationDraft, related: string | null, model: Model, typed: ReadonlySet<Named>): RelationDraft {
	const isNew = related !== null && keyOf(model, related) === null;
	const reverse = related?.startsWith('directus_') === true && !typed.has('reverse') ? null : draft.reverse;
	const newLanguages = draft.kind !== 'translations' || !isNew ? [] : draft.newLanguages.length > 0 ? draft.newLanguages : ['en-US'];
	return proposeNames({ ...draft, related, reverse, newLanguages }, model, typed);
}
