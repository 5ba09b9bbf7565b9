// What has less room on a phone is still within reach there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, open, start, stop } from './harness.mjs';

const PHONE = { width: 390, height: 844 };
before(start);
after(stop);

test('folders of collections are made', async () => {
	const page = await open('/model', PHONE);
	await page.getByRole('button', { name: 'New folder' }).click();
	const dialog = page.getByRole('dialog', { name: 'New folder' });
	await dialog.getByRole('textbox', { name: 'Name of the folder' }).fill('made_on_a_phone');
	const made = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/collections'));
	// What is asked for is what counts: the model stays as it is.
	await page.route('**/collections', (route) => (route.request().method() === 'POST' ? route.fulfill({ status: 200, contentType: 'application/json', body: '{"data":{}}' }) : route.continue()));
	await dialog.getByRole('button', { name: 'Create' }).click();
	assert.equal((await made).postDataJSON().collection, 'made_on_a_phone');
	await dialog.waitFor({ state: 'hidden' });
	await close(page);
});

test('access is explained', async () => {
	const page = await open('/access', PHONE);
	await page.getByRole('link', { name: 'Explain access' }).click();
	await page.getByRole('heading', { name: 'Why may somebody do this?' }).waitFor();
	await close(page);
});

test('the history of an item opens from its menu, so that its title has room', async () => {
	const page = await open('/content/recipes/1', PHONE);
	const title = page.getByRole('heading', { level: 1 });
	await page.locator('[data-field=ingredients] li').first().waitFor();
	assert.equal(await title.evaluate((element) => element.scrollWidth > element.clientWidth), false, `cut off: ${await title.innerText()}`);
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'History' }).click();
	await page.getByRole('tab', { name: 'History', selected: true }).waitFor();
	await close(page);
});

test('names of a collection in other languages can be read and typed', async () => {
	const page = await open('/model/recipes?tab=settings', PHONE);
	const name = page.getByRole('textbox', { name: /de-DE/ }).first();
	await name.waitFor();
	assert.ok((await name.boundingBox()).width > 100, 'room for a word');
	await close(page);
});

test('who uses an item that is to be deleted stands below what they use it as', async () => {
	const [{ category }] = await api('/items/recipes?filter[category][_nnull]=true&fields=category&limit=1');
	const page = await open(`/content/categories/${category}`, PHONE);
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Delete…' }).click();
	const dialog = page.getByRole('dialog');
	const users = dialog.locator('li li a');
	await users.first().waitFor();
	const start = (await dialog.locator('li').first().boundingBox()).x;
	for (const { x, width } of await Promise.all((await users.all()).slice(0, 5).map((one) => one.boundingBox()))) assert.ok(x - start < 20 && width > 200, `begins ${x - start} further in, ${width} wide`);
	assert.equal(await dialog.evaluate((element) => element.scrollWidth > element.clientWidth), false);
	await page.context().close();
});
