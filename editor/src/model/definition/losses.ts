/** What goes with a collection or a field that is deleted: which rows to count, which fields elsewhere, which junctions are left over. Pure; counting is the caller's. */
import { junctionsOf } from '../diagram/graph';
import type { Model } from '../relations/types';

/** Something to count before deleting. */
export interface Count {
	collection: string;
	/** Only rows with a value here; `null` counts all. */
	field: string | null;
}

/** What a deletion takes along. */
export interface Loss {
	counts: Count[];
	/** Fields of other collections that go, or lose their meaning. */
	fields: { collection: string; field: string }[];
	/** Collections in between that are of no use afterwards. */
	junctions: string[];
}

/** What goes with a collection. */
export function lossOfCollection(model: Model, name: string): Loss {
	const loss: Loss = { counts: [], fields: [], junctions: [] };
	const collection = model.collections.find((one) => one.collection === name);
	if (collection?.schema != null) loss.counts.push({ collection: name, field: null });
	const junctions = new Set(junctionsOf(model).map((junction) => junction.collection));
	for (const relation of model.relations) {
		const list = relation.meta?.one_field;
		if (relation.collection === name && relation.related_collection !== null && relation.related_collection !== name && list != null) loss.fields.push({ collection: relation.related_collection, field: list });
		const refers = relation.related_collection === name || relation.meta?.one_allowed_collections?.includes(name) === true;
		if (!refers || relation.collection === name) continue;
		if (junctions.has(relation.collection) && relation.related_collection === name) {
			if (!loss.junctions.includes(relation.collection)) loss.junctions.push(relation.collection);
			for (const other of model.relations) {
				if (other.collection === relation.collection && other !== relation && other.meta?.one_field != null && other.related_collection !== null && other.related_collection !== name) {
					loss.fields.push({ collection: other.related_collection, field: other.meta.one_field });
				}
			}
		} else if (relation.related_collection === name) loss.fields.push({ collection: relation.collection, field: relation.field });
	}
	for (const junction of loss.junctions) loss.counts.push({ collection: junction, field: null });
	return loss;
}

/** What goes with a field. */
export function lossOfField(model: Model, collection: string, field: string): Loss {
	const loss: Loss = { counts: [], fields: [], junctions: [] };
	const definition = model.fields.find((one) => one.collection === collection && one.field === field);
	const relation = model.relations.find((one) => one.collection === collection && one.field === field);
	if (definition && definition.type !== 'alias') loss.counts.push({ collection, field });
	if (relation?.meta?.one_field != null && relation.related_collection !== null) loss.fields.push({ collection: relation.related_collection, field: relation.meta.one_field });
	const list = model.relations.find((one) => one.related_collection === collection && one.meta?.one_field === field);
	if (!list || relation) return loss;
	const junction = junctionsOf(model).find((one) => one.collection === list.collection);
	if (!junction) return loss;
	loss.counts.push({ collection: list.collection, field: list.field });
	const other = junction.left === list ? junction.right : junction.left;
	if (other.meta?.one_field == null) loss.junctions.push(list.collection);
	return loss;
}
