// A key draws what it is typed into, and nothing of the rows, blocks and texts beside it. Counted, not timed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, open, quiet, start, stop } from './harness.mjs';

before(start);
after(stop);

/** React hangs the attributes of its last drawing to each element: another object for each that was drawn anew. */
function remember(elements) {
	const nameOf = (element) => Object.keys(element).find((name) => name.startsWith('__reactProps$'));
	globalThis.drawn = elements.map((part) => [part, ...part.querySelectorAll('*')].filter(nameOf).map((element) => [element, element[nameOf(element)]]));
	globalThis.countDrawn = () => globalThis.drawn.map((part) => part.filter(([element, props]) => !element.isConnected || element[nameOf(element)] !== props).length);
	globalThis.written = 0;
	const observer = new MutationObserver((changes) => (globalThis.written += changes.length));
	// The first one is typed into.
	for (const part of elements.slice(1)) observer.observe(part, { subtree: true, childList: true, attributes: true, characterData: true });
	return globalThis.drawn.map((part) => part.length);
}

/** Types into `input`, which is in the first of `parts`. The first key marks the part as changed and isn't counted. */
async function assertOnlyFirstIsDrawn(page, parts, input) {
	await input.pressSequentially('1');
	await quiet(page);
	const sizes = await parts.evaluateAll(remember);
	assert.ok(sizes.length > 1 && sizes.every((size) => size > 0), `parts with elements: ${sizes}`);
	await input.pressSequentially('23');
	await page.waitForFunction(() => globalThis.countDrawn()[0] > 0);
	await quiet(page);
	const [, ...others] = await page.evaluate(() => globalThis.countDrawn());
	assert.deepEqual(others, others.map(() => 0), 'elements that were drawn anew');
	assert.equal(await page.evaluate(() => globalThis.written), 0, 'changes of the page');
}

const pageOf = (n_blocks) => api('/items/pages', { method: 'POST', body: { title: 'Blocks', slug: `blocks-${Date.now()}`, status: 'draft', blocks: Array.from({ length: n_blocks }, (_, index) => ({ sort: index + 1, collection: 'headings', item: { text: `Heading ${index + 1}`, level: 2 } })) } });

test('a key in a block draws no other block', async () => {
	const made = await pageOf(8);
	const page = await open(`/content/pages/${made.id}`);
	await page.getByRole('button', { name: 'Open all' }).click();
	const blocks = page.locator('[data-field=blocks] ol > li');
	await blocks.nth(7).locator('[data-field=text] input').waitFor();
	await assertOnlyFirstIsDrawn(page, blocks, blocks.first().locator('[data-field=text] input'));
	await close(page);
	await api(`/items/pages/${made.id}`, { method: 'DELETE' });
});

test('a key in a new block draws no other block, and one outside of blocks none', async () => {
	const made = await pageOf(3);
	const page = await open(`/content/pages/${made.id}`);
	const blocks = page.locator('[data-field=blocks] ol > li');
	await blocks.nth(2).locator('section').waitFor();
	await page.getByRole('button', { name: 'Insert a block at position 1' }).click();
	await page.getByRole('menuitem', { name: 'Headings' }).click();
	await blocks.nth(3).locator('section').waitFor();
	await assertOnlyFirstIsDrawn(page, blocks, blocks.first().locator('[data-field=text] input'));
	const title = page.locator('[data-field=title], [data-field=blocks] ol > li');
	await assertOnlyFirstIsDrawn(page, title, page.locator('[data-field=title] input'));
	await close(page);
	await api(`/items/pages/${made.id}`, { method: 'DELETE' });
});

test('a key in a cell of a row draws no other row', async () => {
	const some = await api('/items/ingredients?limit=6&sort=name&fields=id');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Cells', slug: `cells-${Date.now()}`, status: 'draft', ingredients: some.map(({ id }, index) => ({ ingredients_id: id, quantity: 1, sort: index + 1 })) } });
	const page = await open(`/content/recipes/${recipe.id}`);
	const rows = page.getByRole('group', { name: 'Ingredients' }).getByRole('listitem');
	await rows.nth(5).waitFor();
	await quiet(page);
	await assertOnlyFirstIsDrawn(page, rows, rows.first().getByRole('textbox', { name: /^Quantity (?!to )/ }));
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('a key in a translation draws no other text', async () => {
	const article = await api('/items/articles', { method: 'POST', body: { number: 904, status: 'draft', translations: [{ languages_code: 'en', title: 'An apple', body: '<p>It is round.</p>' }] } });
	const page = await open(`/content/articles/${article.id}`);
	const texts = page.getByRole('group', { name: 'Translations' }).locator('[data-language] > [data-field]');
	await texts.nth(3).waitFor();
	await quiet(page);
	await assertOnlyFirstIsDrawn(page, texts, texts.first().locator('input'));
	await close(page);
	await api(`/items/articles/${article.id}`, { method: 'DELETE' });
});
