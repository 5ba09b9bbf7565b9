/** Where the lines of a placed graph touch their boxes: at the row of the field where it is shown, else at the box's head. */
import { sidesOf, type Anchor, type Rect } from './geometry';
import type { Graph, GraphEdge, GraphNode } from './graph';
import { HEAD_HEIGHT, ROW_HEIGHT, rowsAt, type Detail } from './sizes';

/** A graph with places. */
export interface Placed {
	nodes: { node: GraphNode; rect: Rect; rows: GraphNode['rows'] }[];
	edges: { edge: GraphEdge; from: Anchor; to: Anchor }[];
}

/** Anchors for every edge whose boxes have a place. */
export function anchorsOf(graph: Graph, places: ReadonlyMap<string, Rect>, detail: Detail): Placed {
	const nodes = graph.nodes.flatMap((node) => {
		const rect = places.get(node.id);
		return rect ? [{ node, rect, rows: rowsAt(node, detail) }] : [];
	});
	const byId = new Map(nodes.map((placed) => [placed.node.id, placed]));
	const edges = graph.edges.flatMap((edge) => {
		const from = byId.get(edge.from);
		const to = byId.get(edge.to);
		if (!from || !to) return [];
		const [fromSide, toSide] = sidesOf(from.rect, to.rect);
		const fromY = rowY(from, edge.at.collection === edge.from ? edge.at.field : null);
		const toY = rowY(to, edge.kind === 'm2o' ? (to.rows.find((row) => row.role === 'key')?.field ?? null) : edge.back);
		return [{ edge, from: anchor(from.rect, fromSide, fromY), to: anchor(to.rect, toSide, toY) }];
	});
	return { nodes, edges: spread(edges) };
}

function rowY(placed: { rect: Rect; rows: GraphNode['rows'] }, field: string | null): number {
	const index = field === null ? -1 : placed.rows.findIndex((row) => row.field === field);
	return placed.rect.y + (index < 0 ? HEAD_HEIGHT / 2 : HEAD_HEIGHT + (index + 0.5) * ROW_HEIGHT);
}

function anchor(rect: Rect, side: Anchor['side'], y: number): Anchor {
	return { x: side === 'right' ? rect.x + rect.width : rect.x, y, side };
}

/** Ends that would lie on top of each other at a head move apart a little; a line to its own box begins and ends apart. */
function spread(edges: Placed['edges']): Placed['edges'] {
	return edges.map((placed) => {
		const own = placed.edge.from === placed.edge.to && Math.abs(placed.from.y - placed.to.y) < 4;
		return own ? { ...placed, to: { ...placed.to, y: placed.to.y + HEAD_HEIGHT / 2 - 2 }, from: { ...placed.from, y: placed.from.y - 6 } } : placed;
	});
}
