/**
 * The model as a graph to draw: collections as nodes; relations as edges, with junction collections folded into one many-to-many line unless they are asked
 * for. Pure.
 */
import type { Model, ModelRelation } from '../relations/types';

/** How an end of an edge is drawn. */
export type End = 'one' | 'many';

/** A row of a node. */
export interface NodeRow {
	field: string;
	type: string;
	role: 'key' | 'reference' | 'list' | 'plain';
}

/** A collection. */
export interface GraphNode {
	id: string;
	group: string | null;
	hidden: boolean;
	system: boolean;
	junction: boolean;
	rows: NodeRow[];
}

/** A relation between two collections. */
export interface GraphEdge {
	id: string;
	from: string;
	to: string;
	fromEnd: End;
	toEnd: End;
	kind: 'm2o' | 'm2m' | 'm2a' | 'translations';
	/** The field to open: where the relation is seen from. */
	at: { collection: string; field: string };
	/** The field that shows it on the other side. */
	back: string | null;
	label: string;
	onDelete: string | null;
	/** M2A: edges that share their beginning. */
	fan: string | null;
}

/** The whole. */
export interface Graph {
	nodes: GraphNode[];
	edges: GraphEdge[];
}

/** What to show. */
export interface GraphOptions {
	/** System collections that people's own refer to. */
	system: boolean;
	/** Junctions as boxes of their own. */
	junctions: boolean;
	/** Only this collection and what it is directly tied to. */
	around: string | null;
}

interface Junction {
	collection: string;
	left: ModelRelation;
	right: ModelRelation;
}

/** Junctions: collections with two relations that name each other as the other end. */
export function junctionsOf(model: Model): Junction[] {
	const found: Junction[] = [];
	const seen = new Set<string>();
	for (const relation of model.relations) {
		const other = model.relations.find((r) => r.collection === relation.collection && r.field === relation.meta?.junction_field);
		if (!other || other.meta?.junction_field !== relation.field || seen.has(relation.collection)) continue;
		seen.add(relation.collection);
		// The side that has the list is the left one; the key into any collection is always the right one.
		const flip = relation.related_collection === null || (relation.meta?.one_field == null && other.meta?.one_field != null);
		found.push(flip ? { collection: relation.collection, left: other, right: relation } : { collection: relation.collection, left: relation, right: other });
	}
	return found;
}

/** The graph of the model. */
export function graphOf(model: Model, options: GraphOptions): Graph {
	const junctions = new Map(junctionsOf(model).map((junction) => [junction.collection, junction]));
	const folded = options.junctions ? new Map<string, Junction>() : junctions;
	const edges = [...folded.values()].flatMap(foldedEdges);
	for (const relation of model.relations) if (!folded.has(relation.collection)) edges.push(...plainEdges(relation, isUnique(model, relation)));
	const shown = new Set(model.collections.filter((c) => c.schema !== null && !c.collection.startsWith('directus_') && !folded.has(c.collection)).map((c) => c.collection));
	if (options.system) for (const edge of edges) if (shown.has(edge.from) && edge.to.startsWith('directus_')) shown.add(edge.to);
	const near = options.around === null ? shown : neighbours(options.around, edges);
	const visible = new Set([...shown].filter((name) => near.has(name)));
	const kept = edges.filter((edge) => visible.has(edge.from) && visible.has(edge.to) && !(edge.from.startsWith('directus_') && edge.to.startsWith('directus_')));
	return { nodes: [...visible].map((name) => nodeOf(name, model, junctions)), edges: kept };
}

function neighbours(of: string, edges: readonly GraphEdge[]): Set<string> {
	const near = new Set([of]);
	for (const edge of edges) {
		if (edge.from === of) near.add(edge.to);
		if (edge.to === of) near.add(edge.from);
	}
	return near;
}

function nodeOf(name: string, model: Model, junctions: ReadonlyMap<string, Junction>): GraphNode {
	const collection = model.collections.find((candidate) => candidate.collection === name);
	const references = new Set(model.relations.filter((relation) => relation.collection === name).map((relation) => relation.field));
	const rows = model.fields
		.filter((field) => field.collection === name && !(field.type === 'alias' && !isList(field.meta?.special)))
		.map((field): NodeRow => {
			const key = field.schema?.is_primary_key === true;
			const list = field.type === 'alias';
			return { field: field.field, type: list ? (field.meta?.special?.[0] ?? 'alias') : field.type, role: key ? 'key' : references.has(field.field) ? 'reference' : list ? 'list' : 'plain' };
		});
	return { id: name, group: collection?.meta?.group ?? null, hidden: collection?.meta?.hidden === true, system: name.startsWith('directus_'), junction: junctions.has(name), rows: ordered(rows) };
}

const LISTS = new Set(['o2m', 'm2m', 'm2a', 'files', 'translations']);

function isList(special: readonly string[] | null | undefined): boolean {
	return special?.some((one) => LISTS.has(one)) === true;
}

/** Key first, then references and lists, then the rest; each as the form has them. */
function ordered(rows: NodeRow[]): NodeRow[] {
	const rank = { key: 0, reference: 1, list: 2, plain: 3 };
	return rows.toSorted((a, b) => rank[a.role] - rank[b.role]);
}

/** Whether a key may be there only once: then each side has at most one of the other. */
function isUnique(model: Model, relation: ModelRelation): boolean {
	return model.fields.some((field) => field.collection === relation.collection && field.field === relation.field && field.schema?.is_unique === true);
}

function plainEdges(relation: ModelRelation, unique: boolean): GraphEdge[] {
	const id = `${relation.collection}.${relation.field}`;
	const fromEnd: End = unique ? 'one' : 'many';
	const base = { from: relation.collection, at: { collection: relation.collection, field: relation.field }, back: null, label: relation.field, onDelete: relation.schema?.on_delete ?? null, fromEnd };
	if (relation.related_collection !== null) return [{ ...base, id, to: relation.related_collection, toEnd: 'one', kind: 'm2o', fan: null }];
	return (relation.meta?.one_allowed_collections ?? []).map((to) => ({ ...base, id: `${id}:${to}`, to, toEnd: 'one' as const, kind: 'm2a' as const, fan: id }));
}

function foldedEdges({ collection, left, right }: Junction): GraphEdge[] {
	const from = left.related_collection;
	if (from === null) return [];
	const label = left.meta?.one_field ?? collection;
	const at = left.meta?.one_field == null ? { collection, field: left.field } : { collection: from, field: left.meta.one_field };
	const base = { from, at, back: right.meta?.one_field ?? null, label, onDelete: left.schema?.on_delete ?? null, fromEnd: 'many' as const, toEnd: 'many' as const };
	if (right.related_collection !== null) {
		const translations = left.meta?.one_field === 'translations' || collection.endsWith('_translations');
		return [{ ...base, id: collection, to: right.related_collection, kind: translations ? 'translations' : 'm2m', fan: null }];
	}
	return (right.meta?.one_allowed_collections ?? []).map((to) => ({ ...base, id: `${collection}:${to}`, to, kind: 'm2a' as const, fan: collection }));
}
