import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, open, openAsStranger, start, stop } from './harness.mjs';

before(start);
after(stop);

test('strangers log in and come to where they wanted to go', async () => {
	const page = await openAsStranger('/content/recipes');
	await page.getByLabel('E-mail address').fill(process.env.ADMIN_EMAIL);
	await page.getByLabel('Password', { exact: true }).fill('wrong');
	await page.getByRole('button', { name: 'Log in' }).click();
	await page.getByText('E-mail address or password is wrong.').waitFor();
	await page.getByLabel('Password', { exact: true }).fill(process.env.ADMIN_PASSWORD);
	await page.getByRole('button', { name: 'Log in' }).click();
	await page.getByRole('heading', { name: 'Recipes' }).waitFor();
	await close(page);
});

test('a session that ends takes no edit with it', async () => {
	const { title } = await api('/items/recipes/3?fields=title');
	const page = await open('/content/recipes/3');
	await page.getByRole('textbox', { name: 'Title' }).fill('Kept');
	await page.waitForLoadState('networkidle');
	await page.context().clearCookies();
	await page.getByRole('button', { name: 'Save', exact: true }).dispatchEvent('click');
	const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
	await dialog.getByLabel('Password', { exact: true }).fill(process.env.ADMIN_PASSWORD);
	await dialog.getByRole('button', { name: 'Log in' }).click();
	await page.getByText('Saved', { exact: true }).waitFor();
	assert.equal((await api('/items/recipes/3?fields=title')).title, 'Kept');
	await close(page);
	await api('/items/recipes/3', { method: 'PATCH', body: { title } });
});

test('a refused value is told at its field', async () => {
	const page = await open('/content/recipes/+');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Title needs a value.', { exact: true }).waitFor();
	assert.equal(page.requests.filter((request) => request.method === 'POST' && request.path.startsWith('/items')).length, 0);
	await close(page);
});

test('the project gives its name to the navigation and to the title of every page', async () => {
	const { project_name: before } = await api('/settings?fields=project_name');
	const page = await open('/settings');
	const name = page.locator('main').getByRole('textbox', { name: 'Name', exact: true });
	await name.fill('Cookery');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByRole('navigation').getByText('Cookery', { exact: true }).waitFor();
	await page.waitForFunction(() => document.title === 'Settings · Cookery');
	await page.getByRole('navigation').getByRole('link', { name: 'Recipes', exact: true }).click();
	await page.waitForFunction(() => document.title === 'Recipes · Cookery');
	await close(page);
	await api('/settings', { method: 'PATCH', body: { project_name: before } });
});
