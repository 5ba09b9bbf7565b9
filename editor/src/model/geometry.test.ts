import fc from 'fast-check';
import { expect, test } from 'vitest';

import { emptyShape, geoJsonOf, kindOf, middlesOf, movePoint, shapeOf, withoutPoint, withPoint, type Position, type ShapeKind } from './geometry';

const degrees = (limit: number) => fc.integer({ min: -limit * 1e6 + 1, max: limit * 1e6 - 1 }).map((value) => value / 1e6);
const position = fc.tuple(degrees(180), degrees(90));
const drawn = (kind: ShapeKind, points: Position[]) => points.reduce((shape, point) => withPoint(shape, point), emptyShape(kind));

test('what is drawn is what is read again', () => {
	fc.assert(
		fc.property(fc.constantFrom<ShapeKind>('Point', 'LineString', 'Polygon'), fc.uniqueArray(position, { minLength: 3, maxLength: 9, selector: String }), (kind, points) => {
			const shape = drawn(kind, points);
			expect(shapeOf(geoJsonOf(shape))).toEqual(shape);
		}),
	);
});

test('a polygon is closed in GeoJSON and keeps its holes', () => {
	const hole: Position[] = [[1, 1], [2, 1], [2, 2], [1, 1]];
	const value = { type: 'Polygon', coordinates: [[[0, 0], [9, 0], [9, 9], [0, 0]], hole] };
	const shape = shapeOf(value);
	expect(shape?.points).toHaveLength(3);
	expect(shape && geoJsonOf(shape)).toEqual(value);
	expect(shape && geoJsonOf(movePoint(shape, 0, [-1, -1]))).toEqual({ type: 'Polygon', coordinates: [[[-1, -1], [9, 0], [9, 9], [-1, -1]], hole] });
});

test('a shape with too few points is nothing yet', () => {
	expect(geoJsonOf(drawn('LineString', [[1, 1]]))).toBeNull();
	expect(geoJsonOf(withoutPoint(drawn('Polygon', [[0, 0], [1, 0], [1, 1]]), 1))).toBeNull();
});

test('one point replaces the other, and a map that was turned around gives longitudes in range', () => {
	expect(drawn('Point', [[1, 2], [370, 95]]).points).toEqual([[10, 90]]);
	expect(withPoint(emptyShape('Point'), [-190, 0]).points).toEqual([[170, 0]]);
});

test('points go in between neighbours, around a polygon and along a line', () => {
	expect(middlesOf(drawn('LineString', [[0, 0], [2, 0], [2, 2]])).map(({ at }) => at)).toEqual([1, 2]);
	expect(middlesOf(drawn('Polygon', [[0, 0], [2, 0], [2, 2]]))).toEqual([{ at: 1, point: [1, 0] }, { at: 2, point: [2, 1] }, { at: 3, point: [1, 1] }]);
	expect(middlesOf(drawn('Point', [[0, 0]]))).toEqual([]);
});

test('the type of the column says what is drawn', () => {
	expect(kindOf('geometry.Polygon', undefined)).toBe('Polygon');
	expect(kindOf('json', 'Point')).toBe('Point');
	expect(kindOf('geometry.MultiPolygon', undefined)).toBeUndefined();
	expect(shapeOf({ type: 'MultiPoint', coordinates: [] })).toBeUndefined();
});
