/** The permissions of one policy as a matrix of collections and actions, and the changes of an edited one as the API takes them. Pure. */
import type { JsonObject } from '../relations/types';

export const ACTIONS = ['create', 'read', 'update', 'delete', 'share'] as const;
export type PermissionAction = (typeof ACTIONS)[number];

/** A row of `directus_permissions`; `id` is missing while it isn't saved. */
export interface PermissionRow {
	id?: number;
	collection: string;
	action: PermissionAction;
	/** Which items; `null` or empty: all of them. */
	permissions: JsonObject | null;
	/** What items must look like that are created or updated. */
	validation: JsonObject | null;
	/** What is put into new items by itself. */
	presets: JsonObject | null;
	/** Which fields; `['*']`: all of them. */
	fields: string[] | null;
}

/** What a cell of the matrix says. */
export type Cell = 'none' | 'all' | 'custom';

function isEmpty(value: JsonObject | null): boolean {
	return value === null || Object.keys(value).length === 0;
}

/** Whether a row restricts nothing. */
export function isUnrestricted(row: PermissionRow): boolean {
	const everyField = row.fields?.includes('*') === true || row.action === 'delete' || row.action === 'share';
	return isEmpty(row.permissions) && isEmpty(row.validation) && isEmpty(row.presets) && everyField;
}

/** The row of a cell, if there is one. */
export function rowAt(rows: readonly PermissionRow[], collection: string, action: PermissionAction): PermissionRow | undefined {
	return rows.find((row) => row.collection === collection && row.action === action);
}

/** What a cell says. */
export function cellAt(rows: readonly PermissionRow[], collection: string, action: PermissionAction): Cell {
	const row = rowAt(rows, collection, action);
	if (!row) return 'none';
	return isUnrestricted(row) ? 'all' : 'custom';
}

/** A row that allows everything. */
export function fullRow(collection: string, action: PermissionAction): PermissionRow {
	return { collection, action, permissions: null, validation: null, presets: null, fields: ['*'] };
}

/** The rows with a cell set to all or none; a saved row keeps its id, so that it is changed and not made anew. */
export function withCell(rows: readonly PermissionRow[], collection: string, action: PermissionAction, to: 'all' | 'none'): PermissionRow[] {
	const rest = rows.filter((row) => row.collection !== collection || row.action !== action);
	if (to === 'none') return rest;
	const old = rowAt(rows, collection, action);
	return [...rest, { ...fullRow(collection, action), ...(old?.id === undefined ? {} : { id: old.id }) }];
}

/** The rows with one put in the place of its cell. */
export function withRow(rows: readonly PermissionRow[], row: PermissionRow): PermissionRow[] {
	return [...rows.filter((old) => old.collection !== row.collection || old.action !== row.action), row];
}

/** The collections that a policy says anything about, in order of name. */
export function collectionsOf(rows: readonly PermissionRow[]): string[] {
	return [...new Set(rows.map((row) => row.collection))].toSorted();
}

/** Changes as the API takes them for a list. */
export interface RowChanges {
	create: PermissionRow[];
	update: PermissionRow[];
	delete: number[];
}

/** What turns `before` into `after`; `null` where nothing does. */
export function changesBetween(before: readonly PermissionRow[], after: readonly PermissionRow[]): RowChanges | null {
	const old = new Map(before.flatMap((row) => (row.id === undefined ? [] : [[row.id, row] as const])));
	const changes: RowChanges = { create: [], update: [], delete: [] };
	const kept = new Set<number>();
	for (const row of after) {
		const was = row.id === undefined ? undefined : old.get(row.id);
		if (!was || row.id === undefined) changes.create.push(row);
		else {
			kept.add(row.id);
			if (JSON.stringify(canonical(was)) !== JSON.stringify(canonical(row))) changes.update.push(row);
		}
	}
	for (const id of old.keys()) if (!kept.has(id)) changes.delete.push(id);
	return changes.create.length + changes.update.length + changes.delete.length === 0 ? null : changes;
}

function canonical(row: PermissionRow): unknown[] {
	return [row.collection, row.action, row.permissions, row.validation, row.presets, row.fields === null ? null : row.fields.toSorted()];
}
