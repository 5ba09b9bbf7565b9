import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, holds, open, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

const items = (page) => writes(page).filter((request) => request.path.startsWith('/items'));
const kept = (page) => page.waitForResponse((response) => response.url().includes('/presets') && response.request().method() !== 'GET');
const headings = (page) => page.getByRole('columnheader').locator('button[title]').evaluateAll((all) => all.map((one) => one.getAttribute('title')));

after(async () => {
	const presets = await api('/presets?filter[collection][_in]=recipes,cities,pages,countries&fields=id');
	if (presets.length > 0) await api('/presets', { method: 'DELETE', body: presets.map((preset) => preset.id) });
});

test('columns are moved and made wider by keyboard, and stay so', async () => {
	const page = await open('/content/cities');
	await page.getByRole('columnheader', { name: 'Country' }).waitFor();
	const before = await headings(page);
	await page.getByRole('button', { name: before[1], exact: true }).focus();
	await page.keyboard.press('Alt+ArrowRight');
	await page.waitForFunction((name) => document.querySelectorAll('[role=columnheader] button[title]')[2]?.getAttribute('title') === name, before[1]);
	const edge = page.getByRole('separator', { name: `Width of ${before[0]}` });
	const width = (await page.getByRole('columnheader', { name: before[0] }).boundingBox()).width;
	const stored = kept(page);
	await edge.focus();
	await page.keyboard.press('ArrowRight');
	await stored;
	await page.reload();
	await page.getByRole('columnheader', { name: 'Country' }).waitFor();
	assert.deepEqual((await headings(page)).slice(0, 3), [before[0], before[2], before[1]]);
	assert.equal(Math.round((await page.getByRole('columnheader', { name: before[0] }).boundingBox()).width), Math.round(width) + 16);
	await assertAccessible(page);
	await close(page);
});

test('columns through relations show names and counts, and no row asks anything', async () => {
	const page = await open('/content/countries');
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('button', { name: 'Fields of Region' }).click();
	await page.getByRole('checkbox', { name: 'Parent', exact: true }).check();
	await page.keyboard.press('Escape');
	await page.getByRole('columnheader', { name: 'Region › Parent' }).waitFor();
	await page.getByRole('gridcell', { name: 'Southern Europe' }).first().waitFor();
	const reads = page.requests.filter((request) => request.path.startsWith('/items/') && request.path.includes('limit='));
	assert.ok(reads.length <= 3, reads.map((request) => request.path).join('\n'));
	assert.ok(reads.every((request) => request.path.startsWith('/items/countries?')), 'all names come along');
	await close(page);
});

test('a view is saved for oneself, stands in the navigation, and goes back to what was saved', async () => {
	const page = await open('/content/cities');
	await page.getByRole('textbox', { name: 'Search' }).fill('Wellington');
	await page.waitForURL(/search=Wellington/);
	await page.getByText('1 item', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Views' }).click();
	await page.getByRole('menuitem', { name: 'Save this view…' }).click();
	await page.getByRole('textbox', { name: 'Name of the view' }).fill('Test capitals');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	const link = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Test capitals' });
	await link.waitFor();
	const [preset] = await api('/presets?filter[bookmark][_eq]=Test capitals&fields=id,search,user,role,layout');
	assert.equal(preset.search, 'Wellington');
	assert.ok(preset.user);
	await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Cities', exact: true }).click();
	await page.getByRole('heading', { name: 'Cities', exact: true }).waitFor();
	await holds(page.getByRole('textbox', { name: 'Search' }), '');
	await link.click();
	await page.getByRole('heading', { name: 'Test capitals' }).waitFor();
	await holds(page.getByRole('textbox', { name: 'Search' }), 'Wellington');
	await page.getByRole('textbox', { name: 'Search' }).fill('Auckland');
	await page.waitForURL(/search=Auckland/);
	await page.getByRole('button', { name: 'Save view' }).waitFor();
	await page.getByRole('button', { name: 'Views', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Discard changes of this view' }).click();
	await page.getByRole('button', { name: 'Save view' }).waitFor({ state: 'detached' });
	await page.waitForURL((at) => !at.search.includes('Auckland'));
	await holds(page.getByRole('textbox', { name: 'Search' }), 'Wellington');
	await page.getByRole('button', { name: 'Views', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Delete view' }).click();
	await page.getByRole('dialog', { name: 'Delete “Test capitals”?' }).getByRole('button', { name: 'Delete' }).click();
	await link.waitFor({ state: 'detached' });
	assert.equal((await api('/presets?filter[bookmark][_eq]=Test capitals')).length, 0);
	await close(page);
});

test('links of several items are added once, and removed again, with one request each', async () => {
	const made = await api('/items/recipes', { method: 'POST', body: [{ title: 'Bulk one', slug: 'bulk-one', status: 'draft', ingredients: [{ ingredients_id: 1 }] }, { title: 'Bulk two', slug: 'bulk-two', status: 'draft' }] });
	const links = async () => (await api(`/items/recipes_ingredients?filter[recipes_id][_in]=${made.map((one) => one.id).join()}&fields=recipes_id,ingredients_id&sort=recipes_id,ingredients_id`)).map((row) => [made.findIndex((one) => one.id === row.recipes_id), row.ingredients_id]);
	const [ingredient] = await api('/items/ingredients?filter[id][_eq]=1&fields=name');
	const page = await open('/content/recipes?search=Bulk');
	const edit = async (mode) => {
		await page.getByRole('checkbox', { name: 'Select all' }).check();
		await page.getByRole('button', { name: 'Edit', exact: true }).click();
		const dialog = page.getByRole('dialog');
		// A dialog takes the focus when it has opened: nobody may be typing by then.
		await dialog.locator(':focus').waitFor();
		const group = dialog.getByRole('group', { name: 'Ingredients', exact: true });
		await group.getByText(mode, { exact: true }).click();
		await group.getByRole('textbox').click();
		await page.keyboard.type(ingredient.name);
		await page.getByRole('option', { name: ingredient.name, exact: true }).click();
		await page.keyboard.press('Escape');
		await page.getByRole('button', { name: 'Change 2 items' }).click();
		await page.getByRole('dialog').waitFor({ state: 'detached' });
	};
	await page.getByRole('link', { name: 'Bulk one' }).waitFor();
	await edit('Add');
	assert.deepEqual(await links(), [[0, 1], [1, 1]]);
	await edit('Remove');
	assert.deepEqual(await links(), []);
	assert.equal(items(page).length, 2);
	await close(page);
	await api('/items/recipes', { method: 'DELETE', body: made.map((one) => one.id) });
});

/** Selects all that the list shows, and opens the form that changes them alike. */
async function editAll(page) {
	await page.getByRole('checkbox', { name: 'Select all' }).check();
	await page.getByRole('button', { name: 'Edit', exact: true }).click();
	const dialog = page.getByRole('dialog');
	// A dialog takes the focus when it has opened: nobody may be typing by then.
	await dialog.locator(':focus').waitFor();
	const group = (name) => dialog.getByRole('group', { name, exact: true });
	return {
		group,
		mode: (name, mode) => group(name).getByText(mode, { exact: true }).click(),
		pick: async (name, text) => {
			await group(name).getByRole('textbox', { name: `Items for ${name}` }).click();
			await page.keyboard.type(text);
			await page.getByRole('option', { name: text, exact: true }).click();
			await page.keyboard.press('Escape');
		},
		done: async (count) => {
			await dialog.getByRole('button', { name: `Change ${count}` }).click();
			await dialog.waitFor({ state: 'detached' });
		},
	};
}

test('many items are offered what one item would be: its field says what can be picked', async () => {
	const { options } = (await api('/fields/recipes/ingredients')).meta;
	await api('/fields/recipes/ingredients', { method: 'PATCH', body: { meta: { options: { ...options, filter: { name: { _starts_with: '{{source}}' } } } } } });
	const page = await open('/content/recipes?limit=2');
	await page.getByRole('row').nth(2).waitFor();
	const { group, mode } = await editAll(page);
	const dialog = page.getByRole('dialog');
	const input = group('Ingredients').getByRole('textbox');
	const offered = async (text) => {
		await input.click();
		await page.keyboard.type(text);
		await page.getByRole('option').or(page.getByText('Nothing found', { exact: true })).first().waitFor();
	};
	await dialog.getByRole('textbox', { name: 'Source', exact: true }).fill('s');
	await offered('salt');
	await page.getByRole('option', { name: 'salt', exact: true }).waitFor();
	await eventually(async () => (await page.getByRole('option').allInnerTexts()).filter((name) => !name.startsWith('s')), []);
	await page.keyboard.press('Escape');
	await dialog.getByRole('textbox', { name: 'Source', exact: true }).fill('sugar');
	await offered('salt');
	await page.getByText('Nothing found', { exact: true }).waitFor();
	await page.keyboard.press('Escape');
	// What is there can be taken away, whatever may be picked by now.
	await mode('Ingredients', 'Remove');
	await offered('salt');
	await page.getByRole('option', { name: 'salt', exact: true }).waitFor();
	assert.deepEqual(items(page), []);
	await page.context().close();
	await api('/fields/recipes/ingredients', { method: 'PATCH', body: { meta: { options } } });
});

test('items that belong to several are removed from them, and added to a single one, with one request each', async () => {
	const made = await api('/items/categories', { method: 'POST', body: ['one', 'two'].map((name) => ({ name: `Shelf ${name}`, slug: `shelf-${name}` })) });
	const recipes = await api('/items/recipes', { method: 'POST', body: ['Porridge', 'Pottage', 'Pudding'].map((title, index) => ({ title: `Shelved ${title}`, slug: `shelved-${index}`, status: 'draft', category: made[Math.min(index, 1)].id })) });
	const places = async () => (await api(`/items/recipes?filter[id][_in]=${recipes.map((one) => one.id).join()}&fields=category&sort=id`)).map((one) => made.findIndex((shelf) => shelf.id === one.category));
	assert.deepEqual(await places(), [0, 1, 1]);
	const page = await open('/content/categories?search=Shelf');
	await page.getByRole('link', { name: 'Shelf two' }).waitFor();
	let form = await editAll(page);
	assert.equal(await form.group('Recipes').getByText('Add', { exact: true }).count(), 0, 'one item belongs to one');
	await form.pick('Recipes', 'Shelved Porridge');
	await form.pick('Recipes', 'Shelved Pottage');
	await form.done('2 items');
	assert.deepEqual(await places(), [-1, -1, 1]);
	form = await editAll(page);
	await form.mode('Recipes', 'Remove all');
	await form.done('2 items');
	assert.deepEqual(await places(), [-1, -1, -1]);
	assert.equal(items(page).length, 2);
	await close(page);
	const one = await open('/content/categories?search=Shelf%20one');
	await one.getByRole('link', { name: 'Shelf one' }).waitFor();
	form = await editAll(one);
	await form.mode('Recipes', 'Add');
	await form.pick('Recipes', 'Shelved Porridge');
	await form.pick('Recipes', 'Shelved Pudding');
	await form.done('1 item');
	assert.deepEqual(await places(), [0, -1, 0]);
	form = await editAll(one);
	await form.mode('Recipes', 'Replace');
	await form.pick('Recipes', 'Shelved Pottage');
	await form.done('1 item');
	assert.deepEqual(await places(), [-1, 0, -1]);
	assert.equal(items(one).length, 2);
	await close(one);
	await api('/items/recipes', { method: 'DELETE', body: recipes.map((recipe) => recipe.id) });
	await api('/items/categories', { method: 'DELETE', body: made.map((shelf) => shelf.id) });
});

test('blocks of any kind are added to several pages at their end, removed and replaced, with one request each', async () => {
	const heading = await api('/items/headings', { method: 'POST', body: { text: 'Bulk heading', level: 2 } });
	const [quote] = await api('/items/headings', { method: 'POST', body: [{ text: 'Bulk other', level: 3 }] });
	// Keys are random, and what was made is answered in their order.
	const made = (await api('/items/pages', { method: 'POST', body: [{ title: 'Bulky one', slug: 'bulky-one', status: 'draft', blocks: [{ collection: 'headings', item: { text: 'First', level: 2 }, sort: 1 }] }, { title: 'Bulky two', slug: 'bulky-two', status: 'draft' }] })).toSorted((a, b) => a.slug.localeCompare(b.slug));
	const blocks = async () => Promise.all(made.map(async ({ id }) => (await api(`/items/pages/${id}?fields=blocks.item:headings.text&deep[blocks][_sort]=sort`)).blocks.map((block) => block.item.text)));
	const page = await open('/content/pages?search=Bulky');
	await page.getByRole('link', { name: 'Bulky two' }).waitFor();
	const change = async (mode, ...texts) => {
		const form = await editAll(page);
		await form.mode('Blocks', mode);
		await form.group('Blocks').getByRole('combobox').click();
		await page.getByRole('option', { name: 'Headings', exact: true }).click();
		for (const text of texts) await form.pick('Blocks', text);
		await form.done('2 items');
	};
	await change('Add', 'Bulk heading');
	assert.deepEqual(await blocks(), [['First', 'Bulk heading'], ['Bulk heading']]);
	await change('Remove', 'Bulk heading');
	assert.deepEqual(await blocks(), [['First'], []]);
	await change('Replace', 'Bulk other', 'Bulk heading');
	assert.deepEqual(await blocks(), [['Bulk other', 'Bulk heading'], ['Bulk other', 'Bulk heading']]);
	assert.equal(items(page).length, 3);
	assert.equal(page.requests.filter((request) => request.method === 'SEARCH').length, 3);
	await close(page);
	await api('/items/pages', { method: 'DELETE', body: made.map((one) => one.id) });
	await api('/items/headings', { method: 'DELETE', body: [heading.id, quote.id] });
});

test('files of the library are added to several items, with one request', async () => {
	const junction = 'recipes_pictures';
	const key = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } };
	await api('/collections', { method: 'POST', body: { collection: junction, schema: {}, meta: { hidden: true }, fields: [key, { field: 'recipes_id', type: 'integer', schema: {} }, { field: 'file', type: 'uuid', schema: {} }] } });
	await api('/fields/recipes', { method: 'POST', body: { field: 'pictures', type: 'alias', schema: null, meta: { special: ['files'], interface: 'files' } } });
	await api('/relations', { method: 'POST', body: { collection: junction, field: 'recipes_id', related_collection: 'recipes', meta: { one_field: 'pictures', junction_field: 'file', one_deselect_action: 'delete' }, schema: { on_delete: 'CASCADE' } } });
	await api('/relations', { method: 'POST', body: { collection: junction, field: 'file', related_collection: 'directus_files', meta: { junction_field: 'recipes_id' }, schema: { on_delete: 'CASCADE' } } });
	const page = await open('/content/recipes?filter={"id":{"_lte":2}}');
	await page.getByRole('row').nth(2).waitFor();
	const form = await editAll(page);
	await form.group('Pictures').getByRole('button', { name: 'Pictures: Browse the library' }).click();
	const library = page.getByRole('dialog', { name: 'Pictures' });
	for (const nth of [0, 1]) await library.getByRole('checkbox').nth(nth).check();
	await library.getByRole('button', { name: 'Choose 2 files' }).click();
	await library.waitFor({ state: 'detached' });
	const count = (await api('/items/recipes?filter[id][_lte]=2&fields=id')).length;
	await form.done(`${count} item`);
	const rows = await api(`/items/${junction}?fields=recipes_id`);
	assert.equal(rows.length, 2 * count);
	assert.equal(items(page).length, 1);
	await close(page);
	await api('/fields/recipes/pictures', { method: 'DELETE' });
	await api(`/collections/${junction}`, { method: 'DELETE' });
});

test('all that a filter finds is archived and brought back by query', async () => {
	const made = await api('/items/recipes', { method: 'POST', body: [1, 2, 3].map((n) => ({ title: `Archive me ${n}`, slug: `archive-me-${n}`, status: 'published' })) });
	const page = await open('/content/recipes?search=Archive%20me&archived=1');
	await page.getByRole('link', { name: 'Archive me 1' }).waitFor();
	const states = async () => (await api('/items/recipes?search=Archive me&fields=status')).map((one) => one.status);
	await page.getByRole('checkbox', { name: 'Select all' }).check();
	await page.getByRole('button', { name: 'Archive', exact: true }).click();
	await page.getByRole('region', { name: 'Selected items' }).waitFor({ state: 'detached' });
	assert.deepEqual(await states(), ['archived', 'archived', 'archived']);
	assert.ok(JSON.parse(items(page)[0].body).query, 'by query, not by keys');
	await page.getByRole('checkbox', { name: 'Select all' }).check();
	await page.getByRole('button', { name: 'Bring back' }).click();
	await page.getByRole('region', { name: 'Selected items' }).waitFor({ state: 'detached' });
	assert.deepEqual(await states(), ['draft', 'draft', 'draft']);
	await close(page);
	await api('/items/recipes', { method: 'DELETE', body: made.map((one) => one.id) });
});

test('an item is archived and brought back on its page, and what is staged stays', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Old soup', slug: 'old-soup', status: 'published' } });
	const page = await open(`/content/recipes/${recipe.id}`);
	await page.locator('[data-field=title] input').fill('Older soup');
	const act = async (name, said) => {
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name }).click();
		await page.getByRole('alert').getByText(said, { exact: true }).waitFor();
	};
	await act('Archive', 'Archived');
	assert.deepEqual(await api(`/items/recipes/${recipe.id}?fields=status,title`), { status: 'archived', title: 'Old soup' });
	await act('Bring back', 'Brought back');
	assert.deepEqual(await api(`/items/recipes/${recipe.id}?fields=status,title`), { status: 'draft', title: 'Old soup' });
	// Its own change is none of somebody else's.
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Saved', { exact: true }).waitFor();
	assert.equal((await api(`/items/recipes/${recipe.id}?fields=title`)).title, 'Older soup');
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('rows are put in order by keyboard and to a position, also beyond what is in view', async () => {
	const order = async () => (await api('/items/languages?fields=code&sort=sort')).map((one) => one.code);
	const before = await order();
	const page = await open('/content/languages');
	const grips = page.getByRole('button', { name: /^Move / });
	const shown = async () => page.locator('[data-grip]').evaluateAll((all) => all.slice(0, 2).map((grip) => grip.getAttribute('data-grip')));
	await eventually(shown, before.slice(0, 2));
	await grips.nth(1).press('Alt+ArrowUp');
	await page.getByText('Moved', { exact: true }).waitFor({ state: 'attached' });
	assert.deepEqual(await order(), [before[1], before[0], ...before.slice(2)]);
	await eventually(shown, [before[1], before[0]]);
	await grips.first().click();
	await page.getByRole('menuitem', { name: 'To a position…' }).click();
	await page.getByRole('textbox', { name: 'Position' }).fill('2');
	await page.getByRole('button', { name: 'Move', exact: true }).click();
	await eventually(shown, before.slice(0, 2));
	assert.deepEqual(await order(), before);
	await close(page);
});

test('what is listed is exported by the server', async () => {
	const page = await open('/content/cities?search=Wellington');
	await page.getByRole('button', { name: 'Export and import' }).click();
	await page.getByRole('menuitem', { name: 'Export…' }).click();
	const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
	assert.match(download.suggestedFilename(), /^cities.*\.csv$/);
	const chunks = [];
	for await (const chunk of await download.createReadStream()) chunks.push(chunk);
	assert.match(Buffer.concat(chunks).toString(), /Wellington/);
	await close(page);
});

test('an export says how far it is, can be given up, and tells why it is refused', async () => {
	const page = await open('/content/cities');
	const begin = async () => {
		await page.getByRole('button', { name: 'Export and import' }).click();
		await page.getByRole('menuitem', { name: 'Export…' }).click();
		await page.getByRole('button', { name: 'Download' }).click();
	};
	let answer = () => {};
	await page.route(/export=csv/, async (route) => {
		await new Promise((resolve) => (answer = resolve));
		await route.fulfill({ status: 400, json: { errors: [{ message: 'The file would be too long.', extensions: { code: 'INVALID_QUERY' } }] } }).catch(() => {});
	});
	await begin();
	const dialog = page.getByRole('dialog', { name: 'Export…' });
	await dialog.getByText('0 B received…').waitFor();
	await assertAccessible(page, 'an export');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await dialog.waitFor({ state: 'detached' });
	answer();
	await begin();
	await dialog.getByText('0 B received…').waitFor();
	answer();
	await dialog.getByText('Nothing was exported').waitFor();
	await dialog.getByText('The file would be too long.').waitFor();
	await close(page);
});

test('many items are offered what fits a value that all of them have; where they differ, that is said', async () => {
	const fields = ['ingredients', 'category'];
	const before = new Map();
	for (const field of fields) {
		before.set(field, (await api(`/fields/recipes/${field}`)).meta.options);
		await api(`/fields/recipes/${field}`, { method: 'PATCH', body: { meta: { options: { ...before.get(field), filter: { name: { _starts_with: '{{source}}' } } } } } });
	}
	const made = await api('/items/recipes', { method: 'POST', body: ['sugar', 'sugar', 'salt'].map((source, index) => ({ title: `Alike ${source}`, slug: `alike-${index}-${Date.now()}`, status: 'draft', source })) });
	const page = await open('/content/recipes?search=Alike%20sugar');
	await page.getByRole('row').nth(2).waitFor();
	const { group } = await editAll(page);
	const dialog = page.getByRole('dialog');
	const offered = async (input) => {
		await input.click();
		await page.getByRole('option').or(page.getByText('Nothing found', { exact: true })).first().waitFor();
		return page.getByRole('option').allInnerTexts();
	};
	const note = 'The selected items differ in Source: the choice isn\'t narrowed by it.';
	await eventually(async () => (await offered(group('Ingredients').getByRole('textbox'))).filter((name) => !name.startsWith('sugar')), []);
	await page.getByRole('option', { name: 'sugar', exact: true }).waitFor();
	assert.equal(await dialog.getByText(note, { exact: true }).count(), 0);
	await page.keyboard.press('Escape');
	await page.context().close();

	const mixed = await open('/content/recipes?search=Alike%20s');
	await mixed.getByRole('row').nth(3).waitFor();
	await editAll(mixed);
	const notes = mixed.getByRole('dialog').getByText(note, { exact: true });
	await eventually(() => notes.count(), 2);
	const input = mixed.getByRole('dialog').getByRole('textbox', { name: 'Items for Ingredients' });
	await input.fill('salt');
	await mixed.getByRole('option', { name: 'salt', exact: true }).waitFor();
	await mixed.keyboard.press('Escape');
	await assertAccessible(mixed);
	// What is entered in the form counts for all of them.
	await mixed.getByRole('dialog').getByRole('textbox', { name: 'Source', exact: true }).fill('sugar');
	await eventually(() => notes.count(), 0);
	await input.fill('salt');
	await mixed.getByText('Nothing found', { exact: true }).waitFor();
	await mixed.context().close();
	await api('/items/recipes', { method: 'DELETE', body: made.map((one) => one.id) });
	for (const field of fields) await api(`/fields/recipes/${field}`, { method: 'PATCH', body: { meta: { options: before.get(field) } } });
});
