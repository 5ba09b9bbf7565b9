import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, open, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

const choose = async (page, name) => {
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByRole('radio', { name }).click();
	await page.keyboard.press('Escape');
};
/** What lists keep of themselves isn't what these tests are about. */
const changes = (page) => writes(page).filter((request) => !request.path.startsWith('/presets'));
const moves = (page) => page.requests.filter((request) => request.path.startsWith('/utils/move'));

after(async () => {
	const presets = await api('/presets?filter[collection][_in]=recipes,categories,countries&filter[bookmark][_null]=true&fields=id');
	if (presets.length > 0) await api('/presets', { method: 'DELETE', body: presets.map((preset) => preset.id) });
});

test('a layout is remembered as a preset of the API', async () => {
	const page = await open('/content/recipes');
	const kept = page.waitForResponse((response) => response.url().includes('/presets') && response.request().method() !== 'GET');
	await choose(page, 'Cards');
	await page.getByRole('list', { name: 'Recipes' }).getByRole('listitem').first().waitFor();
	await kept;
	const [preset] = await api('/presets?filter[collection][_eq]=recipes&filter[bookmark][_null]=true&fields=layout');
	assert.equal(preset.layout, 'cards');
	await page.reload();
	await page.getByRole('list', { name: 'Recipes' }).getByRole('listitem').first().waitFor();
	await assertAccessible(page);
	await close(page);
});

test('a card changes its column with one request, by keyboard too (kanban)', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Board soup', slug: 'board-soup', status: 'draft' } });
	const page = await open('/content/recipes?search=Board%20soup');
	await choose(page, 'Board');
	const card = page.getByRole('region', { name: /^Draft:/ }).getByRole('link', { name: 'Board soup' });
	await card.focus();
	await page.keyboard.press('Alt+ArrowLeft');
	await page.getByRole('region', { name: /^Published: 1 item/ }).getByRole('link', { name: 'Board soup' }).waitFor();
	assert.deepEqual(changes(page).map((request) => [request.method, JSON.parse(request.body)]), [['PATCH', { status: 'published' }]]);
	const from = await page.getByRole('link', { name: 'Board soup' }).boundingBox();
	const to = await page.getByRole('region', { name: /^Draft:/ }).boundingBox();
	await page.mouse.move(from.x + 40, from.y + 10);
	await page.mouse.down();
	await page.mouse.move(to.x + 60, to.y + 90, { steps: 8 });
	await page.mouse.up();
	await page.getByRole('region', { name: /^Draft: 1 item/ }).waitFor();
	assert.equal(changes(page).length, 2);
	assert.equal((await api(`/items/recipes/${recipe.id}?fields=status`)).status, 'draft');
	await assertAccessible(page);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('a board by an item that is referred to has a column for each one in use, however many there are (kanban)', async () => {
	const page = await open('/content/recipes');
	await choose(page, 'Board');
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByLabel('Columns by').first().click();
	await page.getByRole('option', { name: 'Category', exact: true }).click();
	await page.keyboard.press('Escape');
	const shown = (await api('/items/recipes?aggregate[count]=*&groupBy[]=category&filter[status][_neq]=archived&limit=-1')).filter((row) => row.category !== null);
	const [named] = await api(`/items/categories?filter[id][_eq]=${shown[0].category}&fields=name`);
	const column = page.getByRole('region', { name: new RegExp(`^${named.name}: ${shown[0].count} item`) });
	await column.getByRole('listitem').first().waitFor();
	const n_shown = await page.locator('main section').evaluateAll((columns) => columns.reduce((sum, one) => sum + Number(one.querySelector('header span:last-child').textContent), 0));
	const [{ count: n_all }] = await api('/items/recipes?aggregate[count]=*&filter[status][_neq]=archived');
	const note = page.getByRole('note');
	const n_hidden = (await note.count()) > 0 ? Number.parseInt(await note.innerText()) : 0;
	assert.equal(n_shown + n_hidden, Number(n_all), 'no item goes without a word');
	await close(page);
});

test('a board shows values that are no choice any more, too (kanban)', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Odd soup', slug: 'odd-soup', status: 'forgotten' } });
	const page = await open('/content/recipes?search=Odd%20soup');
	await choose(page, 'Board');
	await page.getByRole('button', { name: /^Layout:/ }).click();
	await page.getByLabel('Columns by').first().click();
	await page.getByRole('option', { name: 'Status', exact: true }).click();
	await page.keyboard.press('Escape');
	const card = page.getByRole('region', { name: /^forgotten: 1 item/ }).getByRole('link', { name: 'Odd soup' });
	await card.focus();
	await page.keyboard.press('Alt+ArrowLeft');
	await page.getByRole('region', { name: /^forgotten/ }).waitFor({ state: 'detached' });
	assert.deepEqual(changes(page).map((request) => [request.method, JSON.parse(request.body)]), [['PATCH', { status: 'archived' }]]);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('an item moves to another day (calendar)', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Calendar cake', slug: 'calendar-cake', status: 'draft', retrieved_on: '2031-05-14' } });
	const page = await open('/content/recipes?search=Calendar%20cake');
	await choose(page, 'Calendar');
	await page.getByRole('button', { name: 'Go to May 2031' }).click();
	await page.getByRole('gridcell', { name: 'Wednesday, May 14, 2031' }).getByRole('link', { name: 'Calendar cake' }).focus();
	await page.keyboard.press('Alt+ArrowDown');
	await page.getByRole('gridcell', { name: 'Wednesday, May 21, 2031' }).getByRole('link', { name: 'Calendar cake' }).waitFor();
	assert.equal((await api(`/items/recipes/${recipe.id}?fields=retrieved_on`)).retrieved_on, '2031-05-21');
	await assertAccessible(page);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('looking at another month changes no view (calendar)', async () => {
	const view = await api('/presets', { method: 'POST', body: { bookmark: 'Month by month', collection: 'recipes', layout: 'calendar', user: null } });
	const page = await open(`/content/recipes?bookmark=${view.id}`);
	const month = page.getByRole('main').locator('h2');
	const now = await month.textContent();
	await page.getByRole('button', { name: 'Month before' }).click();
	await page.waitForURL(/month=\d{4}-\d\d/);
	await page.getByRole('heading', { name: now }).waitFor({ state: 'detached' });
	const before = await month.textContent();
	assert.equal(await page.getByRole('button', { name: 'Save view' }).count(), 0);
	await page.reload();
	await page.getByRole('heading', { name: before }).waitFor();
	await page.getByRole('button', { name: 'Today' }).click();
	await page.getByRole('heading', { name: now }).waitFor();
	await close(page);
	await api(`/presets/${view.id}`, { method: 'DELETE' });
});

test('a whole collection as a tree: moved by keyboard, and a circle refused with its reason (tree)', async () => {
	const root = await api('/items/categories', { method: 'POST', body: { name: 'Aaa root', slug: 'aaa-root', sort: 0, children: [{ name: 'Aaa one', slug: 'aaa-one', sort: 1 }, { name: 'Aaa two', slug: 'aaa-two', sort: 2, children: [{ name: 'Aaa leaf', slug: 'aaa-leaf', sort: 3 }] }] } });
	const page = await open('/content/categories');
	await choose(page, 'Tree');
	const item = (name) => page.getByRole('treeitem', { name, exact: true });
	await item('Aaa two').waitFor();
	assert.equal(page.requests.filter((request) => request.path.startsWith('/items/categories') && request.path.includes('limit=5000')).length, 1, 'the tree comes with one request');
	await item('Aaa two').focus();
	await page.keyboard.press('Alt+ArrowUp');
	await page.waitForFunction(() => document.querySelector('[aria-label="Aaa two"]')?.getAttribute('aria-posinset') === '1');
	assert.equal(moves(page).length, 1);
	await item('Aaa one').focus();
	await page.keyboard.press('Alt+ArrowRight');
	await page.waitForFunction(() => document.querySelector('[aria-label="Aaa one"]')?.getAttribute('aria-level') === '3');
	const tree = await api(`/items/categories/${root.id}?fields=children.name,children.children.name&deep[children][children][_sort]=sort`);
	assert.deepEqual(tree.children, [{ name: 'Aaa two', children: [{ name: 'Aaa leaf' }, { name: 'Aaa one' }] }]);

	const grip = await item('Aaa root').boundingBox();
	const leaf = await item('Aaa leaf').boundingBox();
	const n_before = changes(page).length;
	await item('Aaa root').hover();
	await page.mouse.move(grip.x + 18, grip.y + grip.height / 2);
	await page.mouse.down();
	await page.mouse.move(leaf.x + 60, leaf.y + leaf.height / 2 + 4, { steps: 6 });
	await page.mouse.move(leaf.x + 60, leaf.y + leaf.height / 2, { steps: 4 });
	await page.mouse.up();
	await page.getByText('“Aaa root” can\'t go below “Aaa leaf”, because that stands below it.').first().waitFor();
	assert.equal(changes(page).length, n_before);
	await assertAccessible(page);
	await close(page);
	const all = await api('/items/categories?filter[slug][_starts_with]=aaa-&fields=id');
	await api('/items/categories', { method: 'DELETE', body: all.map((one) => one.id) });
});
