import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, open, start, stop } from './harness.mjs';

before(start);
after(stop);

const FIELDS = 'fields=id,title,slug,blocks.collection,blocks.item:headings.id,blocks.item:headings.text&deep[blocks][_sort]=sort';

test('a page is copied with its blocks, or shares them, as one chooses', async () => {
	const page0 = await api('/items/pages', { method: 'POST', body: { title: 'Original', slug: 'copy-test', status: 'draft', blocks: [{ collection: 'headings', sort: 1, item: { text: 'One', level: 2 } }, { collection: 'headings', sort: 2, item: { text: 'Two', level: 2 } }] } });
	const original = await api(`/items/pages/${page0.id}?${FIELDS}`);
	const made = [];
	const page = await open(`/content/pages/${page0.id}`);
	for (const [choice, preview] of [['Copies', '2 × Headings'], ['The same', '2 × Pages blocks']]) {
		await page.goto(page.url().replace(/pages\/.*/, `pages/${page0.id}`));
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: 'Make a copy' }).click();
		const dialog = page.getByRole('dialog', { name: 'Make a copy' });
		await dialog.getByRole('textbox', { name: 'Slug' }).fill(`copy-test-${made.length + 1}`);
		await dialog.getByRole('radiogroup', { name: 'Blocks' }).getByText(choice, { exact: true }).click();
		await dialog.getByText(preview).waitFor();
		if (choice === 'Copies') await assertAccessible(page);
		await dialog.getByRole('button', { name: 'Make the copy' }).click();
		await page.getByText('This is the copy.').first().waitFor();
		await page.waitForURL((url) => !url.pathname.endsWith(page0.id));
		const copy = await api(`/items/pages/${decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1))}?${FIELDS}`);
		made.push(copy);
		assert.deepEqual(copy.blocks.map((block) => block.item.text), ['One', 'Two']);
		assert.equal(copy.slug, `copy-test-${made.length}`);
	}
	const ids = (one) => one.blocks.map((block) => block.item.id);
	assert.ok(ids(made[0]).every((id) => !ids(original).includes(id)), 'copies are items of their own');
	assert.deepEqual(ids(made[1]), ids(original), 'shared ones are the same');
	await close(page);
	for (const one of [page0, ...made]) await api(`/items/pages/${one.id}`, { method: 'DELETE' });
	await api('/items/headings', { method: 'DELETE', body: [...ids(original), ...ids(made[0])] });
});
