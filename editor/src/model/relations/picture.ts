/** A draft as a small picture: two or three boxes in a row with the rows that the relation adds, and lines between them. Positions are the drawing's business. */
import { isColumn, usesJunction } from './draft';
import { keyOf } from './names';
import type { Model, RelationDraft } from './types';

/** A line of a box. */
export interface BoxRow {
	name: string;
	type: string;
	/** `key`: the primary key; `new`: made now; `alias`: made now and stored nowhere. */
	role: 'key' | 'new' | 'alias';
}

/** A collection in the picture. */
export interface Box {
	id: 'this' | 'between' | 'that';
	/** `null` where several collections stand on the other side or none is chosen yet. */
	collection: string | null;
	several: string[];
	isNew: boolean;
	rows: BoxRow[];
}

/** How an end of a line looks. */
export type End = 'one' | 'many';

/** A line between rows of two boxes. */
export interface Line {
	from: { box: Box['id']; row: string };
	to: { box: Box['id']; row: string };
	fromEnd: End;
	toEnd: End;
}

/** The whole picture. */
export interface Picture {
	boxes: Box[];
	lines: Line[];
}

/** The picture of a draft, however incomplete. */
export function pictureOf(draft: RelationDraft, model: Model): Picture {
	if (usesJunction(draft.kind)) return between(draft, model);
	return isColumn(draft.kind) ? columnPicture(draft, model) : listPicture(draft, model);
}

function keyRow(model: Model, collection: string | null, fallback: string): BoxRow {
	const key = keyOf(model, collection);
	return { name: key?.field ?? fallback, type: key?.type ?? '', role: 'key' };
}

function columnPicture(draft: RelationDraft, model: Model): Picture {
	const key = keyRow(model, draft.related, 'id');
	const own: Box = { id: 'this', collection: draft.collection, several: [], isNew: false, rows: [keyRow(model, draft.collection, 'id'), { name: draft.field, type: key.type, role: 'new' }] };
	const that: Box = { id: 'that', collection: draft.related, several: [], isNew: false, rows: [key] };
	if (draft.reverse !== null) that.rows.push({ name: draft.reverse, type: 'o2m', role: 'alias' });
	return {
		boxes: [own, that],
		lines: [{ from: { box: 'this', row: draft.field }, to: { box: 'that', row: key.name }, fromEnd: draft.kind === 'o2o' ? 'one' : 'many', toEnd: 'one' }],
	};
}

function listPicture(draft: RelationDraft, model: Model): Picture {
	const many = draft.kind === 'tree' ? draft.collection : draft.related;
	const key = keyRow(model, draft.collection, 'id');
	const own: Box = { id: 'this', collection: draft.collection, several: [], isNew: false, rows: [key, { name: draft.field, type: 'o2m', role: 'alias' }] };
	const rows: BoxRow[] = [keyRow(model, many, 'id'), { name: draft.foreignKey, type: key.type, role: 'new' }];
	if (draft.sort !== null) rows.push({ name: draft.sort, type: 'integer', role: 'new' });
	return {
		boxes: [own, { id: 'that', collection: many, several: [], isNew: false, rows }],
		lines: [{ from: { box: 'this', row: key.name }, to: { box: 'that', row: draft.foreignKey }, fromEnd: 'one', toEnd: 'many' }],
	};
}

function between(draft: RelationDraft, model: Model): Picture {
	const ownKey = keyRow(model, draft.collection, 'id');
	const thatKey = draft.kind === 'm2a' ? { name: 'id', type: '', role: 'key' as const } : keyRow(model, draft.related, draft.kind === 'translations' ? 'code' : 'id');
	const alias = draft.kind === 'self-m2m' ? 'm2m' : draft.kind;
	const own: Box = { id: 'this', collection: draft.collection, several: [], isNew: false, rows: [ownKey, { name: draft.field, type: alias, role: 'alias' }] };
	const rows: BoxRow[] = [
		{ name: 'id', type: 'integer', role: 'key' },
		{ name: draft.junctionThis, type: ownKey.type, role: 'new' },
	];
	if (draft.kind === 'm2a') rows.push({ name: draft.junctionCollection, type: 'string', role: 'new' });
	rows.push({ name: draft.junctionThat, type: draft.kind === 'm2a' ? 'string' : thatKey.type, role: 'new' });
	if (draft.sort !== null) rows.push({ name: draft.sort, type: 'integer', role: 'new' });
	for (const extra of draft.extras) rows.push({ name: extra.field, type: extra.type, role: 'new' });
	const isNew = draft.newLanguages.length > 0;
	const that: Box = { id: 'that', collection: draft.kind === 'm2a' ? null : draft.related, several: draft.allowed, isNew, rows: [thatKey] };
	if (draft.reverse !== null) that.rows.push({ name: draft.reverse, type: 'm2m', role: 'alias' });
	return {
		boxes: [own, { id: 'between', collection: draft.junction, several: [], isNew: true, rows }, that],
		lines: [
			{ from: { box: 'this', row: ownKey.name }, to: { box: 'between', row: draft.junctionThis }, fromEnd: 'one', toEnd: 'many' },
			{ from: { box: 'between', row: draft.junctionThat }, to: { box: 'that', row: thatKey.name }, fromEnd: 'many', toEnd: 'one' },
		],
	};
}
