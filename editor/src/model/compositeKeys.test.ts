import { expect, test } from 'vitest';

import { keyAdapter, keyParts, keyText } from './compositeKeys';
import type { RawCollection, RawField, RawRelation } from './raw';
import { buildSchema } from './schema';

const collection = (name: string, key: string[] = ['id']): RawCollection => ({ collection: name, meta: null, schema: { name, ...(key.length > 1 && { primary_key: key }) } }) as unknown as RawCollection;
const field = (of: string, name: string, isKey = false): RawField => ({ collection: of, field: name, type: 'integer', meta: null, schema: { is_primary_key: isKey } }) as unknown as RawField;
const alias = (of: string, name: string): RawField => ({ collection: of, field: name, type: 'alias', meta: { special: ['m2m'] }, schema: null }) as unknown as RawField;
const relation = (of: string, name: string, related: string, one: string | null, junction: string): RawRelation =>
	({ collection: of, field: name, related_collection: related, meta: { one_field: one, junction_field: junction, one_deselect_action: 'delete' }, schema: null }) as unknown as RawRelation;

const schema = buildSchema(
	[collection('films'), collection('actors'), collection('casting', ['film', 'actor'])],
	[field('films', 'id', true), alias('films', 'actors'), field('actors', 'id', true), field('actors', 'name'), field('casting', 'actor', true), field('casting', 'film', true), field('casting', 'part')],
	[relation('casting', 'film', 'films', 'actors', 'actor'), relation('casting', 'actor', 'actors', null, 'film')],
);
const keys = keyAdapter(schema);

test('where every key is one column nothing is adapted', () => {
	expect(keyAdapter(buildSchema([collection('films')], [field('films', 'id', true)], []))).toBeUndefined();
	expect(schema.collection('casting')?.primaryKey).toBe('$key');
});

test('parts come back as they were', () => {
	for (const parts of [['1', '8'], ['x,y', '50%'], ['%2C', ','], ['', '%25']]) expect(keyParts(keyText(parts))).toEqual(parts);
});

test('a key is asked for as its columns', () => {
	expect(
		keys?.query('films', {
			fields: ['id', 'actors.$key', 'actors.part'],
			sort: ['-id'],
			filter: { _and: [{ id: { _eq: 1 } }, { actors: { _some: { $key: { _in: ['1,8', '1,9'] } } } }] },
			deep: { actors: { _sort: ['part', '-$key'], _filter: { $key: { _nin: ['1,8'] }, part: { _nnull: true } }, _limit: 5 } },
			limit: 3,
		}),
	).toEqual({
		fields: ['id', 'actors.film', 'actors.actor', 'actors.part'],
		sort: ['-id'],
		filter: {
			_and: [
				{ id: { _eq: 1 } },
				{ actors: { _some: { _and: [{ _or: [{ _and: [{ film: { _eq: '1' } }, { actor: { _eq: '8' } }] }, { _and: [{ film: { _eq: '1' } }, { actor: { _eq: '9' } }] }] }] } } },
			],
		},
		deep: {
			actors: {
				_sort: ['part', '-film', '-actor'],
				_filter: { _and: [{ part: { _nnull: true } }, { _and: [{ _or: [{ film: { _neq: '1' } }, { actor: { _neq: '8' } }] }] }] },
				_limit: 5,
			},
		},
		limit: 3,
	});
});

test('a way back without a list of its own is followed', () => {
	expect(keys?.query('actors', { filter: { '$FOLLOW(casting,actor)': { _none: { $key: { _eq: '1,8' } } } } })).toEqual({
		filter: { '$FOLLOW(casting,actor)': { _none: { _and: [{ _and: [{ film: { _eq: '1' } }, { actor: { _eq: '8' } }] }] } } },
	});
});

test('items get their keys, and lose them on the way back', () => {
	const items = [{ id: 1, actors: [{ film: 1, actor: { id: 8, name: 'A' }, part: 'x' }] }, { id: 2, actors: [{ film: 2, actor: 9 }] }];
	keys?.answer('films', items);
	expect(items[1]?.actors[0]).toEqual({ film: 2, actor: 9, $key: '2,9' });
	expect(items[0]?.actors[0]).toEqual({ film: 1, actor: { id: 8, name: 'A' }, part: 'x', $key: '1,8' });
	const changes = { title: 't', actors: { create: [{ actor: 10 }], update: [{ $key: '2,9', part: 'y' }], delete: ['2,8'] } };
	expect(keys?.payload('films', changes)).toEqual({ title: 't', actors: { create: [{ actor: 10 }], update: [{ film: '2', actor: '9', part: 'y' }], delete: ['2,8'] } });
});
