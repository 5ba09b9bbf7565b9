// Who may do what: roles, policies, rules through relations, and why something is refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, focused, holds, open, start, stop, url, writes } from './harness.mjs';

const NAME = 'Soup writers';

before(async () => {
	await start();
	await forget();
});
after(async () => {
	await forget();
	await stop();
});

async function forget() {
	for (const path of ['/roles', '/policies']) for (const { id } of await api(`${path}?filter[name][_eq]=${NAME}&fields=id`)) await api(`${path}/${id}`, { method: 'DELETE' });
}

test('a policy is made: a rule through a relation, fields, checked and preset values, and what relations need besides', async () => {
	const page = await open('/access?tab=policies');
	await page.getByRole('button', { name: 'New policy' }).click();
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(NAME);
	await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
	await page.getByRole('combobox', { name: 'Add a collection' }).click();
	await page.getByRole('option', { name: 'Recipes', exact: true }).click();
	const cell = (action) => page.getByRole('button', { name: new RegExp(`^Recipes, ${action}:`) });
	const choose = async (action, what) => {
		await cell(action).click();
		await page.getByRole('menuitem', { name: what }).click();
	};
	await choose('Read', 'All');
	await choose('Update', 'Certain items or fields…');
	const drawer = page.getByRole('dialog', { name: 'Recipes, Update' });
	await drawer.getByRole('button', { name: 'Condition' }).click();
	await page.getByRole('button', { name: 'Fields of Category' }).click();
	await page.getByRole('dialog').last().getByRole('button', { name: 'Name', exact: true }).click();
	await drawer.getByLabel('Value', { exact: true }).fill('Soups');
	await drawer.getByRole('tab', { name: 'Fields' }).click();
	await drawer.getByRole('checkbox', { name: 'Every field' }).uncheck();
	const fields = drawer.getByRole('group', { name: 'Fields' });
	for (const box of await fields.getByRole('checkbox').all()) await box.uncheck();
	for (const name of ['Title', 'Ingredients']) await fields.getByRole('checkbox', { name, exact: true }).check();
	await drawer.getByRole('tab', { name: 'Presets' }).click();
	await drawer.getByText('JSON', { exact: true }).click();
	await drawer.getByRole('textbox', { name: 'Presets' }).fill('[1]');
	assert.ok(await drawer.getByRole('button', { name: 'Apply' }).isDisabled(), 'presets are an object');
	assert.ok(await drawer.getByRole('radio', { name: 'Form' }).isDisabled(), 'what is no object is no form');
	await drawer.getByRole('textbox', { name: 'Presets' }).fill('{"servings": 4}');
	await drawer.getByText('Form', { exact: true }).click();
	await holds(drawer.getByRole('textbox', { name: 'Servings', exact: true }), '4');
	await assertAccessible(page);
	await drawer.getByRole('button', { name: 'Apply' }).click();
	await page.getByText(/Ingredients needs Recipes ingredients/).waitFor();
	await page.getByRole('button', { name: 'Give these, too' }).click();
	await page.getByText(/Ingredients needs Recipes ingredients/).waitFor({ state: 'detached' });
	assert.deepEqual(writes(page).map(({ method, path }) => `${method} ${path}`), ['POST /policies'], 'nothing holds before it is saved');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByRole('alert').getByText('Saved').waitFor();
	const [policy] = await api(`/policies?filter[name][_eq]=${NAME}&fields=id`);
	const rows = await api(`/permissions?filter[policy][_eq]=${policy.id}&limit=-1`);
	const update = rows.find((row) => row.collection === 'recipes' && row.action === 'update');
	assert.deepEqual([update.permissions, update.fields.toSorted(), update.presets], [{ _and: [{ category: { name: { _contains: 'Soups' } } }] }, ['ingredients', 'title'], { servings: 4 }]);
	assert.ok(rows.some((row) => row.collection === 'recipes_ingredients' && row.action === 'create'), 'links can be made');
	assert.ok(rows.some((row) => row.collection === 'categories' && row.action === 'read'), 'categories can be seen');
	await close(page);
});

test('presets are a form: values in the inputs of their fields, whoever writes, and moments; what a form has no input for is JSON', async () => {
	const policy = await api('/policies', { method: 'POST', body: { name: NAME, app_access: true, permissions: { create: [{ collection: 'recipes', action: 'create', fields: ['*'], presets: { category: { name: 'Made along' } } }, { collection: 'recipes', action: 'read', fields: ['*'] }, { collection: 'categories', action: 'read', fields: ['*'] }] } } });
	const [category] = await api('/items/categories?filter[name][_eq]=Soups&fields=id,name');
	const page = await open(`/access/policies/${policy.id}`);
	await page.getByRole('button', { name: /^Recipes, Create:/ }).click();
	await page.getByRole('menuitem', { name: 'Certain items or fields…' }).click();
	const drawer = page.getByRole('dialog', { name: 'Recipes, Create' });
	await drawer.getByRole('tab', { name: 'Presets' }).click();
	await drawer.getByText('{"name":"Made along"}').waitFor();
	await drawer.getByRole('button', { name: 'Remove the preset of Category' }).click();
	await focused(drawer.getByRole('combobox', { name: 'Preset a field' }));
	const add = async (name) => {
		await drawer.getByRole('combobox', { name: 'Preset a field' }).click();
		await page.getByRole('option', { name, exact: true }).click();
	};
	const from = async (field, name) => {
		await drawer.getByRole('combobox', { name: `Where ${field} gets its value from` }).click();
		await page.getByRole('option', { name, exact: true }).click();
	};
	await add('Category');
	await drawer.getByRole('textbox', { name: 'Category' }).fill('Soups');
	await page.getByRole('option', { name: 'Soups', exact: true }).click();
	await holds(drawer.getByRole('textbox', { name: 'Category' }), 'Soups');
	assert.equal(await drawer.getByRole('button', { name: 'Edit: Soups' }).count(), 0, 'there is no item to save it with');
	await add('Servings');
	await drawer.getByRole('textbox', { name: 'Servings', exact: true }).fill('6');
	await add('User created');
	await holds(drawer.getByRole('combobox', { name: 'Where User created gets its value from' }), 'Whoever writes');
	await add('Retrieved on');
	await holds(drawer.getByRole('combobox', { name: 'Where Retrieved on gets its value from' }), 'The moment of writing');
	await from('Retrieved on', 'Counted from the writing');
	await drawer.getByRole('textbox', { name: 'How many' }).fill('');
	await drawer.getByRole('textbox', { name: 'How many' }).pressSequentially('14');
	await add('Steps');
	await drawer.getByRole('group', { name: 'Steps' }).getByRole('button', { name: 'Add' }).click();
	await assertAccessible(page);
	await drawer.getByRole('button', { name: 'Remove the preset of Steps' }).click();
	await drawer.getByText('JSON', { exact: true }).click();
	const json = drawer.getByRole('textbox', { name: 'Presets' });
	const entered = { category: category.id, servings: 6, user_created: '$CURRENT_USER', retrieved_on: '$NOW(+14 days)' };
	assert.deepEqual(JSON.parse(await json.inputValue()), entered);
	const presets = { ...entered, source: '$CURRENT_USER.location' };
	await json.fill(JSON.stringify(presets));
	await drawer.getByText('Form', { exact: true }).click();
	await holds(drawer.getByRole('textbox', { name: 'Source', exact: true }), '$CURRENT_USER.location');
	await drawer.getByRole('button', { name: 'Apply' }).click();
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByRole('alert').getByText('Saved').waitFor();
	await close(page);
	const [row] = await api(`/permissions?filter[policy][_eq]=${policy.id}&filter[action][_eq]=create&fields=presets`);
	assert.deepEqual(row.presets, presets);

	const user = await api('/users', { method: 'POST', body: { email: 'soups@example.com', location: 'Kitchen', token: 'soup-writer-token', status: 'active', policies: { create: [{ policy: policy.id }] } } });
	const answer = await fetch(`${url}/items/recipes`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer soup-writer-token' }, body: '{"title":"By itself","slug":"by-itself"}' });
	const { data: made } = await answer.json();
	const day = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);
	assert.deepEqual([made.category, made.servings, made.user_created, made.retrieved_on, made.source], [category.id, 6, user.id, day, 'Kitchen']);
	await api(`/items/recipes/${made.id}`, { method: 'DELETE' });
	await api(`/users/${user.id}`, { method: 'DELETE' });
});

test('why somebody may not do something is told in words, for an item that is picked by its name', async () => {
	const policy = await api('/policies', { method: 'POST', body: { name: NAME, app_access: true, permissions: { create: [{ collection: 'recipes', action: 'update', fields: ['title'], permissions: { _and: [{ category: { name: { _contains: 'Soups' } } }, { user_created: { _eq: '$CURRENT_USER' } }] } }] } } });
	const role = await api('/roles', { method: 'POST', body: { name: NAME, policies: { create: [{ policy: policy.id }] } } });
	const user = await api('/users', { method: 'POST', body: { email: 'soups@example.com', first_name: 'Sal', last_name: 'Soup', role: role.id } });
	const page = await open('/access/explain');
	const who = page.getByRole('combobox', { name: 'Who' });
	await who.click();
	await who.fill('Sal Soup');
	await page.getByRole('option', { name: 'Sal Soup' }).click();
	const choose = async (label, name) => {
		await page.getByRole('combobox', { name: label, exact: true }).click();
		await page.getByRole('option', { name, exact: true }).click();
	};
	await choose('Collection', 'Recipes');
	await page.getByText('No policy has a permission for this.').waitFor();
	await choose('Wants to', 'Update');
	await page.getByText('A permission allows it for items that meet its rule.').waitFor();
	await page.getByRole('textbox', { name: 'Item' }).fill('Apple Pie');
	await page.getByRole('option', { name: 'Apple Pie', exact: true }).click();
	await page.getByText('The item doesn\'t meet the rule of any permission.').waitFor();
	const failed = page.getByRole('listitem').filter({ hasText: 'Category › Name contains Soups' });
	await failed.first().waitFor();
	await page.getByText('User created is Whoever is logged in').first().waitFor();
	await choose('Field', 'Servings');
	await page.getByText('No permission allows this field.').waitFor();
	await assertAccessible(page);
	await close(page);
	await api(`/users/${user.id}`, { method: 'DELETE' });
});
