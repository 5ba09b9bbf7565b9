// The relation maker, one test a kind: what it says is made is what is there afterwards, and the field works.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, holds, open, start, stop, writes } from './harness.mjs';

before(async () => {
	await start();
	for (const collection of ['workshops', 'tools']) {
		const fields = [{ field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } }, { field: 'name', type: 'string', schema: {}, meta: { interface: 'input' } }];
		await api('/collections', { method: 'POST', body: { collection, schema: {}, meta: {}, fields } });
	}
});
after(async () => {
	for (const { collection } of (await api('/collections')).filter((one) => /^workshops_/.test(one.collection))) await api(`/collections/${collection}`, { method: 'DELETE' });
	for (const collection of ['workshops', 'tools']) await api(`/collections/${collection}`, { method: 'DELETE' });
	await stop();
});

/**
 * `relation`: the stored one that tells the kind, with what must stand in it. `field`: the new field on workshops.
 * `nested`: a payload that only a working relation takes; `back`: how it is read back.
 */
const KINDS = {
	m2o: { related: 'tools', field: 'tool', relation: 'workshops/tool', holds: { related_collection: 'tools', on_delete: 'SET NULL', one_field: 'workshops' }, nested: { tool: { name: 'Saw' } }, back: ['tool.name', { tool: { name: 'Saw' } }] },
	o2m: { related: 'tools', field: 'tools', relation: 'tools/workshop', holds: { related_collection: 'workshops', on_delete: 'SET NULL', one_field: 'tools', one_deselect_action: 'nullify' }, nested: { tools: [{ name: 'Axe' }] }, back: ['tools.name', { tools: [{ name: 'Axe' }] }] },
	m2m: { related: 'tools', field: 'tools_used', typed: true, relation: 'workshops_tools/workshops_id', holds: { on_delete: 'CASCADE', one_field: 'tools_used', junction_field: 'tools_id', sort_field: 'sort', one_deselect_action: 'delete' }, nested: { tools_used: [{ tools_id: { name: 'File' } }] }, back: ['tools_used.tools_id.name', { tools_used: [{ tools_id: { name: 'File' } }] }] },
	m2a: { allowed: ['Tools', 'Headings'], field: 'blocks', relation: 'workshops_blocks/item', holds: { related_collection: null, one_allowed_collections: ['tools', 'headings'], one_collection_field: 'collection', junction_field: 'workshops_id' }, nested: { blocks: [{ collection: 'tools', item: { name: 'Vice' } }] }, back: ['blocks.collection,blocks.item:tools.name', { blocks: [{ collection: 'tools', item: { name: 'Vice' } }] }] },
	translations: { field: 'translations', relation: 'workshops_translations/languages_code', holds: { related_collection: 'languages', on_delete: 'CASCADE', junction_field: 'workshops_id' }, nested: { translations: [{ languages_code: 'de', title: 'Werkstatt' }] }, back: ['translations.title', { translations: [{ title: 'Werkstatt' }] }] },
	tree: { field: 'children', relation: 'workshops/parent', holds: { related_collection: 'workshops', one_field: 'children', sort_field: 'sort' }, nested: { children: [{ name: 'Annexe' }] }, back: ['children.name', { children: [{ name: 'Annexe' }] }] },
	'self-m2m': { field: 'related', relation: 'workshops_related/related_workshops_id', holds: { related_collection: 'workshops', on_delete: 'CASCADE', junction_field: 'workshops_id' }, nested: { related: [{ related_workshops_id: { name: 'Next door' } }] }, back: ['related.related_workshops_id.name', { related: [{ related_workshops_id: { name: 'Next door' } }] }] },
	o2o: { related: 'tools', field: 'best', typed: true, relation: 'workshops/best', holds: { related_collection: 'tools', on_delete: 'SET NULL' }, unique: true, nested: { best: { name: 'Plane' } }, back: ['best.name', { best: { name: 'Plane' } }] },
	file: { field: 'file', relation: 'workshops/file', holds: { related_collection: 'directus_files' }, nested: { file: null }, back: ['file', { file: null }] },
	image: { field: 'image', relation: 'workshops/image', holds: { related_collection: 'directus_files' }, nested: { image: null }, back: ['image', { image: null }] },
	files: { field: 'files', relation: 'workshops_files/directus_files_id', holds: { related_collection: 'directus_files', on_delete: 'CASCADE', junction_field: 'workshops_id' }, nested: { files: [] }, back: ['files', { files: [] }] },
	user: { field: 'user', relation: 'workshops/user', holds: { related_collection: 'directus_users' }, nested: { user: null }, back: ['user', { user: null }] },
};

for (const [kind, { related, allowed, field, typed, relation, holds: stored, unique, nested, back }] of Object.entries(KINDS)) {
	test(`a relation is made as it was shown (${kind})`, async () => {
		const page = await open(`/model/workshops/relation/${kind}${related ? `?related=${related}` : ''}`);
		for (const name of allowed ?? []) {
			await page.getByLabel('Items may come from').first().click();
			await page.getByRole('option', { name, exact: true }).click();
		}
		if (typed) await page.getByRole('textbox', { name: 'Field in Workshops' }).fill(field);
		await holds(page.getByRole('textbox', { name: 'Field in Workshops' }).first(), field);
		const make = page.getByRole('button', { name: 'Make it' });
		const [table, column] = relation.split('/');
		await page.getByText(`${table}.${column}`, { exact: true }).first().waitFor();
		assert.deepEqual(writes(page), [], 'nothing is made before it is wanted');
		await make.click();
		await page.waitForURL(/\/model\/workshops$/);
		const { related_collection, meta, schema } = await api(`/relations/${relation}`);
		const there = { related_collection, on_delete: schema?.on_delete, ...meta };
		assert.deepEqual(Object.fromEntries(Object.keys(stored).map((key) => [key, there[key]])), stored);
		if (unique) assert.equal((await api(`/fields/${relation}`)).schema.is_unique, true);
		const { id } = await api('/items/workshops', { method: 'POST', body: { name: kind, ...nested } });
		assert.deepEqual(await api(`/items/workshops/${id}?fields=${back[0]}`), back[1]);
		await close(page);
	});
}

test('a template and fields of the link are made along with a relation', async () => {
	const page = await open('/model/workshops/relation/m2m?related=ingredients');
	await page.getByRole('button', { name: 'Field', exact: true }).click();
	await page.getByRole('textbox', { name: 'Name of the field' }).fill('quantity');
	await page.getByRole('textbox', { name: 'How an item reads' }).fill('{{quantity}} {{ingredients_id.name}}');
	await page.getByRole('button', { name: 'Make it' }).click();
	await page.waitForURL(/\/model\/workshops$/);
	assert.equal((await api('/fields/workshops/ingredients')).meta.options.template, '{{quantity}} {{ingredients_id.name}}');
	assert.equal((await api('/fields/workshops_ingredients/quantity')).type, 'string');
	await close(page);
	await api('/fields/ingredients/workshops', { method: 'DELETE' });
});

test('every name and every rule of a relation can be chosen, and what is shown is what is made', async () => {
	const page = await open('/model/workshops/relation/m2m?related=tools');
	const names = { 'Field in Workshops': 'kit', 'Field in Tools': 'used_at', 'Field that keeps the order': 'place', 'Its name': 'workshops_kits', 'Key of Workshops': 'shop', 'Key of Tools': 'tool_key' };
	for (const [label, name] of Object.entries(names)) await page.getByRole('textbox', { name: label }).fill(name);
	const choose = async (label, option) => {
		await page.getByRole('combobox', { name: label }).click();
		await page.getByRole('option', { name: option }).click();
	};
	await choose('When an item of Workshops is deleted', /^Refuse|refus/i);
	await choose('When something is taken out of the list', /^Keep/);
	const picture = page.getByRole('img', { name: /An item of Workshops has any number of Tools/ });
	for (const name of ['kit', 'used_at', 'place', 'shop', 'tool_key']) await picture.getByText(name, { exact: true }).first().waitFor({ state: 'attached' });
	for (const made of ['workshops_kits.shop', 'workshops_kits.tool_key', 'workshops_kits.place', 'workshops.kit', 'tools.used_at']) await page.getByRole('listitem').getByText(made, { exact: true }).first().waitFor();
	await page.getByRole('button', { name: 'Make it' }).click();
	await page.waitForURL(/\/model\/workshops$/);
	const shop = await api('/relations/workshops_kits/shop');
	assert.deepEqual([shop.related_collection, shop.schema.on_delete, shop.meta.one_field, shop.meta.junction_field, shop.meta.sort_field, shop.meta.one_deselect_action], ['workshops', 'NO ACTION', 'kit', 'tool_key', 'place', 'nullify']);
	const tool = await api('/relations/workshops_kits/tool_key');
	assert.deepEqual([tool.related_collection, tool.schema.on_delete, tool.meta.one_field, tool.meta.junction_field], ['tools', 'CASCADE', 'used_at', 'shop']);
	await close(page);
});

test('the two ends of a relation within one collection have names of their own', async () => {
	const page = await open('/model/workshops/relation/self-m2m');
	await page.getByRole('textbox', { name: 'Key of the item' }).waitFor();
	await page.getByRole('textbox', { name: 'Key of the related item' }).waitFor();
	assert.equal(await page.getByText('When an item of Workshops is deleted, only its links').count(), 1);
	await close(page);
});
