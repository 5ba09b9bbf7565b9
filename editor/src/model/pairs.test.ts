import { expect, test } from 'vitest';

import { serialize, type Edits } from './draft';
import type { M2M } from './schema';
import { linkPair, restorePair, unlinkPair, type Pairing } from './pairs';

const relation: M2M = { kind: 'm2m', junction: 'links', parentField: 'from', relatedField: 'to', related: 'articles', sortField: undefined, deselect: 'delete' };
const pairing: Pairing = { relation, field: 'related', mirror: 'related_from', pk: 'id' };
const ROW = { ref: '7', key: 7 };

test('links there and back', () => {
	expect(serialize(linkPair({}, pairing, 2, { sort: 1 }, []))).toEqual({ related: { create: [{ to: 2, sort: 1 }], update: [], delete: [] }, related_from: { create: [{ from: 2 }], update: [], delete: [] } });
});

test('links only there where the other item links back already', () => {
	expect(serialize(linkPair({}, pairing, 2, {}, [9]))).toEqual({ related: { create: [{ to: 2 }], update: [], delete: [] } });
});

test('takes back a link that was only staged, and its other half', () => {
	const linked = linkPair(linkPair({}, pairing, 2, {}, []), pairing, 3, {}, []);
	expect(serialize(unlinkPair(linked, pairing, { ref: '+1', key: undefined }, 2, []))).toEqual(serialize(linkPair({}, pairing, 3, {}, [])));
	const oneWay: Edits = linkPair({}, pairing, 2, {}, [9]);
	expect(unlinkPair(oneWay, pairing, { ref: '+1', key: undefined }, 2, [9])).toEqual({});
});

test('removes both links, and brings both back', () => {
	const removed = unlinkPair({}, pairing, ROW, 2, [9]);
	expect(serialize(removed)).toEqual({ related: { create: [], update: [], delete: [7] }, related_from: { create: [], update: [], delete: [9] } });
	expect(restorePair(removed, pairing, ROW.ref, [9])).toEqual({});
});

test('keeps a way back that was about to go when the item is linked again', () => {
	const again = linkPair(unlinkPair({}, pairing, ROW, 2, [9]), pairing, 2, {}, [9]);
	expect(serialize(again)).toEqual({ related: { create: [{ to: 2 }], update: [], delete: [7] } });
});
