import { expect, test } from 'vitest';

import { importForm, rowsOf } from './importRows';

test('rows are told one by one and as ranges', () => {
	expect(rowsOf({ rows: [{ type: 'lines', rows: [2, 7] }, { type: 'range', start: 10, end: 29 }, { type: 'lines', rows: [40] }] })).toBe('2, 7, 10–29, 40');
	expect(rowsOf({ rows: [{ type: 'lines', rows: [] }] })).toBeUndefined();
	expect(rowsOf({ rows: 'x' })).toBeUndefined();
	expect(rowsOf({})).toBeUndefined();
});

test('a file is what its name says', () => {
	const typeOf = (name: string) => (importForm(new File(['x'], name, { type: 'application/octet-stream' })).get('file') as File).type;
	expect([typeOf('a.csv'), typeOf('A.JSON'), typeOf('a.txt')]).toEqual(['text/csv', 'application/json', 'text/csv']);
});
