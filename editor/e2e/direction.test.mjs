// In an interface from right to left, what people write keeps the direction of its own letters.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, eventually, holds, open, start, stop } from './harness.mjs';

before(start);
after(stop);

const ARABIC = { language: 'ar' };
const LATIN = 'Bread, and salt!';
const OWN = 'خبز وملح';

/** Where the text begins: at which side of the input a click puts the caret before the first letter. */
async function beginning(page, input) {
	const { x, y, width, height } = await input.boundingBox();
	for (const [side, at] of [['left', x + 8], ['right', x + width - 8]]) {
		await page.mouse.click(at, y + Math.min(height / 2, 16));
		if ((await input.evaluate((element) => element.selectionStart)) === 0) return side;
	}
	return 'neither';
}

test('inputs lay out what is typed by its letters; numbers stay from left to right', async () => {
	const page = await open('/content/recipes/+', ARABIC);
	const title = page.locator('[data-field=title] input');
	await title.fill(LATIN);
	await holds(title, LATIN);
	assert.equal(await beginning(page, title), 'left');
	await title.fill(OWN);
	await holds(title, OWN);
	assert.equal(await beginning(page, title), 'right');
	const number = page.locator('input[inputmode=numeric], input[inputmode=decimal]').first();
	await number.fill('12.5');
	assert.equal(await beginning(page, number), 'left');
	// Nothing typed yet: as everything around it.
	await title.fill('');
	assert.equal(await title.evaluate((element) => getComputedStyle(element).direction), 'rtl');
	await page.context().close();
	const other = await open('/content/categories/+', ARABIC);
	const area = other.locator('textarea').first();
	await area.fill(LATIN);
	assert.equal(await beginning(other, area), 'left');
	await area.fill(OWN);
	assert.equal(await beginning(other, area), 'right');
	await other.context().close();
});

test('the marks of a list stand before its letters', async () => {
	const [text] = await api('/items/text_bodies?limit=1&fields=id,body');
	await api(`/items/text_bodies/${text.id}`, { method: 'PATCH', body: { body: `<ul><li><p>${LATIN}</p></li></ul><ul><li><p>${OWN}</p></li></ul>` } });
	const other = await open(`/content/text_bodies/${text.id}`, ARABIC);
	await other.locator('.tiptap ul').nth(1).waitFor();
	assert.deepEqual(await other.locator('.tiptap ul').evaluateAll((lists) => lists.map((list) => getComputedStyle(list).direction)), ['ltr', 'rtl']);
	assert.ok(!(await api(`/items/text_bodies/${text.id}?fields=body`)).body.includes('dir='));
	await close(other);
	await api(`/items/text_bodies/${text.id}`, { method: 'PATCH', body: { body: text.body } });
});

/** Whether its last character stands to the right of its first one. */
const isLeftToRight = (element) =>
	element.evaluate((node) => {
		const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
		const text = texts.nextNode();
		const place = (at) => {
			const range = document.createRange();
			range.setStart(text, at);
			range.setEnd(text, at + 1);
			return range.getBoundingClientRect().left;
		};
		return place(text.length - 1) > place(0);
	});

test('lists, previews and choices show it in its own direction, too', async () => {
	const ingredient = await api('/items/ingredients', { method: 'POST', body: { name: LATIN } });
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: LATIN, slug: `latin-${Date.now()}`, status: 'draft', ingredients: [{ ingredients_id: ingredient.id, quantity: 1 }] } });
	const page = await open('/content/recipes?search=Bread,%20and', ARABIC);
	const cell = page.getByRole('row').getByText(LATIN, { exact: true });
	await cell.waitFor();
	assert.equal(await isLeftToRight(cell), true, 'in a cell');
	await page.goto(page.url().replace(/recipes.*/, `recipes/${recipe.id}`));
	const heading = page.getByRole('heading', { level: 1 });
	await eventually(() => heading.innerText(), LATIN);
	assert.equal(await isLeftToRight(heading), true, 'in a heading');
	const row = page.locator('[data-field=ingredients] li').getByRole('button', { name: LATIN, exact: true });
	await row.waitFor();
	assert.equal(await isLeftToRight(row), true, 'in a row of a list');
	await page.locator('[data-field=ingredients] [data-add] input').fill(LATIN.slice(0, 5));
	const option = page.getByRole('option', { name: LATIN, exact: true });
	// It is linked already.
	await page.locator('[data-field=ingredients]').getByRole('listitem').first().waitFor();
	assert.equal(await option.count(), 0);
	await page.keyboard.press('Escape');
	await close(page);
	const other = await open('/content/recipes/+', ARABIC);
	await other.locator('[data-field=ingredients] [data-add] input').fill(LATIN.slice(0, 5));
	const choice = other.getByRole('option', { name: LATIN, exact: true });
	await choice.waitFor();
	assert.equal(await isLeftToRight(choice), true, 'in a choice');
	const list = await other.getByRole('listbox').boundingBox();
	const box = await choice.boundingBox();
	assert.ok(list.x + list.width - (box.x + box.width) < 12, 'it begins where the lines do');
	await other.context().close();
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
	await api(`/items/ingredients/${ingredient.id}`, { method: 'DELETE' });
});
