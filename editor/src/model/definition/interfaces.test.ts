import { expect, test } from 'vitest';

import { optionAt, optionsOf, withOption } from './interfaces';

test('relational interfaces have options of their own, and pairs are offered only where they can be', () => {
	const keys = (id: string, bothWays = false) => optionsOf(id, bothWays).map((option) => option.key);
	expect(keys('list-m2m')).toContain('layout');
	expect(keys('list-m2m')).not.toContain('relata.bothWays');
	expect(keys('list-m2m', true)).toContain('relata.bothWays');
	expect(keys('unheard-of')).toEqual([]);
});

test('options of this server are set within their own object, and leave nothing empty behind', () => {
	const set = withOption({ limit: 5 }, 'relata.max', 3);
	expect(set).toEqual({ limit: 5, relata: { max: 3 } });
	expect(optionAt(set, 'relata.max')).toBe(3);
	expect(optionAt(set, 'relata.min')).toBeUndefined();
	expect(withOption(set, 'relata.max', '')).toEqual({ limit: 5 });
	expect(withOption({ enableCreate: true }, 'enableCreate', false)).toEqual({ enableCreate: false });
});
