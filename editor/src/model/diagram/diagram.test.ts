import { describe, expect, it } from 'vitest';
import { MODEL } from '../relations/fixture';
import { curve, endMark, fitView, graphOf, junctionsOf, nearest, sidesOf, zoomAt, type GraphOptions } from './index';
import { placeGraph } from './layout';
import { HEAD_HEIGHT, ROW_HEIGHT } from './sizes';

const ALL: GraphOptions = { system: false, junctions: false, around: null };

function edges(options: GraphOptions): string[] {
	return graphOf(MODEL, options).edges.map((edge) => `${edge.from} ${edge.kind} ${edge.to}`);
}

describe('the graph', () => {
	it('finds junctions and which side has the list', () => {
		expect(junctionsOf(MODEL).map(({ collection, left, right }) => [collection, left.field, right.field])).toEqual([
			['recipes_ingredients', 'recipes_id', 'ingredients_id'],
			['pages_blocks', 'pages_id', 'item'],
		]);
	});

	it('folds junctions into one line', () => {
		expect(edges(ALL)).toEqual(['recipes m2m ingredients', 'pages m2a headings', 'pages m2a images', 'recipes m2o categories', 'categories m2o categories']);
		expect(graphOf(MODEL, ALL).nodes.map((node) => node.id)).not.toContain('recipes_ingredients');
	});

	it('shows junctions as boxes where asked', () => {
		expect(edges({ ...ALL, junctions: true })).toContain('recipes_ingredients m2o recipes');
		expect(graphOf(MODEL, { ...ALL, junctions: true }).nodes.find((node) => node.id === 'recipes_ingredients')?.junction).toBe(true);
	});

	it('shows only those system collections that are referred to', () => {
		const names = graphOf(MODEL, { ...ALL, system: true }).nodes.map((node) => node.id);
		expect(names).toContain('directus_files');
		expect(names).not.toContain('directus_users');
	});

	it('shows a collection with its neighbours', () => {
		expect(graphOf(MODEL, { ...ALL, around: 'ingredients' }).nodes.map((node) => node.id)).toEqual(['recipes', 'ingredients']);
	});

	it('opens a folded line at the field with the list', () => {
		expect(graphOf(MODEL, ALL).edges[0]?.at).toEqual({ collection: 'recipes', field: 'ingredients' });
	});

	it('draws a key that may be there only once as one to one', () => {
		const unique = { ...MODEL, fields: MODEL.fields.map((field) => (field.collection === 'recipes' && field.field === 'category' ? { ...field, schema: { ...field.schema, is_unique: true } } : field)) };
		const ends = (model: typeof MODEL) => graphOf(model, ALL).edges.filter(({ id }) => id === 'recipes.category').map(({ fromEnd, toEnd }) => [fromEnd, toEnd]);
		expect(ends(MODEL)).toEqual([['many', 'one']]);
		expect(ends(unique)).toEqual([['one', 'one']]);
	});

	it('leaves folders out', () => {
		expect(graphOf(MODEL, ALL).nodes.map((node) => node.id)).not.toContain('kitchen');
	});
});

describe('the layout', () => {
	it('gives every node a place of its own', () => {
		const { nodes, edges: lines } = placeGraph(graphOf(MODEL, { ...ALL, system: true, junctions: true }), 'all');
		for (const [index, a] of nodes.entries()) {
			for (const b of nodes.slice(index + 1)) {
				const apart = a.rect.x + a.rect.width <= b.rect.x || b.rect.x + b.rect.width <= a.rect.x || a.rect.y + a.rect.height <= b.rect.y || b.rect.y + b.rect.height <= a.rect.y;
				expect(apart, `${a.node.id} and ${b.node.id}`).toBe(true);
			}
		}
		expect(lines.every((line) => Number.isFinite(line.from.x + line.to.y))).toBe(true);
	});

	it('is the same each time', () => {
		expect(placeGraph(graphOf(MODEL, ALL), 'relations')).toEqual(placeGraph(graphOf(MODEL, ALL), 'relations'));
	});

	it('begins a line at the row of its field', () => {
		const placed = placeGraph(graphOf(MODEL, ALL), 'relations');
		const node = placed.nodes.find((one) => one.node.id === 'recipes');
		const line = placed.edges.find((one) => one.edge.id === 'recipes.category');
		expect(node && line && line.from.y > node.rect.y + 34).toBe(true);
	});

	it('ends a line at the row of the list on the other side', () => {
		const model = { ...MODEL, relations: MODEL.relations.map((one) => (one.collection === 'recipes_ingredients' && one.field === 'ingredients_id' ? { ...one, meta: { ...one.meta, one_field: 'recipes' } } : one)), fields: [...MODEL.fields, { collection: 'ingredients', field: 'recipes', type: 'alias', schema: null, meta: { special: ['m2m'] } }] };
		const placed = placeGraph(graphOf(model, ALL), 'relations');
		const node = placed.nodes.find((one) => one.node.id === 'ingredients');
		const line = placed.edges.find((one) => one.edge.id === 'recipes_ingredients');
		const row = node?.rows.findIndex((one) => one.field === 'recipes') ?? -1;
		expect(node && line?.to.y).toBe((node?.rect.y ?? 0) + HEAD_HEIGHT + (row + 0.5) * ROW_HEIGHT);
	});
});

describe('geometry', () => {
	const box = (x: number): { x: number; y: number; width: number; height: number } => ({ x, y: 0, width: 100, height: 50 });

	it('joins facing sides, else runs around', () => {
		expect(sidesOf(box(0), box(300))).toEqual(['right', 'left']);
		expect(sidesOf(box(300), box(0))).toEqual(['left', 'right']);
		expect(sidesOf(box(0), box(20))).toEqual(['right', 'right']);
	});

	it('draws three toes for many and a bar for one', () => {
		expect(endMark({ x: 0, y: 0, side: 'right' }, 'many')).toBe('M0 -6L13 0L0 6');
		expect(endMark({ x: 0, y: 0, side: 'left' }, 'one')).toBe('M-9 -6L-9 6');
		expect(curve({ x: 0, y: 0, side: 'right' }, { x: 200, y: 10, side: 'left' })).toMatch(/^M0 0L13 0C/);
	});

	it('fits a picture into a window and enlarges around a point', () => {
		expect(fitView({ x: 0, y: 0, width: 200, height: 100 }, { width: 100, height: 100 })).toEqual({ scale: 0.5, x: 0, y: 25 });
		const view = zoomAt({ x: 10, y: 10, scale: 1 }, { x: 50, y: 50 }, 2);
		expect((50 - view.x) / view.scale).toBe(40);
		expect(zoomAt({ x: 0, y: 0, scale: 3 }, { x: 0, y: 0 }, 5).scale).toBe(3);
	});

	it('finds the next box in a direction', () => {
		const others = [
			{ id: 'near', rect: box(150) },
			{ id: 'far', rect: box(600) },
		];
		expect(nearest(box(0), others, 'right')).toBe('near');
		expect(nearest(box(0), others, 'left')).toBeNull();
	});
});
