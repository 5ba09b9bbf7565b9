/** Shapes on a map as a list of points, and back to GeoJSON. Positions are `[longitude, latitude]`, as GeoJSON has them. */

export type Position = [number, number];
export type ShapeKind = 'Point' | 'LineString' | 'Polygon';

export interface Shape {
	kind: ShapeKind;
	/** Of a polygon: its outer ring, without the repeated last point. */
	points: Position[];
	/** Of a polygon: its holes, which stay as they are. */
	holes: Position[][];
}

const KINDS: readonly string[] = ['Point', 'LineString', 'Polygon'];
/** With fewer points there is nothing to store. */
const N_LEAST: Record<ShapeKind, number> = { Point: 1, LineString: 2, Polygon: 3 };

export function emptyShape(kind: ShapeKind): Shape {
	return { kind, points: [], holes: [] };
}

/** What a field of this type holds; nothing for the kinds that are shown and not drawn. */
export function kindOf(type: string, option: unknown): ShapeKind | undefined {
	const named = type.split('.')[1] ?? (typeof option === 'string' ? option : undefined);
	return KINDS.includes(named ?? '') ? (named as ShapeKind) : undefined;
}

/** The drawable shape in a GeoJSON value; nothing for any other. */
export function shapeOf(value: unknown): Shape | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { type, coordinates } = value as { type?: unknown; coordinates?: unknown };
	if (!Array.isArray(coordinates)) return undefined;
	if (type === 'Point') {
		const point = positionOf(coordinates);
		return point && { kind: 'Point', points: [point], holes: [] };
	}
	if (type === 'LineString') return { kind: 'LineString', points: positionsOf(coordinates), holes: [] };
	if (type === 'Polygon') {
		const [outer = [], ...holes] = coordinates.map((ring) => (Array.isArray(ring) ? positionsOf(ring) : []));
		return { kind: 'Polygon', points: opened(outer), holes };
	}
	return undefined;
}

/** GeoJSON of a shape; nothing while it has too few points. */
export function geoJsonOf({ kind, points, holes }: Shape): { type: ShapeKind; coordinates: unknown } | null {
	if (points.length < N_LEAST[kind]) return null;
	if (kind === 'Point') return { type: kind, coordinates: points[0] };
	if (kind === 'LineString') return { type: kind, coordinates: points };
	return { type: kind, coordinates: [[...points, points[0]], ...holes] };
}

/** Adds a point; a shape of one point has no other. Longitudes of a map that was turned around come back into range. */
export function withPoint(shape: Shape, point: Position, at = shape.points.length): Shape {
	const normal = normalized(point);
	return { ...shape, points: shape.kind === 'Point' ? [normal] : shape.points.toSpliced(at, 0, normal) };
}

export function movePoint(shape: Shape, index: number, point: Position): Shape {
	return index in shape.points ? { ...shape, points: shape.points.with(index, normalized(point)) } : shape;
}

export function withoutPoint(shape: Shape, index: number): Shape {
	return { ...shape, points: shape.points.toSpliced(index, 1) };
}

/** The middles between neighbours, where a point can be put in: before which index, and where. */
export function middlesOf({ kind, points }: Shape): Array<{ at: number; point: Position }> {
	if (kind === 'Point' || points.length < 2) return [];
	const pairs = points.slice(1).map((point, index) => ({ at: index + 1, a: points[index], b: point }));
	if (kind === 'Polygon' && points.length > 2) pairs.push({ at: points.length, a: points.at(-1), b: points[0] as Position });
	return pairs.flatMap(({ at, a, b }) => (a ? [{ at, point: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as Position }] : []));
}

function normalized([longitude, latitude]: Position): Position {
	const turned = ((((longitude + 180) % 360) + 360) % 360) - 180;
	return [round(longitude === 180 ? 180 : turned), round(Math.min(90, Math.max(-90, latitude)))];
}

/** A millionth of a degree is a hand's breadth. */
function round(value: number): number {
	return Math.round(value * 1e6) / 1e6;
}

function positionOf(value: unknown): Position | undefined {
	if (!Array.isArray(value)) return undefined;
	const [longitude, latitude] = value as unknown[];
	return typeof longitude === 'number' && typeof latitude === 'number' ? [longitude, latitude] : undefined;
}

function positionsOf(values: unknown[]): Position[] {
	return values.map(positionOf).filter((one) => one !== undefined);
}

/** A ring's last point repeats its first. */
function opened(ring: Position[]): Position[] {
	const [first] = ring;
	const last = ring.at(-1);
	return ring.length > 1 && first && last && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
}
