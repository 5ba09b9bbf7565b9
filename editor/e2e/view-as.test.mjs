import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, assertAccessible, close, open } from './harness.mjs';
import { withSomebody } from './somebody.mjs';

const keys = withSomebody();

test('an administrator sees what a user sees, changes nothing, and goes back', async () => {
	const page = await open(`/users/${keys.user}`);
	await page.getByRole('button', { name: 'See what this user sees' }).click();
	const banner = page.getByRole('status').filter({ hasText: 'You see what Pat Baker sees' });
	await banner.waitFor();
	const navigation = page.getByRole('navigation');
	await navigation.getByRole('link', { name: 'Recipes', exact: true }).waitFor();
	await navigation.getByRole('button', { name: /Pat Baker$/ }).waitFor();
	assert.equal(await navigation.getByRole('link', { name: 'Data model', exact: true }).count(), 0);
	assert.equal(await navigation.getByRole('link', { name: 'Countries', exact: true }).count(), 0);

	await navigation.getByRole('link', { name: 'Recipes', exact: true }).click();
	await page.getByRole('row').nth(2).waitFor();
	await banner.waitFor();
	// Keys of what the user may not see would say nothing.
	assert.equal(await page.getByRole('columnheader', { name: 'Category' }).count(), 0);
	await assertAccessible(page);
	// The user may change drafts; whoever looks as that user is refused in plain words.
	const draft = await api('/items/recipes', { method: 'POST', body: { title: 'A draft', slug: `draft-${Date.now()}`, status: 'draft' } });
	await page.goto(page.url().replace(/\/content\/.*$/, `/content/recipes/${draft.id}`));
	await banner.waitFor();
	await page.locator('[data-field=title] input').fill('Changed by a guest');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Whoever looks as somebody else changes nothing.').first().waitFor();
	assert.equal((await api(`/items/recipes/${draft.id}?fields=title`)).title, draft.title);
	await page.getByRole('button', { name: 'Undo', exact: true }).click();

	await banner.getByRole('button', { name: 'Stop' }).click();
	await page.waitForURL(/\/users\//);
	await page.getByRole('navigation').getByRole('link', { name: 'Data model', exact: true }).waitFor();
	await banner.waitFor({ state: 'detached' });
	await close(page);
	await api(`/items/recipes/${draft.id}`, { method: 'DELETE' });
});

test('pictures are those that the user may see, also the ones within a text', async () => {
	const [shown, hidden] = await api('/files?filter[type][_eq]=image/svg%2Bxml&fields=id&limit=2');
	const before = await api('/items/about?fields=text');
	await api('/items/about', { method: 'PATCH', body: { text: `![Shown](/assets/${shown.id}) ![Hidden](/assets/${hidden.id})` } });
	const rights = await api('/permissions', { method: 'POST', body: [{ policy: keys.policy, collection: 'about', action: 'read', fields: ['*'] }, { policy: keys.policy, collection: 'directus_files', action: 'read', fields: ['*'], permissions: { id: { _eq: shown.id } } }] });
	const seen = async (page) => {
		const picture = (name) => page.locator('[data-field=text]').getByRole('img', { name });
		const width = (name) => picture(name).evaluate(async (image) => {
			while (!image.complete) await new Promise((done) => setTimeout(done, 20));
			return image.naturalWidth > 0;
		});
		return [await width('Shown'), await width('Hidden')];
	};
	const page = await open('/content/about');
	await page.locator('[data-field=text]').getByText('Both', { exact: true }).click();
	assert.deepEqual(await seen(page), [true, true]);
	// Both are in the browser's cache by now.
	await page.goto(page.url().replace('/content/about', `/users/${keys.user}`));
	await page.getByRole('button', { name: 'See what this user sees' }).click();
	await page.getByText('You see what Pat Baker sees').waitFor();
	await page.goto(page.url().replace(/\/admin\/.*$/, '/admin/content/about'));
	assert.deepEqual(await seen(page), [true, false]);
	await close(page);
	for (const { id } of rights) await api(`/permissions/${id}`, { method: 'DELETE' });
	await api('/items/about', { method: 'PATCH', body: before });
});

test('a view for a role is seen by those who have it, not by those with a role below it, and says so', async () => {
	const { parent } = await api(`/roles/${keys.role}?fields=parent`);
	const views = await api('/presets', { method: 'POST', body: [{ bookmark: 'Of Pastry', collection: 'recipes', user: null, role: keys.role }, { bookmark: 'Of Kitchen', collection: 'recipes', user: null, role: parent }] });
	const page = await open(`/users/${keys.user}`);
	await page.getByRole('button', { name: 'See what this user sees' }).click();
	await page.getByText('You see what Pat Baker sees').waitFor();
	await page.getByRole('navigation').getByRole('link', { name: 'Recipes', exact: true }).click();
	await page.getByRole('button', { name: 'Views', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Of Pastry' }).waitFor();
	assert.equal(await page.getByRole('menuitem', { name: 'Of Kitchen' }).count(), 0);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Stop' }).click();
	await page.waitForURL(/\/users\//);
	await page.getByRole('navigation').getByRole('link', { name: 'Recipes', exact: true }).click();
	await page.getByRole('button', { name: 'Views', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Save this view…' }).click();
	const dialog = page.getByRole('dialog', { name: 'Save this view' });
	await dialog.getByRole('radio', { name: 'Everybody with a role' }).check();
	await dialog.getByText("Users with exactly this role see it, those with a role below it don't.").waitFor();
	await assertAccessible(page);
	await close(page);
	for (const { id } of views) await api(`/presets/${id}`, { method: 'DELETE' });
});

test('whoever may see nothing at all still has the way back', async () => {
	const stranger = await api('/users', { method: 'POST', body: { email: 'stranger@example.com', password: 'a long password', first_name: 'Nemo', status: 'active' } });
	const page = await open(`/users/${stranger.id}`);
	await page.getByRole('button', { name: 'See what this user sees' }).click();
	await page.getByText('You see what Nemo sees').waitFor();
	await page.getByRole('button', { name: 'Stop' }).click();
	await page.waitForURL(/\/users\//);
	await page.getByRole('button', { name: 'See what this user sees' }).waitFor();
	await close(page);
	await api(`/users/${stranger.id}`, { method: 'DELETE' });
});

test('a view of others is theirs: it is not saved, renamed or deleted by whoever only sees it', async () => {
	const page = await open(`/users/${keys.user}`);
	await page.getByRole('button', { name: 'See what this user sees' }).click();
	await page.getByRole('navigation').getByRole('link', { name: 'As kanban' }).click();
	await page.getByRole('heading', { name: 'As kanban' }).waitFor();
	await page.getByRole('textbox', { name: 'Search' }).fill('soup');
	await page.waitForURL(/search=soup/);
	await page.getByRole('button', { name: 'Views', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Discard changes of this view' }).waitFor();
	await page.getByRole('menuitem', { name: 'Save this view…' }).waitFor();
	assert.equal(await page.getByRole('menuitem', { name: /^(Rename|Delete)/ }).count(), 0);
	assert.equal(await page.getByRole('button', { name: 'Save view' }).count(), 0);
	await close(page);
});
