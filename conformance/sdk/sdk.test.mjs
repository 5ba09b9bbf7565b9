// The official SDK against a running server that has the demo: RELATA_URL, ADMIN_EMAIL, ADMIN_PASSWORD.
//
// Uses only what @directus/sdk exports, as an application would. Leaves the demo as it was.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
	aggregate,
	authentication,
	createCollection,
	createDirectus,
	createField,
	createItem,
	createItems,
	createRelation,
	deleteCollection,
	deleteItem,
	deleteItems,
	isDirectusError,
	readCollections,
	readField,
	readFieldsByCollection,
	readItem,
	readItems,
	readMe,
	readRelationByCollection,
	readSingleton,
	rest,
	serverHealth,
	updateItem,
	updateItems,
	updateItemsBatch,
	updateSingleton,
	withSearch,
} from '@directus/sdk';

const { RELATA_URL, ADMIN_EMAIL, ADMIN_PASSWORD } = process.env;

const client = createDirectus(RELATA_URL).with(authentication('json', { autoRefresh: false })).with(rest());
const ask = (command) => client.request(command);

/** The error codes of a request that has to be refused. */
async function refusal(request) {
	try {
		await request;
	} catch (error) {
		assert.ok(isDirectusError(error), String(error));
		return error.errors.map((each) => each.extensions.code);
	}
	assert.fail('the request was not refused');
}

before(async () => {
	const tokens = await client.login({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
	assert.ok(tokens.access_token && tokens.refresh_token);
});

after(() => client.logout());

test('a login says who one is, a wrong one is refused', async () => {
	assert.equal((await ask(readMe({ fields: ['email'] }))).email, ADMIN_EMAIL);
	assert.equal((await ask(serverHealth())).status, 'ok');
	const first = await client.getToken();
	await client.refresh();
	assert.ok(first && (await client.getToken()));
	const stranger = createDirectus(RELATA_URL).with(authentication('json')).with(rest());
	assert.deepEqual(await refusal(stranger.login({ email: ADMIN_EMAIL, password: 'wrong' })), ['INVALID_CREDENTIALS']);
	assert.deepEqual(await refusal(stranger.request(readItems('countries'))), ['FORBIDDEN']);
});

test('the model can be read', async () => {
	const names = (await ask(readCollections())).map((each) => each.collection);
	for (const name of ['countries', 'recipes', 'articles', 'pages', 'directus_users']) assert.ok(names.includes(name), name);
	const types = Object.fromEntries((await ask(readFieldsByCollection('cities'))).map((field) => [field.field, field.type]));
	assert.deepEqual(
		{ id: types.id, capital: types.capital, location: types.location },
		{ id: 'integer', capital: 'boolean', location: 'geometry.Point' },
	);
	assert.equal((await ask(readField('countries', 'cities'))).type, 'alias');
	const relations = await ask(readRelationByCollection('recipes_ingredients'));
	const ends = relations.map((each) => [each.field, each.related_collection, each.meta.junction_field]).sort();
	assert.deepEqual(ends, [['ingredients_id', 'ingredients', 'recipes_id'], ['recipes_id', 'recipes', 'ingredients_id']]);
});

test('many-to-one and one-to-many', async () => {
	const country = await ask(
		readItem('countries', 'NZ', {
			fields: ['name', 'capital', { region: ['name'], cities: ['name', 'population'] }],
			deep: { cities: { _sort: ['-population'], _limit: 3 } },
		}),
	);
	assert.deepEqual(country, {
		name: 'New Zealand',
		capital: 'Wellington',
		region: { name: 'Australia and New Zealand' },
		cities: [
			{ name: 'Auckland', population: 1547200 },
			{ name: 'Christchurch', population: 419200 },
			{ name: 'Wellington', population: 381900 },
		],
	});
	assert.deepEqual(await refusal(ask(readItem('countries', 'XX'))), ['FORBIDDEN']);
	assert.deepEqual(await refusal(ask(readItems('countries', { fields: ['nope'] }))), ['FORBIDDEN']);
});

test('many-to-many, with quantities on the junction and in its order', async () => {
	const recipes = await ask(
		readItems('recipes', {
			filter: { slug: { _eq: 'shortbread' } },
			fields: ['title', { ingredients: ['quantity', 'unit', { ingredients_id: ['name'] }] }],
		}),
	);
	const parts = recipes[0].ingredients.map((each) => [each.quantity, each.unit, each.ingredients_id.name]);
	assert.deepEqual(parts, [[380, 'g', 'flour'], [0.25, 'teaspoon', 'salt'], [220, 'g', 'butter'], [110, 'g', 'sugar']]);
});

test('many-to-many onto itself', async () => {
	const article = await ask(readItem('articles', 1, { fields: [{ related: ['about', { related_articles_id: ['number'] }] }] }));
	assert.deepEqual(article.related, [
		{ about: 'equality', related_articles_id: { number: 2 } },
		{ about: 'equality', related_articles_id: { number: 7 } },
	]);
});

test('many-to-any: fields of each collection', async () => {
	const [page] = await ask(
		readItems('pages', {
			filter: { slug: { _eq: 'western-europe' } },
			fields: [
				'title',
				{ blocks: ['collection', { item: { headings: ['text'], images: ['caption', { file: ['filename_download'] }], text_bodies: ['body'] } }] },
			],
			deep: { blocks: { _filter: { sort: { _between: [4, 6] } } } },
		}),
	);
	assert.deepEqual(page.blocks.map((block) => block.collection), ['headings', 'images', 'text_bodies']);
	assert.deepEqual(page.blocks[0].item, { text: 'Germany' });
	assert.deepEqual(page.blocks[1].item, { caption: 'The flag of Germany.', file: { filename_download: 'flag-de.svg' } });
	assert.match(page.blocks[2].item.body, /Zugspitze/);
});

test('translations, filtered by language', async () => {
	const article = await ask(
		readItem('articles', 1, {
			fields: ['adopted', { translations: ['title', { languages_code: ['direction'] }] }],
			deep: { translations: { _filter: { languages_code: { _in: ['ar', 'de'] } }, _sort: ['languages_code'] } },
		}),
	);
	assert.deepEqual(article, {
		adopted: '1948-12-10',
		translations: [
			{ title: 'المادة 1', languages_code: { direction: 'rtl' } },
			{ title: 'Artikel 1', languages_code: { direction: 'ltr' } },
		],
	});
});

test('a tree', async () => {
	const [world] = await ask(
		readItems('categories', {
			filter: { slug: { _eq: 'world' } },
			fields: ['name', { children: ['name', { children: ['name'] }] }],
			deep: { children: { _limit: 1, children: { _limit: 2 } } },
		}),
	);
	assert.deepEqual(world, {
		name: 'World',
		children: [{ name: 'Africa', children: [{ name: 'Northern Africa' }, { name: 'Sub-Saharan Africa' }] }],
	});
});

test('filters and sorts through relations, aliases, searches, figures', async () => {
	const query = {
		fields: ['name'],
		filter: { country: { code: { _eq: 'NZ' } } },
		sort: ['country.name', '-population'],
		limit: 2,
	};
	const cities = await ask(readItems('cities', query));
	assert.deepEqual(cities, [{ name: 'Auckland' }, { name: 'Christchurch' }]);
	assert.deepEqual(await ask(withSearch(readItems('cities', query))), cities);

	const aliased = await ask(readItem('countries', 'NZ', { fields: ['largest.name'], alias: { largest: 'cities' }, deep: { largest: { _sort: ['-population'], _limit: 1 } } }));
	assert.deepEqual(aliased, { largest: [{ name: 'Auckland' }] });
	const withCapital = await ask(readItems('countries', { fields: ['code'], filter: { cities: { _some: { name: { _eq: 'Auckland' } } } } }));
	assert.deepEqual(withCapital, [{ code: 'NZ' }]);
	const found = await ask(readItems('countries', { fields: ['code'], search: 'Wellington' }));
	assert.deepEqual(found, [{ code: 'NZ' }]);

	const [all] = await ask(aggregate('cities', { aggregate: { count: '*', max: 'population' } }));
	const rows = await ask(readItems('cities', { fields: ['population'], limit: -1 }));
	assert.equal(Number(all.count), rows.length);
	assert.equal(all.max.population, Math.max(...rows.map((row) => row.population)));
	const byCountry = await ask(aggregate('cities', { aggregate: { count: 'id' }, groupBy: ['country'], query: { filter: { country: { _in: ['NZ', 'IS'] } }, sort: ['country'] } }));
	assert.deepEqual(byCountry.map((row) => row.country), ['IS', 'NZ']);
});

test('items are made, changed and removed with everything below them', async () => {
	const made = await ask(
		createItem('recipes', {
			title: 'Toast',
			slug: 'sdk-toast',
			ingredients: [
				{ sort: 2, quantity: 10, unit: 'g', ingredients_id: { name: 'sdk butter' } },
				{ sort: 1, quantity: 2, unit: 'slice', ingredients_id: { name: 'sdk bread' } },
			],
		}, { fields: ['id', 'date_created', { ingredients: ['id', 'quantity', { ingredients_id: ['id', 'name'] }] }] }),
	);
	assert.match(made.date_created, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
	assert.deepEqual(made.ingredients.map((each) => each.ingredients_id.name), ['sdk bread', 'sdk butter']);
	const [bread, butter] = made.ingredients;

	const changed = await ask(
		updateItem('recipes', made.id, {
			servings: 1,
			ingredients: { create: [], update: [{ id: bread.id, quantity: 3 }], delete: [butter.id] },
		}, { fields: ['servings', { ingredients: ['quantity'] }] }),
	);
	assert.deepEqual(changed, { servings: 1, ingredients: [{ quantity: 3 }] });

	const ids = [bread.ingredients_id.id, butter.ingredients_id.id];
	const more = await ask(createItems('ingredients', [{ name: 'sdk jam' }], { fields: ['id'] }));
	ids.push(more[0].id);
	assert.deepEqual(await refusal(ask(updateItems('ingredients', ids, { name: 'sdk same' }))), ['RECORD_NOT_UNIQUE']);
	assert.equal((await ask(updateItems('ingredients', [ids[0]], { name: 'sdk loaf' }))).length, 1);
	const batch = await ask(updateItemsBatch('ingredients', [{ id: ids[2], name: 'sdk jelly' }], { fields: ['name'] }));
	assert.deepEqual(batch, [{ name: 'sdk jelly' }]);

	await ask(deleteItem('recipes', made.id));
	assert.deepEqual(await refusal(ask(readItem('recipes', made.id))), ['FORBIDDEN']);
	const left = await ask(readItems('recipes_ingredients', { filter: { id: { _eq: bread.id } } }));
	assert.deepEqual(left, []);
	await ask(deleteItems('ingredients', ids));
	assert.deepEqual(await ask(readItems('ingredients', { filter: { name: { _starts_with: 'sdk ' } } })), []);
});

test('a singleton is read and changed', async () => {
	const { title } = await ask(readSingleton('about'));
	assert.equal((await ask(updateSingleton('about', { title: 'Another title' }))).title, 'Another title');
	assert.equal((await ask(updateSingleton('about', { title }))).title, title);
});

test('a collection, a field and a relation are made and go again', async () => {
	const key = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } };
	await ask(createCollection({ collection: 'sdk_notes', fields: [key, { field: 'text', type: 'text' }], schema: {}, meta: {} }));
	try {
		const field = await ask(createField('sdk_notes', { field: 'country', type: 'string', schema: { max_length: 2 } }));
		assert.equal(field.schema.max_length, 2);
		await ask(createRelation({ collection: 'sdk_notes', field: 'country', related_collection: 'countries', schema: { on_delete: 'SET NULL' } }));
		const note = await ask(createItem('sdk_notes', { text: 'kia ora', country: 'NZ' }, { fields: ['text', { country: ['name'] }] }));
		assert.deepEqual(note, { text: 'kia ora', country: { name: 'New Zealand' } });
		assert.deepEqual(await refusal(ask(createItem('sdk_notes', { country: 'XX' }))), ['INVALID_FOREIGN_KEY']);
	} finally {
		await ask(deleteCollection('sdk_notes'));
	}
	assert.deepEqual(await refusal(ask(readItems('sdk_notes'))), ['FORBIDDEN']);
});
