// The account, the project and what was done in it; and a password that was forgotten.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, assertAccessible, close, open, openAsStranger, quiet } from './harness.mjs';
import { EMAIL, withSomebody } from './somebody.mjs';

withSomebody();

test('the log names items and people, is narrowed by all of them, and leads to what was changed', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Noted soup', slug: 'noted-soup', status: 'draft' } });
	const page = await open('/activity');
	await page.getByRole('link', { name: 'Recipes · Noted soup' }).waitFor();
	await quiet(page);
	const n_titles = page.requests.filter((request) => /^\/(items|users|files|roles|policies)/.test(request.path)).length;
	assert.ok(n_titles <= 12, `one request a collection: ${n_titles}`);
	await assertAccessible(page);
	const choose = async (label, name) => {
		await page.getByRole('combobox', { name: label }).click();
		await page.getByRole('option', { name, exact: true }).click();
	};
	await choose('Action', 'created');
	await choose('Collection', 'Recipes');
	await choose('User', 'Pat Baker');
	await page.getByText('Nothing happened yet').waitFor();
	await choose('User', 'Admin User');
	await page.getByRole('link', { name: 'Recipes · Noted soup' }).click();
	await page.waitForURL(new RegExp(`/content/recipes/${recipe.id}$`));
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('language and colours of the account hold at once and for the next visit', async () => {
	const page = await open('/profile');
	await page.getByRole('combobox', { name: 'Language' }).click();
	await page.getByRole('option', { name: 'العربية' }).click();
	await page.getByText('Dark', { exact: true }).click();
	const stored = page.waitForResponse((response) => response.request().method() === 'PATCH' && response.url().includes('/users/me'));
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await stored;
	await page.locator('html[dir=rtl][lang=ar][data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
	await page.reload();
	await page.locator('html[dir=rtl][lang=ar][data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
	await page.getByRole('heading', { level: 1 }).waitFor();
	assert.deepEqual(await api('/users/me?fields=language,appearance'), { language: 'ar-SA', appearance: 'dark' });
	await close(page);
	await api('/users/me', { method: 'PATCH', body: { language: null, appearance: null } });
});

test('name and colour of the project are set, and everybody sees them', async () => {
	const before = await api('/settings?fields=project_name,project_color');
	const page = await open('/settings');
	await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Test kitchen');
	await page.getByRole('textbox', { name: 'Colour' }).fill('#aa3366');
	await page.keyboard.press('Tab');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Saved', { exact: true }).first().waitFor();
	const stranger = await openAsStranger('/login');
	await stranger.getByText('Test kitchen').first().waitFor();
	await close(stranger);
	assert.equal((await api('/settings?fields=project_color')).project_color.toLowerCase(), '#aa3366');
	await close(page);
	await api('/settings', { method: 'PATCH', body: before });
});

test('a forgotten password is replaced through a link, without telling who has an account', async () => {
	const page = await openAsStranger('/login');
	await page.getByRole('link', { name: 'Forgot your password?' }).click();
	await page.getByRole('textbox', { name: 'E-mail address' }).fill(EMAIL);
	const asked = page.waitForRequest((request) => request.url().endsWith('/auth/password/request'));
	await page.route('**/auth/password/request', (route) => route.fulfill({ status: 204 }));
	await page.keyboard.press('Enter');
	assert.deepEqual((await asked).postDataJSON(), { email: EMAIL });
	await page.getByText('If an account has this address, a mail is on its way.').waitFor();
	await assertAccessible(page);

	await page.goto(page.url().replace('/forgot-password', '/reset-password?token=of-the-mail'));
	await page.route('**/auth/password/reset', (route) => route.fulfill({ status: 204 }));
	const reset = page.waitForRequest((request) => request.url().endsWith('/auth/password/reset'));
	await page.getByRole('textbox', { name: 'Password' }).fill('another long one');
	await page.keyboard.press('Enter');
	assert.deepEqual((await reset).postDataJSON(), { token: 'of-the-mail', password: 'another long one' });
	await page.getByText('Your password is changed. Log in with it.').waitFor();
	await page.getByRole('link', { name: 'Back to the log-in' }).click();
	await page.waitForURL(/\/login/);
	await close(page);
});
