import { describe, expect, test } from 'vitest';

import { instantOf, localTime } from './moment';
import { endsBeforeStart, shareState } from './share';

const NOW = new Date('2026-05-01T12:00:00Z');
const FREE = { date_start: null, date_end: null, max_uses: null, times_used: 7 };

describe('the state of a share', () => {
	test.each([
		['without a limit', FREE, 'open'],
		['before its start', { ...FREE, date_start: '2026-05-01T12:00:01Z' }, 'waiting'],
		['from its start on', { ...FREE, date_start: '2026-05-01T12:00:00Z' }, 'open'],
		['after its end', { ...FREE, date_end: '2026-05-01T11:59:59Z' }, 'ended'],
		['before its end', { ...FREE, date_end: '2026-05-01T12:00:01Z' }, 'open'],
		['with a use left', { ...FREE, max_uses: 8 }, 'open'],
		['without a use left', { ...FREE, max_uses: 7 }, 'usedUp'],
		['ended before all uses', { ...FREE, date_end: '2026-05-01T11:59:59Z', max_uses: 7 }, 'ended'],
	] as const)('%s', (_, share, state) => {
		expect(shareState(share, NOW)).toBe(state);
	});
});

test('an end comes after its start', () => {
	const entry = { name: '', role: null, password: '', isPasswordRemoved: false, maxUses: null };
	expect(endsBeforeStart({ ...entry, start: '2026-05-01T12:00', end: '2026-05-01T12:00' })).toBe(true);
	expect(endsBeforeStart({ ...entry, start: '2026-05-01T12:00', end: '2026-05-01T12:01' })).toBe(false);
	expect(endsBeforeStart({ ...entry, start: '', end: '2026-05-01T12:00' })).toBe(false);
});

test('an instant goes into an input and comes back the same', () => {
	for (const instant of ['2026-05-01T12:34:00.000Z', '2026-05-01T12:34:56.000Z', '2026-05-01T12:34:00.789Z']) expect(instantOf(localTime(instant))).toBe(instant);
	expect(localTime('2026-05-01T12:34:00.000Z')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
	expect(instantOf('')).toBeNull();
	expect(localTime('never')).toBe('');
});
