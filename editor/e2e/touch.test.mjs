// A finger drags what the mouse drags, and still scrolls.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, eventually, open, save, start, stop, swipe, writes } from './harness.mjs';

const PHONE = { width: 390, height: 844, isTouched: true };
const HOLD = { hold_ms: 400 };
before(start);
after(stop);

after(async () => {
	const presets = await api('/presets?filter[collection][_in]=recipes,categories&filter[bookmark][_null]=true&fields=id');
	if (presets.length > 0) await api('/presets', { method: 'DELETE', body: presets.map((preset) => preset.id) });
});

test('a row of a list is put elsewhere by its handle', async () => {
	const some = await api('/items/ingredients?limit=3&sort=id&fields=id,name');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Touched', slug: `touched-${Date.now()}`, status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, sort: index + 1 })) } });
	const page = await open(`/content/recipes/${recipe.id}`, PHONE);
	const rows = page.locator('[data-field=ingredients] li');
	await rows.nth(2).waitFor();
	await rows.nth(2).scrollIntoViewIfNeeded();
	await swipe(page, rows.nth(2).getByRole('button', { name: /^Move / }), rows.nth(0));
	await rows.nth(0).getByText('Moved', { exact: true }).waitFor();
	await save(page);
	const saved = await api(`/items/recipes/${recipe.id}?fields=ingredients.ingredients_id&deep[ingredients][_sort]=sort`);
	assert.deepEqual(saved.ingredients.map((row) => row.ingredients_id), [some[2].id, some[0].id, some[1].id]);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('a block is put elsewhere by its handle', async () => {
	const blocks = [1, 2, 3, 4, 5].map((number) => ({ collection: 'headings', sort: number, item: { text: `Heading ${number}`, level: 2 } }));
	const item = await api('/items/pages', { method: 'POST', body: { title: 'Touched', slug: `touched-${Date.now()}`, status: 'draft', blocks } });
	const page = await open(`/content/pages/${item.id}`, PHONE);
	const handle = (number) => page.getByRole('button', { name: `Move Heading ${number}`, exact: true });
	await handle(5).scrollIntoViewIfNeeded();
	await swipe(page, handle(5), handle(3));
	await page.getByRole('region', { name: '3: Headings', exact: true }).getByText('Moved', { exact: true }).waitFor();
	await save(page);
	const saved = await api(`/items/pages/${item.id}?fields=blocks.item:headings.text&deep[blocks][_sort]=sort`);
	assert.deepEqual(saved.blocks.map((block) => block.item.text), [1, 2, 5, 3, 4].map((number) => `Heading ${number}`));
	await close(page);
	await api(`/items/pages/${item.id}`, { method: 'DELETE' });
});

test('a branch of a tree goes below another, in a form and in a list', async () => {
	const leaf = (name, sort, children = []) => ({ name, slug: `${name.toLowerCase().replaceAll(' ', '-')}-${Date.now()}`, sort, children });
	const root = await api('/items/categories', { method: 'POST', body: leaf('Aab trunk', 0, [leaf('Aab ash', 1), leaf('Aab birch', 2), leaf('Aab cedar', 3)]) });
	const page = await open(`/content/categories/${root.id}`, PHONE);
	const line = (name) => page.getByRole('group', { name: 'Children' }).locator('[data-row]', { has: page.getByRole('button', { name, exact: true }) });
	await line('Aab cedar').scrollIntoViewIfNeeded();
	await swipe(page, line('Aab cedar').locator('[aria-hidden] >> nth=0'), line('Aab birch'));
	await line('Aab cedar').getByText('Moved', { exact: true }).waitFor();
	await save(page);
	const read = () => api(`/items/categories/${root.id}?fields=children.name,children.children.name&deep[children][_sort]=sort`);
	assert.deepEqual((await read()).children, [{ name: 'Aab ash', children: [] }, { name: 'Aab birch', children: [{ name: 'Aab cedar' }] }]);

	await page.goto(page.url().replace(/categories.*/, 'categories'));
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByRole('radio', { name: 'Tree' }).click();
	await page.keyboard.press('Escape');
	const item = (name) => page.getByRole('treeitem', { name, exact: true });
	await item('Aab ash').waitFor();
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
	await swipe(page, item('Aab cedar').locator('[aria-hidden] >> nth=0'), item('Aab ash'));
	await eventually(async () => (await read()).children, [{ name: 'Aab ash', children: [{ name: 'Aab cedar' }] }, { name: 'Aab birch', children: [] }]);
	await close(page);
	const all = await api('/items/categories?filter[name][_starts_with]=Aab&fields=id');
	await api('/items/categories', { method: 'DELETE', body: all.map((one) => one.id) });
});

test('a card that is held goes to another column; a swipe over it scrolls, and letting it go again opens nothing', async () => {
	const made = await api('/items/recipes', { method: 'POST', body: Array.from({ length: 30 }, (_, index) => ({ title: `Held soup ${String(index + 1).padStart(2, '0')}`, slug: `held-soup-${index}-${Date.now()}`, status: 'draft' })) });
	const page = await open('/content/recipes?search=Held%20soup', PHONE);
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByRole('radio', { name: 'Board' }).click();
	await page.keyboard.press('Escape');
	const draft = page.getByRole('region', { name: /^Draft:/ });
	await draft.scrollIntoViewIfNeeded();
	const cards = draft.getByRole('listitem');
	await cards.nth(29).waitFor();
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
	const list = draft.locator('ul').locator('..');
	const top = () => list.evaluate((element) => element.scrollTop);
	const changes = () => writes(page).filter((request) => !request.path.startsWith('/presets')).length;
	const { x, y, height } = await list.boundingBox();
	await swipe(page, { x: x + 80, y: y + height * 0.6 }, { x: x + 80, y: y + 20 });
	assert.ok((await top()) > 50, 'a finger scrolls');
	assert.equal(changes(), 0);

	const before = page.url();
	const card = { x: x + 80, y: y + height * 0.3 };
	await swipe(page, card, card, HOLD);
	await page.locator('[data-dragged]').waitFor({ state: 'detached' });
	assert.equal(page.url(), before);

	const published = page.getByRole('region', { name: /^Published:/ });
	const target = await published.boundingBox();
	await swipe(page, card, { x: Math.max(30, Math.min(360, target.x + target.width / 2)), y: target.y + 80 }, HOLD);
	await page.getByRole('region', { name: /^Published: 1 item/ }).waitFor();
	assert.equal(changes(), 1);
	await close(page);
	await api('/items/recipes', { method: 'DELETE', body: made.map((one) => one.id) });
});

test('an item that is held goes to another day, and a column that is held elsewhere in its table', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Held cake', slug: `held-cake-${Date.now()}`, status: 'draft', retrieved_on: '2031-05-14' } });
	const page = await open('/content/recipes?search=Held%20cake', { width: 1024, height: 900, isTouched: true });
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByRole('radio', { name: 'Table' }).click();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
	const heads = page.getByRole('columnheader').locator('button[title]');
	const titles = () => heads.evaluateAll((all) => all.map((one) => one.title));
	await heads.nth(2).waitFor();
	const [first, second, ...others] = await titles();
	await swipe(page, heads.nth(0), heads.nth(1), HOLD);
	await eventually(titles, [second, first, ...others]);
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByRole('radio', { name: 'Calendar' }).click();
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Go to May 2031' }).click();
	const day = (name) => page.getByRole('gridcell', { name });
	const entry = day('Wednesday, May 14, 2031').getByRole('link', { name: 'Held cake' });
	await entry.waitFor();
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
	await swipe(page, entry, day('Friday, May 16, 2031'), HOLD);
	await day('Friday, May 16, 2031').getByRole('link', { name: 'Held cake' }).waitFor();
	await eventually(async () => (await api(`/items/recipes/${recipe.id}?fields=retrieved_on`)).retrieved_on, '2031-05-16');
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});
