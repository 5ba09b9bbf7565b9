/** What the options of a list's field say: how many, in which order, and what can be added. */
import type { Access } from '../../api/access';
import { rowCollection, type Collection, type Field, type Key, type ListRelation, type M2M, type O2M, type Schema } from '../../model/schema';
import type { ShownRow } from './useRows';

export interface ListRules {
	min: number | undefined;
	max: number | undefined;
	isUnique: boolean;
}

/** How many rows the server wants, and whether one may be there twice. */
export function rulesOf(field: Field): ListRules {
	const { relata } = field.options;
	const { min, max, unique } = typeof relata === 'object' && relata !== null ? (relata as Record<string, unknown>) : {};
	return { min: typeof min === 'number' ? min : undefined, max: typeof max === 'number' ? max : undefined, isUnique: unique === true };
}

/** Lists that keep no order of their own are sorted as their options say. */
export function sortOf(field: Field, rows: Collection | undefined): string | undefined {
	const { sort, sortDirection } = field.options;
	return typeof sort === 'string' && rows?.fields.some((one) => one.name === sort.split('.')[0]) ? `${sortDirection === '-' ? '-' : ''}${sort}` : undefined;
}

/** The key of the item that a link leads to; nothing for one that is yet to be made. */
export function relatedKeyOf(row: ShownRow, relation: M2M, related: Collection): Key | null {
	const value = row.values[relation.relatedField];
	if (typeof value === 'object' && value !== null) return ((value as Record<string, unknown>)[related.primaryKey] as Key | undefined) ?? null;
	return (value as Key | null | undefined) ?? null;
}

/** Offers only what isn't in the list yet, on whatever page of it; of `removed` rows what they led to is offered again. */
export function unlinkedFilter(relation: O2M | M2M, owner: Key | undefined, schema: Schema, removed: readonly Key[] = []): Record<string, unknown> | undefined {
	if (owner === undefined) return undefined;
	const pk = schema.collection(rowCollection(relation))?.primaryKey ?? 'id';
	if (relation.kind === 'o2m') return { _or: [{ [relation.foreignKey]: { _neq: owner } }, { [relation.foreignKey]: { _null: true } }, ...(removed.length > 0 ? [{ [pk]: { _in: removed } }] : [])] };
	const back = schema.relation(relation.junction, relation.relatedField);
	const way = back?.kind === 'm2o' && back.reverse ? back.reverse : `$FOLLOW(${relation.junction},${relation.relatedField})`;
	const kept = removed.length > 0 ? { [pk]: { _nin: removed } } : undefined;
	return { [way]: { _none: { [relation.parentField]: { _eq: owner }, ...kept } } };
}

/** What somebody may do with the rows of a list: add items that exist, put rows in order, take them out. */
export function rightsOf(access: Access, relation: ListRelation): { mayLink: boolean; maySort: boolean; mayRemove: boolean } {
	const rows = rowCollection(relation);
	const mayChange = access.may('update', rows);
	return { mayLink: relation.kind === 'o2m' ? mayChange : access.may('create', rows), maySort: relation.sortField !== undefined && access.mayField('update', rows, relation.sortField), mayRemove: relation.deselect === 'delete' ? access.may('delete', rows) : mayChange };
}
