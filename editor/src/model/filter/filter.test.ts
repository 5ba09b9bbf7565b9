import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { buildSchema } from '../schema';
import { inputFor, OPERATORS, operatorsFor, targetOf } from './operators';
import { readDistance, writeDistance } from './moments';
import { countConditions, emptyGroup, filterJson, gathered, newId, parseFilter, withAdded, withNode, type FilterJson } from './tree';

const SCHEMA = buildSchema(
	[
		{ collection: 'cities', schema: { name: 'cities' }, meta: null },
		{ collection: 'countries', schema: { name: 'countries' }, meta: null },
		{ collection: 'blocks', schema: { name: 'blocks' }, meta: null },
	],
	[
		{ collection: 'cities', field: 'country', type: 'string', schema: {}, meta: null },
		{ collection: 'cities', field: 'founded', type: 'date', schema: {}, meta: null },
		{ collection: 'cities', field: 'kind', type: 'string', schema: {}, meta: { options: { choices: [{ text: 'A', value: 'a' }] } } },
		{ collection: 'countries', field: 'cities', type: 'alias', schema: null, meta: { special: ['o2m'] } },
		{ collection: 'blocks', field: 'item', type: 'string', schema: {}, meta: null },
		{ collection: 'countries', field: 'name', type: 'string', schema: {}, meta: null },
	],
	[
		{ collection: 'cities', field: 'country', related_collection: 'countries', schema: null, meta: { one_field: 'cities' } },
		{ collection: 'blocks', field: 'item', related_collection: null, schema: null, meta: { one_collection_field: 'kind', one_allowed_collections: ['cities', 'countries'] } },
	],
);

describe('a filter', () => {
	it.each<[FilterJson, FilterJson | null]>([
		[{}, null],
		[{ name: 'a' }, { _and: [{ name: { _eq: 'a' } }] }],
		[{ name: { _eq: 'a' }, id: { _gt: 1 } }, { _and: [{ name: { _eq: 'a' } }, { id: { _gt: 1 } }] }],
		[{ name: { _contains: 'a', _neq: 'b' } }, { _and: [{ name: { _contains: 'a' } }, { name: { _neq: 'b' } }] }],
		[{ _or: [{ a: { b: { _null: true } } }] }, { _or: [{ a: { b: { _null: true } } }] }],
		[{ cities: { _none: { name: { _eq: 'x' } } } }, { _and: [{ cities: { _none: { name: { _eq: 'x' } } } }] }],
		[{ cities: { _none: { name: { _eq: 'x' }, id: { _gt: 1 } } } }, { _and: [{ cities: { _none: { _and: [{ name: { _eq: 'x' } }, { id: { _gt: 1 } }] } } }] }],
		[{ cities: { _some: { _or: [{ name: { _eq: 'x' } }, { id: { _gt: 1 } }] } } }, { _and: [{ cities: { _some: { _or: [{ name: { _eq: 'x' } }, { id: { _gt: 1 } }] } } }] }],
		[{ cities: { _some: { streets: { name: { _eq: 'x' }, id: { _gt: 1 } } } } }, { _and: [{ cities: { _some: { streets: { name: { _eq: 'x' }, id: { _gt: 1 } } } } }] }],
		[{ '$FOLLOW(a,b)': { _none: {} } }, { _and: [{ '$FOLLOW(a,b)': { _none: {} } }] }],
		[{ _and: [{ a: { _eq: 1 } }, { _or: [{ b: { _eq: 2 } }, { c: { _in: [1, 2] } }] }] }, { _and: [{ a: { _eq: 1 } }, { _or: [{ b: { _eq: 2 } }, { c: { _in: [1, 2] } }] }] }],
	])('%j goes to groups and back', (json, back) => {
		expect(filterJson(parseFilter(json))).toEqual(back);
	});

	it('leaves out what is not complete', () => {
		const group = { ...emptyGroup(), children: [{ kind: 'condition' as const, id: newId(), path: ['name'], operator: '_eq', value: '' }] };
		expect(filterJson(group)).toBeNull();
		expect(filterJson({ ...group, children: [{ ...group.children[0]!, operator: '_null', value: true }] })).toEqual({ _and: [{ name: { _null: true } }] });
	});

	it('gathers what has to hold for the same one of many', () => {
		const condition = { kind: 'condition' as const, id: newId(), path: ['cities', '_some', 'name'], operator: '_eq', value: 'x' };
		const group = gathered(condition);
		expect(group && filterJson({ ...emptyGroup(), children: [group] })).toEqual({ _and: [{ cities: { _some: { _and: [{ name: { _eq: 'x' } }] } } }] });
		expect(gathered({ ...condition, path: ['name'] })).toBeUndefined();
	});

	it('is changed deep within', () => {
		const group = parseFilter({ _and: [{ _or: [{ a: { _eq: 1 } }] }] });
		const inner = group.children[0];
		if (inner?.kind !== 'group') throw new Error('no group');
		const added = withAdded(group, inner.id, { kind: 'condition', id: 'x', path: ['b'], operator: '_eq', value: 2 });
		expect(filterJson(added)).toEqual({ _and: [{ _or: [{ a: { _eq: 1 } }, { b: { _eq: 2 } }] }] });
		expect(countConditions(added)).toBe(2);
		expect(countConditions(withNode(added, 'x', null))).toBe(1);
	});
});

describe('the way to a field', () => {
	it('goes through relations, past quantifiers', () => {
		expect(targetOf(SCHEMA, 'countries', ['cities', '_some', 'country', 'name'])?.field.collection).toBe('countries');
		expect(targetOf(SCHEMA, 'countries', ['name', 'x'])).toBeNull();
	});

	it('may end in a function', () => {
		const target = targetOf(SCHEMA, 'cities', ['year(founded)']);
		expect(target?.type).toBe('integer');
		expect(operatorsFor(target)).toContain('_between');
		expect(inputFor(target, '_eq')).toBe('number');
	});

	it('goes through a reference to several collections where it says to which', () => {
		expect(targetOf(SCHEMA, 'blocks', ['item:countries', 'name'])?.field.collection).toBe('countries');
		expect(targetOf(SCHEMA, 'blocks', ['item', 'name'])).toBeNull();
		expect(targetOf(SCHEMA, 'blocks', ['item:blocks', 'item'])).toBeNull();
	});

	it('decides how values are entered', () => {
		expect(inputFor(targetOf(SCHEMA, 'cities', ['kind']), '_in')).toBe('choices');
		expect(inputFor(targetOf(SCHEMA, 'cities', ['country']), '_eq')).toBe('item');
		expect(inputFor(targetOf(SCHEMA, 'cities', ['country']), '_in')).toBe('items');
		expect(inputFor(targetOf(SCHEMA, 'cities', ['founded']), '_between')).toBe('pair');
		expect(inputFor(targetOf(SCHEMA, 'cities', ['founded']), '_null')).toBe('none');
		expect(operatorsFor(targetOf(SCHEMA, 'countries', ['cities']))).toEqual(['_null', '_nnull']);
	});
});

it('knows every operator of the server, and no other', () => {
	const registry = readFileSync(new URL('../../../../crates/query/src/registry.rs', import.meta.url), 'utf8');
	const ofOperators = registry.slice(registry.indexOf('Operator {'), registry.indexOf('Function {'));
	const names = [...ofOperators.matchAll(/=> "(_\w+)"/g)].map(([, name]) => name);
	expect(names.length).toBeGreaterThan(25);
	expect(OPERATORS.toSorted()).toEqual(names.toSorted());
});

it.each([
	['$NOW', { n: 0, unit: 'day' }],
	['$NOW(-7 days)', { n: -7, unit: 'day' }],
	['$NOW(+1 month)', { n: 1, unit: 'month' }],
] as const)('%s is a distance from now', (text, distance) => {
	expect(readDistance(text)).toEqual(distance);
	expect(writeDistance(distance)).toBe(text);
});

it('leaves a moment alone that is written in another way', () => {
	expect(readDistance('$NOW(-1 fortnight)')).toBeUndefined();
	expect(readDistance('2026-01-01')).toBeUndefined();
});
