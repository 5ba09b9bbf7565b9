/** Sizes of the diagram's boxes, in its own units, and which rows a box shows. */
import type { GraphNode } from './graph';

export const NODE_WIDTH = 208;
export const HEAD_HEIGHT = 34;
export const ROW_HEIGHT = 22;
const NODE_FOOT = 6;

/** How many rows a node shows. */
export type Detail = 'names' | 'relations' | 'all';

/** The rows of a node at a level of detail. */
export function rowsAt(node: GraphNode, detail: Detail): GraphNode['rows'] {
	if (detail === 'names') return [];
	return detail === 'all' ? node.rows : node.rows.filter((row) => row.role !== 'plain');
}

/** The height of a node with so many rows. */
export function heightOf(rows: number): number {
	return HEAD_HEIGHT + rows * ROW_HEIGHT + (rows > 0 ? NODE_FOOT : 0);
}
