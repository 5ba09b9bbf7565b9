// Everything by keyboard: what opens takes the focus, and gives it back to where it came from.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { close, focused, open, start, stop } from './harness.mjs';

before(start);
after(stop);

/** Presses a button with the keyboard, closes what it opens with Escape, and waits until the button has the focus again. */
async function opensAndGivesBack(page, button, { item, dialog = page.getByRole('dialog') } = {}) {
	await button.focus();
	await page.keyboard.press('Enter');
	if (item) {
		await page.getByRole('menuitem', { name: item }).focus();
		await page.keyboard.press('Enter');
	}
	await dialog.waitFor();
	await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]') !== null);
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	await focused(button);
}

test('dialogs give the focus back to their button, also where a menu led to them', async () => {
	const page = await open('/content/recipes/1');
	await page.locator('[data-field=ingredients] li').first().waitFor();
	for (const item of ['Make a copy', 'Used by', 'Delete…']) await opensAndGivesBack(page, page.getByRole('button', { name: 'More actions' }), { item });
	await opensAndGivesBack(page, page.getByRole('button', { name: 'History' }));
	await opensAndGivesBack(page, page.getByRole('button', { name: 'Image: Browse the library' }));
	await page.getByRole('link', { name: 'Data model' }).press('Enter');
	await page.getByRole('heading', { name: 'Data model' }).waitFor();
	await opensAndGivesBack(page, page.getByRole('button', { name: 'New collection' }));
	await page.getByRole('link', { name: 'Files' }).press('Enter');
	await page.getByRole('heading', { name: 'Files' }).waitFor();
	await opensAndGivesBack(page, page.getByRole('button', { name: 'New folder' }));
	await page.getByRole('link', { name: 'Access', exact: true }).press('Enter');
	await page.getByRole('heading', { name: 'Access' }).waitFor();
	await opensAndGivesBack(page, page.getByRole('button', { name: 'New role' }));
	await close(page);
});

test('a drawer gives the focus back level by level', async () => {
	const page = await open('/content/countries/NZ');
	const outer = page.locator('[data-field=region]').getByRole('button', { name: /^Edit: ./ });
	await outer.focus();
	await page.keyboard.press('Enter');
	const inner = page.getByRole('dialog').locator('[data-field=countries]').getByRole('button', { name: /^Edit/ }).first();
	await inner.waitFor();
	const name = await inner.getAttribute('aria-label');
	await inner.focus();
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').locator('[data-field=capital]').first().waitFor();
	await page.keyboard.press('Escape');
	await page.waitForFunction((wanted) => document.activeElement?.getAttribute('aria-label') === wanted, name);
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await focused(outer);
	await close(page);
});

test('what opens beside a button of a list gives the focus back, too', async () => {
	const page = await open('/content/recipes');
	await page.getByRole('row').nth(2).waitFor();
	for (const name of ['Filter', 'Columns', /^Layout/]) await opensAndGivesBack(page, page.getByRole('button', { name, exact: true }).first());
	await opensAndGivesBack(page, page.getByRole('button', { name: 'Export and import' }), { item: 'Export…' });
	await page.keyboard.press('Tab');
	assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
	await close(page);
});
