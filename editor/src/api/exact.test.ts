import { afterEach, expect, test } from 'vitest';

import { parseExact, setLongFields } from './exact';

afterEach(() => setLongFields([]));

test('long numbers of long fields keep every digit, all others stay numbers', () => {
	setLongFields(['id', 'big "one"']);
	const text = '{"data":[{"id":9007199254740993,"big \\"one\\"": -9223372036854775808 ,"n":1.5,"other":9007199254740993},{"id":7,"of":{"id":9007199254740991}}]}';
	expect(parseExact(text)).toEqual({
		data: [
			{ id: '9007199254740993', 'big "one"': '-9223372036854775808', n: 1.5, other: Number('9007199254740993') },
			{ id: 7, of: { id: 9007199254740991 } },
		],
	});
});

test('texts that look like a long number of such a field stay texts', () => {
	setLongFields(['id']);
	const value = { text: '"id":9007199254740993,', id: 12, deep: '\\"id\\":9007199254740993}' };
	expect(parseExact(JSON.stringify(value))).toEqual(value);
});

test('without such fields nothing is looked at', () => {
	expect(parseExact('{"id":9007199254740993}')).toEqual({ id: Number('9007199254740993') });
});
