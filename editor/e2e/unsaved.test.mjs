// Nothing that was entered is lost without being asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { api, close, focused, holds, open, writes } from './harness.mjs';
import { withSomebody } from './somebody.mjs';

const keys = withSomebody();

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

const press = (...names) => async (page) => {
	for (const name of names) await page.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click();
};
const choose = (button, item) => async (page) => {
	await press(button)(page);
	await page.getByRole('menuitem', { name: item }).click();
};
const selectTwo = async (page) => {
	for (const row of [1, 2]) await page.locator('[role=row] input[type=checkbox]').nth(row).check();
};

/** What is typed into what opens over a page. `opener`: the button that has the focus again afterwards. */
const DIALOGS = {
	'many items': { path: () => '/content/recipes', before: selectTwo, act: press('Edit'), input: 'Servings', text: '7', opener: 'Edit' },
	'a new collection': { path: () => '/model', act: press('New collection'), input: 'Name', text: 'buns', opener: 'New collection' },
	'a new folder of the model': { path: () => '/model', act: press('New folder'), input: 'Name of the folder', text: 'Bakery', opener: 'New folder' },
	'a permission': {
		path: () => `/access/policies/${keys.policy}`,
		act: async (page) => {
			await choose(/^Recipes, Update:/, 'Certain items or fields…')(page);
			await page.getByRole('dialog').getByRole('tab', { name: 'Presets' }).click();
			await page.getByRole('dialog').getByText('JSON', { exact: true }).click();
		},
		input: 'Presets',
		text: '{\n  "servings": 4\n}',
		opener: /^Recipes, Update:/,
	},
	'a link to an item, over the side panel': { path: () => '/content/recipes/1?panel=shares', act: press('Make a link'), input: 'Name', text: 'For the printers', opener: 'Make a link', below: 'About this item' },
	'a view': { path: () => '/content/recipes', act: choose('Views', 'Save this view…'), input: 'Name of the view', text: 'Soups', opener: 'Views' },
	'a folder of files': { path: () => '/files', act: press('New folder'), input: 'Name', text: 'Buns', opener: 'New folder' },
};

for (const [what, { path, before = () => undefined, act, input, text, opener, below }] of Object.entries(DIALOGS)) {
	test(`what is typed over a page isn't lost by Escape: ${what}`, async () => {
		const page = await open(path());
		const button = page.getByRole('button', { name: opener, exact: true }).filter({ visible: true }).first();
		await before(page);
		await act(page);
		const dialog = page.getByRole('dialog').last();
		const name = await dialog.getAttribute('aria-labelledby');
		const typed = page.locator(`[aria-labelledby="${name}"]`).getByRole('textbox', { name: input }).first();
		const asked = page.getByRole('dialog', { name: 'Leave without saving?' });

		// Nothing entered, nothing asked.
		await typed.waitFor();
		await page.keyboard.press('Escape');
		await typed.waitFor({ state: 'detached' });
		assert.equal(await asked.count(), 0);
		await focused(button);

		await act(page);
		const again = page.getByRole('dialog').last().getByRole('textbox', { name: input }).first();
		await again.fill(text);
		await page.keyboard.press('Escape');
		await asked.waitFor();
		await page.keyboard.press('Escape');
		await asked.waitFor({ state: 'detached' });
		await holds(again, text);
		await focused(again);
		await page.keyboard.press('Escape');
		await asked.getByRole('button', { name: 'Discard changes' }).click();
		await again.waitFor({ state: 'detached' });
		if (below) await page.getByRole('dialog', { name: below }).waitFor();
		await focused(button);
		assert.deepEqual(writes(page), []);
		await close(page);
	});
}

test('the cross of a dialog asks, its Cancel does what it says', async () => {
	const page = await open('/users');
	const dialog = page.getByRole('dialog', { name: 'Invite by mail' });
	await press('Invite')(page);
	await dialog.getByRole('combobox', { name: 'E-mail addresses' }).fill('mia@example.com');
	await dialog.getByRole('button', { name: 'Close' }).click();
	await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Keep editing' }).click();
	await dialog.getByText('mia@example.com').waitFor();
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await dialog.waitFor({ state: 'detached' });
	await close(page);
});

test('a click beside a drawer asks, too', async () => {
	const page = await open('/model');
	await press('New collection')(page);
	const typed = page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).first();
	await typed.fill('buns');
	await page.mouse.click(5, 500);
	await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Keep editing' }).click();
	await holds(typed, 'buns');
	await close(page);
});

/** What Back would take away along with the page below it. `first`: the page before, `way`: what leads on from there. */
const BEHIND = {
	'over a list': { first: '/content', way: (page) => page.getByRole('navigation').getByRole('link', { name: 'Recipes', exact: true }).click(), ...DIALOGS['many items'] },
	'over a page that asks itself': { first: '/access?tab=policies', way: (page) => page.getByRole('main').getByRole('link', { name: /^Recipes/ }).click(), ...DIALOGS['a permission'] },
};

for (const [where, { first, way, before = () => undefined, act, input, text }] of Object.entries(BEHIND)) {
	test(`the browser's Back doesn't drop unasked what is typed into a dialog: ${where}`, async () => {
		const page = await open(first);
		await way(page);
		await page.waitForURL((url) => !url.href.endsWith(first));
		await before(page);
		await act(page);
		const at = page.url();
		const typed = page.getByRole('dialog').last().getByRole('textbox', { name: input }).first();
		await typed.fill(text);
		await page.goBack();
		const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
		await asked.getByRole('button', { name: 'Keep editing' }).click();
		await asked.waitFor({ state: 'detached' });
		assert.equal(page.url(), at);
		await holds(typed, text);
		await page.goBack();
		await asked.getByRole('button', { name: 'Discard changes' }).click();
		await page.waitForURL((url) => url.href.endsWith(first));
		await typed.waitFor({ state: 'detached' });
		assert.deepEqual(writes(page), []);
		await close(page);
	});
}

test('a collection that was just made is opened without a question', async () => {
	const page = await open('/model');
	await press('New collection')(page);
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).first().fill('buns');
	await page.getByRole('dialog').getByRole('button', { name: 'Make the collection' }).click();
	await page.waitForURL(/\/model\/buns$/);
	assert.equal(await page.getByRole('dialog').count(), 0);
	await close(page);
	await api('/collections/buns', { method: 'DELETE' });
});

test('whoever leaves the relation maker with choices is asked, and not once the relation is made', async () => {
	const page = await open('/model/recipes/relation/m2o?related=languages');
	await page.getByRole('textbox', { name: 'Field in Recipes' }).fill('spoken');
	await follow(page);
	const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
	await asked.getByRole('button', { name: 'Keep editing' }).click();
	await asked.waitFor({ state: 'hidden' });
	await page.getByRole('button', { name: 'Make it' }).click();
	await page.waitForURL(/\/model\/recipes$/);
	await api('/fields/recipes/spoken', { method: 'DELETE' });
	await close(page);
});

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
