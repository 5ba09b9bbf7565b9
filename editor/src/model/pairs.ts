/**
 * Links between items of one collection that are kept in pairs: who links A to B links B to A.
 *
 * The other half of a pair stands in the alias field that sees the junction from its other side; it is staged there, so that one Save makes and removes both. Pure.
 */
import { addRow, listAt, ListEdits, NestedItem, removeRow, restoreRow, withField, type Edits } from './draft';
import type { Field, Key, M2M, Relation, Schema } from './schema';

/** Where the other halves are staged. */
export interface Pairing {
	relation: M2M;
	/** The field of the list itself, and the one from the other side. */
	field: string;
	mirror: string;
	pk: string;
}

/** Nothing where the option isn't set, or the other side has no field. */
export function pairingOf(field: Field, relation: Relation, schema: Schema): Pairing | undefined {
	const { relata } = field.options;
	const isWanted = typeof relata === 'object' && relata !== null && (relata as Record<string, unknown>)['bothWays'] === true;
	if (!isWanted || relation.kind !== 'm2m' || relation.related !== field.collection) return undefined;
	const back = schema.relation(relation.junction, relation.relatedField);
	const junction = schema.collection(relation.junction);
	if (back?.kind !== 'm2o' || back.reverse === undefined || back.reverse === field.name || !junction) return undefined;
	return { relation, field: field.name, mirror: back.reverse, pk: junction.primaryKey };
}

/** Links another item, there and back; only there, where it links back already. */
export function linkPair(edits: Edits, pairing: Pairing, other: Key, values: Edits, back: readonly Key[]): Edits {
	const { relation, field, mirror, pk } = pairing;
	const there = withField(edits, field, addRow(listAt(edits, field, pk), { [relation.relatedField]: other, ...values }));
	const list = listAt(there, mirror, pk);
	// A pair that was about to be removed stays.
	if (back.length > 0) return withField(there, mirror, back.reduce((result, key) => restoreRow(result, String(key)), list));
	return withField(there, mirror, addRow(list, { [relation.parentField]: other }));
}

/** The values of an item that is made along with its link: it links back to the one that it is made for. */
export function madeInPair({ relation, field, pk }: Pairing, owner: Key, values: Edits): Edits {
	return { ...values, [field]: new ListEdits(pk, [{ ref: '+1', key: undefined, isLinked: false, edits: { [relation.relatedField]: owner } }], []) };
}

/** Removes a link and those that lead back. */
export function unlinkPair(edits: Edits, pairing: Pairing, row: { ref: string; key: Key | undefined }, other: Key | null, back: readonly Key[]): Edits {
	const { relation, field, mirror, pk } = pairing;
	const there = withField(edits, field, removeRow(listAt(edits, field, pk), row.ref, row.key));
	const list = listAt(there, mirror, pk);
	const staged = other === null ? [] : list.rows.filter((one) => one.key === undefined && sameKey(one.edits[relation.parentField], other));
	const without = staged.reduce((result, one) => removeRow(result, one.ref, undefined), list);
	// A link that was only staged leaves alone what was there before it.
	return withField(there, mirror, row.key === undefined ? without : back.reduce((result, key) => (result.removed.some((one) => sameKey(one, key)) ? result : removeRow(result, String(key), key)), without));
}

/** Takes back the removal of a link, and that of those that lead back. */
export function restorePair(edits: Edits, { field, mirror, pk }: Pairing, ref: string, back: readonly Key[]): Edits {
	const there = withField(edits, field, restoreRow(listAt(edits, field, pk), ref));
	return withField(there, mirror, back.reduce((result, key) => restoreRow(result, String(key)), listAt(there, mirror, pk)));
}

function sameKey(a: unknown, b: Key): boolean {
	return String(a instanceof NestedItem ? a.key : a) === String(b);
}
