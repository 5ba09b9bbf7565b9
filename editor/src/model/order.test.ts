import { expect, test } from 'vitest';

import { placeBehind } from './order';

test('the place behind all rows is one more than the last one, and none behind rows without', () => {
	expect(placeBehind([])).toBe(1);
	expect(placeBehind([{ sort: 4 }, { sort: 2 }])).toBe(5);
	expect(placeBehind([{ sort: 4 }, { sort: null }])).toBeUndefined();
});
