// Nothing that was entered is lost without being asked.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, open, start, stop, writes } from './harness.mjs';
import { somebody } from './views.mjs';

let keys;
before(async () => {
	await start();
	keys = await somebody();
});
after(async () => {
	await keys.forget();
	await stop();
});

const type = (label, text) => (page) => page.locator('main').getByRole('textbox', { name: label, exact: true }).first().fill(text);
const follow = (page) => page.getByRole('navigation').getByRole('link', { name: 'Files', exact: true }).click();

const FORMS = {
	'a role': { path: () => `/access/roles/${keys.role}`, edit: type('Name', 'Renamed') },
	'a policy': { path: () => `/access/policies/${keys.policy}`, edit: type('Name', 'Renamed') },
	'a user': { path: () => `/users/${keys.user}`, edit: type('First name', 'Renamed') },
	'the settings': { path: () => '/settings', edit: type('Name', 'Renamed') },
	'the own account': { path: () => '/profile', edit: type('First name', 'Renamed') },
	'a collection, by a tab': { path: () => '/model/recipes?tab=settings', edit: type('Note', 'Renamed'), leave: (page) => page.getByRole('tab', { name: 'Fields' }).click() },
	'a field, by Escape': {
		path: () => '/model/recipes/field/title',
		edit: (page) => page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).fill('Renamed'),
		leave: (page) => page.keyboard.press('Escape'),
	},
};

for (const [what, { path, edit, leave = follow }] of Object.entries(FORMS)) {
	test(`whoever leaves an edited form is asked: ${what}`, async () => {
		const page = await open(path());
		await edit(page);
		const at = page.url();
		await leave(page);
		const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
		await asked.getByRole('button', { name: 'Keep editing' }).click();
		await asked.waitFor({ state: 'hidden' });
		assert.equal(page.url(), at);
		await leave(page);
		await asked.getByRole('button', { name: 'Discard changes' }).click();
		await page.waitForURL((url) => url.href !== at);
		assert.deepEqual(writes(page), []);
		await close(page);
	});
}

test('what is saved needs no question', async () => {
	const page = await open(`/access/roles/${keys.role}`);
	await type('Description', 'Bakes')(page);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByRole('alert').getByText('Saved').waitFor();
	await follow(page);
	await page.waitForURL(/\/files$/);
	assert.equal((await api(`/roles/${keys.role}?fields=description`)).description, 'Bakes');
	await close(page);
});
