import { expect, test } from 'vitest';

import { dependencies, withValues } from './dependent';

const FILTER = { _and: [{ country: { _eq: '{{ country }}' } }, { population: { _gt: 1000 } }, { name: { _in: ['a', '{{title}}'] } }] };

test('knows the fields that a filter depends on', () => {
	expect(dependencies(FILTER)).toEqual(['country', 'title']);
	expect(dependencies({ name: { _eq: 'in {{braces}} within' } })).toEqual([]);
});

test('takes the values of the form', () => {
	expect(withValues(FILTER, { country: 'NZ', title: 'b' })).toEqual({ _and: [{ country: { _eq: 'NZ' } }, { population: { _gt: 1000 } }, { name: { _in: ['a', 'b'] } }] });
});

test('leaves out what depends on an empty field', () => {
	expect(withValues(FILTER, { country: null, title: '' })).toEqual({ _and: [{ population: { _gt: 1000 } }, { name: { _in: ['a', ''] } }] });
	expect(withValues({ country: { _eq: '{{country}}' } }, {})).toBeUndefined();
	expect(withValues({}, {})).toEqual({});
});
