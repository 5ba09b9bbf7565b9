// Each reason why something is hidden: what is said is what the server does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, open, start, stop, url } from './harness.mjs';

const NAME = 'Explained';
const TOKEN = 'token-of-somebody-explained';
let soup, pie;

before(async () => {
	await start();
	await forget();
	[soup] = await api('/items/recipes?filter[category][name][_eq]=Soups&limit=1&fields=id,title,category');
	[pie] = await api('/items/recipes?filter[title][_eq]=Apple Pie&fields=id');
});
after(async () => {
	await forget();
	await stop();
});

async function forget() {
	for (const { id } of await api('/users?filter[email][_eq]=explained@example.com&fields=id')) await api(`/users/${id}`, { method: 'DELETE' });
	for (const path of ['/roles', '/policies']) for (const { id } of await api(`${path}?filter[name][_starts_with]=${NAME}&fields=id`)) await api(`${path}/${id}`, { method: 'DELETE' });
}

/** A user with one policy of these permissions, by themselves or through the role above theirs. */
async function somebodyWith(permissions, { policy = {}, throughRole = false, ...user } = {}) {
	await forget();
	const made = permissions && (await api('/policies', { method: 'POST', body: { name: NAME, ...policy, permissions: { create: permissions.map((one) => ({ fields: ['*'], ...one })) } } }));
	const owner = made && { policies: { create: [{ policy: made.id }] } };
	const above = throughRole && (await api('/roles', { method: 'POST', body: { name: `${NAME} above`, ...owner } }));
	const role = throughRole && (await api('/roles', { method: 'POST', body: { name: `${NAME} below`, parent: above.id } }));
	return (await api('/users', { method: 'POST', body: { email: 'explained@example.com', first_name: 'Ex', last_name: 'Plained', status: 'active', token: TOKEN, ...(throughRole ? { role: role.id } : owner), ...user } })).id;
}

async function as(method, path, body, token = TOKEN) {
	const response = await fetch(url + path, { method, headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }, body: body && JSON.stringify(body) });
	return { status: response.status, ...(await response.json().catch(() => ({}))) };
}

/** What the page says to a question; more texts that have to be there. */
async function says(question, verdict, sentence, more = []) {
	const page = await open(`/access/explain?${new URLSearchParams(question)}`);
	const answer = page.getByRole('main').getByRole('alert').first();
	await answer.getByText(verdict, { exact: true }).waitFor();
	await answer.getByText(sentence, { exact: true }).waitFor();
	for (const text of more) await page.getByRole('main').getByText(text).first().waitFor();
	await assertAccessible(page);
	await close(page);
}

test('no policy at all, and one that says nothing of it', async () => {
	let user = await somebodyWith(null);
	assert.equal((await as('GET', '/items/recipes')).status, 403);
	await says({ user, collection: 'recipes', action: 'read' }, 'Not allowed', 'No policy is given, so nothing is allowed.');
	user = await somebodyWith([{ collection: 'categories', action: 'read' }]);
	await says({ user, collection: 'recipes', action: 'read' }, 'Not allowed', 'No policy has a permission for this.');
});

test('a policy that holds from certain addresses only', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'read' }], { policy: { ip_access: ['203.0.113.7'] } });
	assert.equal((await as('GET', '/items/recipes')).status, 403);
	await says({ user, collection: 'recipes', action: 'read' }, 'Not allowed', 'Only a policy that holds from certain addresses allows it.', ['203.0.113.7', NAME]);
	const page = await open(`/users/${user}`);
	await page.getByRole('tab', { name: 'What they may do' }).click();
	await page.getByText(`${NAME} holds only from 203.0.113.7.`).waitFor();
	await close(page);
});

test('a field that is not allowed', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'read', fields: ['id', 'title'] }]);
	assert.equal((await as('GET', '/items/recipes?fields=servings')).status, 403);
	await says({ user, collection: 'recipes', action: 'read', field: 'servings' }, 'Not allowed', 'No permission allows this field.', ['doesn\'t allow this field']);
	await says({ user, collection: 'recipes', action: 'read', field: 'title' }, 'Allowed', 'At least one permission allows it.', ['allows this field', 'Holds for every item.']);
});

test('one condition of a rule through a relation', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'read', permissions: { _and: [{ category: { name: { _eq: 'Soups' } } }, { servings: { _gt: 0 } }] } }]);
	assert.equal((await as('GET', `/items/recipes/${pie.id}`)).status, 403);
	assert.equal((await as('GET', `/items/recipes/${soup.id}`)).status, 200);
	await says({ user, collection: 'recipes', action: 'read' }, 'Allowed for certain items', 'A permission allows it for items that meet its rule. Choose an item to see whether it does.');
	await says({ user, collection: 'recipes', action: 'read', key: soup.id }, 'Allowed', 'At least one permission allows it.', ['the rule is met']);
	const page = await open(`/access/explain?${new URLSearchParams({ user, collection: 'recipes', action: 'read', key: pie.id })}`);
	await page.getByText('The item doesn\'t meet the rule of any permission.').waitFor();
	const failed = page.getByText('The item doesn\'t meet:').locator('xpath=following-sibling::*[1]').getByRole('listitem');
	assert.deepEqual(await failed.allInnerTexts(), ['Category › Name is Soups'], 'the other one is met');
	await close(page);
	await says({ user, collection: 'recipes', action: 'read', key: '987654' }, 'Not allowed', 'There is no such item.');
});

test('a rule that can not be applied', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'read', permissions: { gone: { _eq: 1 } } }]);
	assert.deepEqual((await as('GET', '/items/recipes')).data, []);
	await says({ user, collection: 'recipes', action: 'read' }, 'Not allowed', 'Its rule can\'t be applied: it allows nothing.', ['This rule can\'t be applied, so no item meets it:']);
});

test('what is checked and put in on the way', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'create', validation: { title: { _contains: 'Soup' } }, presets: { servings: 4, user_created: '$CURRENT_USER' } }, { collection: 'recipes', action: 'read' }]);
	assert.equal((await as('POST', '/items/recipes', { title: 'Cake', slug: 'explained-cake' })).status, 400);
	const { data } = await as('POST', '/items/recipes', { title: 'Soup', slug: 'explained-soup' });
	assert.deepEqual([data.servings, data.user_created], [4, user]);
	await api(`/items/recipes/${data.id}`, { method: 'DELETE' });
	await says({ user, collection: 'recipes', action: 'create', key: pie.id }, 'Allowed', 'At least one permission allows it.', ['What is sent always has to match:', 'Title contains Soup', 'Put in where nothing is sent:', 'Servings is 4', 'User created is Whoever is logged in']);
});

test('a policy that comes through the role above', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'read' }], { throughRole: true });
	assert.equal((await as('GET', '/items/recipes')).status, 200);
	await says({ user, collection: 'recipes', action: 'read' }, 'Allowed', 'At least one permission allows it.', [`${NAME}, through ${NAME} above`]);
});

test('what those may do who are not logged in holds for nobody else', async () => {
	const user = await somebodyWith([{ collection: 'categories', action: 'read' }]);
	const [everybody] = await api('/policies?filter[name][_eq]=$t:public_label&fields=id');
	const { id } = await api('/permissions', { method: 'POST', body: { policy: everybody.id, collection: 'recipes', action: 'read', fields: ['*'] } });
	try {
		assert.deepEqual([(await as('GET', '/items/recipes', undefined, null)).status, (await as('GET', '/items/recipes')).status], [200, 403]);
		await says({ collection: 'recipes', action: 'read' }, 'Allowed', 'At least one permission allows it.', ['Public']);
		await says({ user, collection: 'recipes', action: 'read' }, 'Not allowed', 'No policy has a permission for this.');
		const page = await open(`/users/${user}`);
		await page.getByRole('tab', { name: 'What they may do' }).click();
		await page.getByRole('button', { name: 'Categories, Read: All' }).waitFor();
		assert.equal(await page.getByRole('button', { name: /^Recipes, Read/ }).count(), 0);
		await close(page);
	} finally {
		await api(`/permissions/${id}`, { method: 'DELETE' });
	}
});

test('an account that is not active, and what is behind a relation', async () => {
	const user = await somebodyWith([{ collection: 'recipes', action: 'read' }], { status: 'suspended' });
	assert.equal((await as('GET', '/items/recipes')).status, 401);
	await says({ user, collection: 'recipes', action: 'read', field: 'ingredients' }, 'Allowed', 'At least one permission allows it.', ['This user isn\'t active and can\'t log in at all.', /^Ingredients needs Recipes ingredients \(Read\), Ingredients \(Read\)/]);
});
