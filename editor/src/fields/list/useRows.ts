/** The rows of a relation's list as the person sees them: what the server has, with what is staged on top. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { ask, type Params } from '../../api/client';
import { itemsPath, useCount, useList, type Item } from '../../api/items';
import { keys } from '../../api/keys';
import { useSchema } from '../../api/model';
import { editsAt, listAt, ListEdits, NestedItem, serialize, stateOf, type Edits, type Row } from '../../model/draft';
import type { FilterJson } from '../../model/filter/tree';
import { inOrder } from '../../model/order';
import { ownerField, rowCollection, type Collection, type Key, type ListRelation } from '../../model/schema';
import { deepOf } from '../../model/template';
import { useDraft } from '../form/draftStore';
import type { Scope } from '../form/scope';

export type RowState = 'same' | 'new' | 'linked' | 'edited' | 'moved' | 'removed';

export interface ShownRow {
	ref: string;
	key: Key | undefined;
	state: RowState;
	/** As the server has it, with staged values on top. */
	values: Item;
	base: Item;
	sort: number | null;
}

interface RowsInput {
	scope: Scope;
	name: string;
	relation: ListRelation;
	fields: string[];
	/** All rows at once where nothing is given. */
	page?: Page;
}

/** A part of a list, and which way it is looked at. */
export interface Page {
	index: number;
	size: number;
	search: string;
	filter: FilterJson | null;
	/** How somebody wants to see it now; the list's own order where nothing is given. */
	sort: string | undefined;
	/** The order of lists that keep none. */
	usualSort: string | undefined;
}

export interface Rows {
	collection: Collection;
	rows: ShownRow[];
	/** Of the server's rows that are looked for. */
	total: number;
	/** Of all the server's rows. */
	n_all: number;
	/** Whether every row is among `rows`. */
	isComplete: boolean;
	isPending: boolean;
	error: unknown;
	retry: () => void;
	list: ListEdits;
	/** Where the order of all rows can be read. */
	source: OrderSource;
}

export interface OrderSource {
	collection: string;
	pk: string;
	sortField: string | undefined;
	filter: Record<string, unknown>;
}

/** The keys and places of all rows of a list. */
export function orderQuery({ collection, pk, sortField, filter }: OrderSource) {
	const params = { fields: [pk, ...(sortField ? [sortField] : [])], filter, sort: sortField ? [sortField, pk] : [pk], limit: -1 };
	return { queryKey: keys.list(collection, params), queryFn: () => ask<Item[]>(itemsPath(collection), { params }) };
}

export function useRows({ scope, name, relation, fields, page }: RowsInput): Rows {
	const schema = useSchema();
	const collection = schema.collection(rowCollection(relation));
	if (!collection) throw new Error(`the model has no collection ${rowCollection(relation)}`);
	const isSaved = scope.itemKey !== undefined;
	const pk = collection.primaryKey;
	const { sortField } = relation;
	const list = useDraft(useMemo(() => selectList(scope, name, pk), [scope, name, pk]));
	const filter = { [ownerField(relation)]: { _eq: scope.itemKey ?? null } };
	const source: OrderSource = { collection: collection.name, pk, sortField, filter };
	const isNarrowed = page !== undefined && (page.search !== '' || page.filter !== null);
	const matching = { filter: page?.filter ? { _and: [filter, page.filter] } : filter, ...(page?.search && { search: page.search }) };
	const isOwnOrder = !isNarrowed && page?.sort === undefined;
	// Once rows have changed places, the pages of the server are no longer those of the draft: the page is then made from the order of all.
	const isReordered = page !== undefined && isOwnOrder && sortField !== undefined && (list.order?.moved.length ?? 0) > 0;
	const order = useQuery({ ...orderQuery(source), enabled: isSaved && isReordered });
	const pageRefs = useMemo(() => {
		if (!isReordered || !order.data || !sortField) return undefined;
		const all = inOrder(order.data.map((item) => ({ ref: String(item[pk]), sort: typeof item[sortField] === 'number' ? item[sortField] : null })), list, sortField);
		return all.slice((page.index - 1) * page.size, page.index * page.size).map((row) => row.ref);
	}, [isReordered, order.data, list, pk, sortField, page?.index, page?.size]);
	const sort = [...new Set([page?.sort ?? sortField ?? page?.usualSort ?? pk, pk])];
	const wanted = [...new Set([pk, ...(sortField ? [sortField] : []), ...fields])];
	const deep = deepOf(wanted, collection.name, schema);
	const pageKeys = pageRefs?.filter((ref) => !ref.startsWith('+')).toSorted();
	const where: Params = pageKeys ? { filter: { _and: [filter, { [pk]: { _in: pageKeys } }] }, limit: -1 } : { ...matching, ...(page ? { limit: page.size, page: page.index } : { limit: -1 }) };
	const params: Params = { fields: wanted, sort, ...where, ...(Object.keys(deep).length > 0 && { deep }) };
	const found = useList(collection.name, params, isSaved);
	const isFirstAndShort = page !== undefined && !pageRefs && page.index === 1 && found.data !== undefined && found.data.length < page.size;
	const counted = useCount(collection.name, matching, isSaved && page !== undefined && found.data !== undefined && !isFirstAndShort);
	const total = isSaved ? (page && !isFirstAndShort ? (counted.data ?? found.data?.length ?? 0) : (found.data?.length ?? 0)) : 0;
	const everything = useCount(collection.name, { filter }, isSaved && isNarrowed);
	const isSorted = page?.sort !== undefined;
	const rows = useMemo(() => {
		const merged = merge(isSaved ? (found.data ?? []) : [], list, pk, sortField, isSorted);
		return pageRefs ? merged.filter((row) => pageRefs.includes(row.ref) || row.key === undefined || row.state === 'linked') : merged;
	}, [isSaved, found.data, list, pk, sortField, pageRefs, isSorted]);
	return {
		collection,
		rows,
		total,
		n_all: isNarrowed ? (everything.data ?? total) : total,
		isComplete: !page || (total <= page.size && isOwnOrder),
		isPending: isSaved && found.isPending,
		error: found.error,
		retry: () => void found.refetch(),
		list,
		source,
	};
}

/** Answers the same list as long as nothing in it changes. */
function selectList(scope: Scope, name: string, pk: string): (root: Edits) => ListEdits {
	const none = new ListEdits(pk, [], []);
	return (root) => {
		const list = listAt(editsAt(root, scope.path), name, pk);
		return list.isEmpty ? none : list;
	};
}

function merge(items: Item[], list: ListEdits, pk: string, sortField: string | undefined, isSorted: boolean): ShownRow[] {
	const staged = new Map(list.rows.map((row) => [row.ref, row]));
	const removed = new Set(list.removed.map(String));
	const rows = items.map((base): ShownRow => {
		const ref = String(base[pk]);
		const row = staged.get(ref);
		staged.delete(ref);
		return shown(ref, base[pk] as Key, removed.has(ref) ? 'removed' : row ? stateOf(row, list.order) : 'same', base, row, sortField);
	});
	const added = [...staged.values()].filter((row) => row.key === undefined || row.isLinked).map((row) => shown(row.ref, row.key, row.key === undefined ? 'new' : 'linked', NOTHING, row, sortField));
	const all = [...rows, ...added];
	return sortField && !isSorted ? all.toSorted((a, b) => (a.sort ?? Infinity) - (b.sort ?? Infinity)) : all;
}

const NOTHING: Item = Object.freeze({});

/** The last one that was made of what is staged for a row, or of the server's row. */
const known = new WeakMap<Row | Item, ShownRow>();

/** The same object as before where nothing changed, so that a list draws its changed rows only. */
function shown(ref: string, key: Key | undefined, state: RowState, base: Item, row: Row | undefined, sortField: string | undefined): ShownRow {
	const values = row ? overlay(base, row.edits) : base;
	const place = sortField ? values[sortField] : null;
	const sort = typeof place === 'number' ? place : null;
	const before = known.get(row ?? base);
	if (before && before.ref === ref && before.state === state && before.base === base && before.sort === sort) return before;
	const made = { ref, key, state, base, values, sort };
	known.set(row ?? base, made);
	return made;
}

/** Staged values over those of the server, for display. */
export function overlay(base: Item, edits: Edits): Item {
	const result: Item = { ...base };
	for (const [name, value] of Object.entries(edits)) {
		const below = base[name];
		if (value instanceof NestedItem) result[name] = { ...(typeof below === 'object' && below !== null ? below : {}), ...(value.key !== undefined && { [value.pk]: value.key }), ...serialize(value.edits) };
		else if (!(value instanceof ListEdits)) result[name] = value;
	}
	return result;
}
