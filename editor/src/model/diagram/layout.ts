/** Places the nodes of a graph: each connected part in layers from left to right, the parts packed into rows. Loaded with the diagram only. */
import { Graph as LayoutGraph, layout as runLayout } from '@dagrejs/dagre';
import { anchorsOf, type Placed } from './anchors';
import { boundsOf, type Rect } from './geometry';
import type { Graph } from './graph';
import { NODE_WIDTH, heightOf, rowsAt, type Detail } from './sizes';

const PART_GAP = 56;

/** The graph with a place for every node and an anchor for every end. */
export function placeGraph(graph: Graph, detail: Detail): Placed {
	const parts = partsOf(graph).map((ids) => placePart(graph, ids, detail));
	const nodes = new Map<string, Rect>();
	for (const [id, rect] of pack(parts)) nodes.set(id, rect);
	return anchorsOf(graph, nodes, detail);
}

/** The connected parts, largest first, each by names. */
function partsOf(graph: Graph): string[][] {
	const next = new Map(graph.nodes.map((node) => [node.id, new Set<string>()]));
	for (const edge of graph.edges) {
		next.get(edge.from)?.add(edge.to);
		next.get(edge.to)?.add(edge.from);
	}
	const seen = new Set<string>();
	const parts: string[][] = [];
	for (const id of next.keys()) {
		if (seen.has(id)) continue;
		const part: string[] = [];
		const open = [id];
		while (open.length > 0) {
			const at = open.pop();
			if (at === undefined || seen.has(at)) continue;
			seen.add(at);
			part.push(at);
			open.push(...(next.get(at) ?? []));
		}
		parts.push(part.toSorted());
	}
	return parts.toSorted((a, b) => b.length - a.length || (a[0] ?? '').localeCompare(b[0] ?? ''));
}

function placePart(graph: Graph, ids: readonly string[], detail: Detail): Map<string, Rect> {
	const inside = new Set(ids);
	const layers = new LayoutGraph({ multigraph: true });
	layers.setGraph({ rankdir: 'LR', nodesep: 28, ranksep: 96, edgesep: 16, ranker: 'network-simplex' });
	layers.setDefaultEdgeLabel(() => ({}));
	for (const node of graph.nodes) {
		if (inside.has(node.id)) layers.setNode(node.id, { width: NODE_WIDTH, height: heightOf(rowsAt(node, detail).length) });
	}
	// The one side goes left: what is referred to comes first, as people read it.
	for (const edge of graph.edges) {
		if (!inside.has(edge.from) || edge.from === edge.to) continue;
		const [v, w] = edge.kind === 'm2o' ? [edge.to, edge.from] : [edge.from, edge.to];
		layers.setEdge(v, w, {}, edge.id);
	}
	runLayout(layers);
	return new Map(
		ids.map((id) => {
			const { x, y, width, height } = layers.node(id) as Rect;
			return [id, { x: x - width / 2, y: y - height / 2, width, height }];
		}),
	);
}

/** Puts parts beside each other until a row is as wide as the widest part, then begins the next row. */
function pack(parts: readonly Map<string, Rect>[]): Map<string, Rect> {
	const boxes = parts.map((part) => boundsOf([...part.values()], 0));
	const area = boxes.reduce((sum, box) => sum + (box.width + PART_GAP) * (box.height + PART_GAP), 0);
	const widest = Math.max(Math.sqrt(area * 1.6), ...boxes.map((box) => box.width));
	const placed = new Map<string, Rect>();
	let x = 0;
	let y = 0;
	let rowHeight = 0;
	parts.forEach((part, index) => {
		const box = boxes[index];
		if (!box) return;
		if (x > 0 && x + box.width > widest) {
			x = 0;
			y += rowHeight + PART_GAP;
			rowHeight = 0;
		}
		for (const [id, rect] of part) placed.set(id, { ...rect, x: rect.x - box.x + x, y: rect.y - box.y + y });
		x += box.width + PART_GAP;
		rowHeight = Math.max(rowHeight, box.height);
	});
	return placed;
}
