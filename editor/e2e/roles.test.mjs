// Roles below roles: made, moved, refused in a circle, and what their users may do in the end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, focused, holds, open, start, stop, url, writes } from './harness.mjs';

const ROLES = ['Nested staff', 'Nested cooks', 'Nested bakers'];
const POLICY = 'Nested reading';
const EMAIL = 'nested@example.com';
const TOKEN = 'token-of-a-nested-user';

before(async () => {
	await start();
	await forget();
});
after(async () => {
	await forget();
	await stop();
});

async function forget() {
	const gone = [['/users', 'email', [EMAIL]], ['/roles', 'name', ROLES], ['/policies', 'name', [POLICY]]];
	for (const [path, field, values] of gone) for (const { id } of await api(`${path}?filter[${field}][_in]=${values}&fields=id`)) await api(`${path}/${id}`, { method: 'DELETE' });
}

const idOf = async (name) => (await api(`/roles?filter[name][_eq]=${name}&fields=id,parent`))[0];

async function makeRole(page, name) {
	await page.getByRole('button', { name: 'New role' }).click();
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name);
	await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
	await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function choose(page, label, name) {
	await page.getByRole('combobox', { name: label }).click();
	await page.getByRole('option', { name, exact: true }).click();
}

async function saveRole(page) {
	const answered = page.waitForResponse((response) => response.request().method() === 'PATCH');
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	return answered;
}

const mayRead = async () => (await fetch(`${url}/items/recipes?limit=1`, { headers: { authorization: `Bearer ${TOKEN}` } })).status;

test('a role is made and moved below another one, whose policies its users then have', async () => {
	await api('/policies', { method: 'POST', body: { name: POLICY, app_access: true, permissions: { create: [{ collection: 'recipes', action: 'read', fields: ['*'] }] } } });
	const page = await open('/access');
	await makeRole(page, ROLES[0]);
	await choose(page, 'Add a policy', POLICY);
	await page.getByRole('link', { name: POLICY }).waitFor();
	for (const [name, parent] of [[ROLES[1], ROLES[0]], [ROLES[2], ROLES[1]]]) {
		await page.getByRole('navigation').getByRole('link', { name: 'Access', exact: true }).click();
		await makeRole(page, name);
		await choose(page, 'Belongs to', parent);
		assert.equal((await saveRole(page)).status(), 200);
		await page.getByText(`${POLICY}, through ${ROLES[0]}`).waitFor();
	}
	await assertAccessible(page);

	await page.goto(`${url}/admin/access`);
	const lines = page.getByRole('tabpanel').getByRole('link', { name: /^Nested/ });
	await lines.nth(2).waitFor();
	assert.deepEqual((await lines.locator('p:first-child').allInnerTexts()).filter((one) => one.startsWith('Nested')), ROLES);
	const starts = await lines.locator('svg').evaluateAll((icons) => icons.map((icon) => icon.getBoundingClientRect().x));
	assert.ok(starts[0] < starts[1] && starts[1] < starts[2], 'each is further in than the one it belongs to');
	await close(page);
});

test('what a user has through the roles above is shown with its way, explained, and holds', async () => {
	const bakers = await idOf(ROLES[2]);
	const { id } = await api('/users', { method: 'POST', body: { email: EMAIL, first_name: 'Nes', last_name: 'Ted', token: TOKEN, status: 'active', role: bakers.id } });
	assert.equal(await mayRead(), 200);
	const page = await open(`/users/${id}`);
	await page.getByText(`${POLICY}, through ${ROLES[0]}`).waitFor();
	await page.getByRole('tab', { name: 'What they may do' }).click();
	await page.getByRole('link', { name: `${POLICY}, through ${ROLES[0]}` }).waitFor();
	await assertAccessible(page);
	await page.getByRole('button', { name: 'Recipes, Read: All' }).click();
	await page.getByText('At least one permission allows it.').waitFor();
	await page.getByRole('link', { name: new RegExp(POLICY) }).waitFor();

	await page.goto(`${url}/admin/access/roles/${(await idOf(ROLES[1])).id}`);
	await choose(page, 'Belongs to', 'None');
	assert.equal((await saveRole(page)).status(), 200);
	await page.getByText(`${POLICY}, through ${ROLES[0]}`).waitFor({ state: 'detached' });
	await eventually(mayRead, 403);
	await page.goto(`${url}/admin/users/${id}`);
	await page.getByRole('tab', { name: 'What they may do' }).click();
	await page.getByText('This user may do nothing.').waitFor();
	await close(page);
	await api(`/roles/${(await idOf(ROLES[1])).id}`, { method: 'PATCH', body: { parent: (await idOf(ROLES[0])).id } });
});

test('a role can not belong to one that belongs to it, and it is said why', async () => {
	const [staff, cooks, bakers] = await Promise.all(ROLES.map(idOf));
	const page = await open(`/access/roles/${staff.id}`);
	const parent = page.getByRole('combobox', { name: 'Belongs to' });
	await parent.click();
	await page.getByRole('option', { name: `${ROLES[2]} stands below this role` }).waitFor();
	assert.deepEqual(await page.getByRole('option', { name: /^Nested/ }).evaluateAll((options) => options.map((one) => one.hasAttribute('data-combobox-disabled'))), [true, true]);
	await page.getByRole('option', { name: /^Nested bakers/ }).click({ force: true });
	await holds(parent, 'None');
	await page.keyboard.press('Escape');

	// While this page is open the cooks stand alone; then somebody puts them below the bakers.
	await api(`/roles/${cooks.id}`, { method: 'PATCH', body: { parent: null } });
	await api(`/roles/${bakers.id}`, { method: 'PATCH', body: { parent: null } });
	await page.goto(`${url}/admin/access/roles/${bakers.id}`);
	await choose(page, 'Belongs to', ROLES[1]);
	await api(`/roles/${cooks.id}`, { method: 'PATCH', body: { parent: bakers.id } });
	assert.equal((await saveRole(page)).status(), 400);
	await page.getByText(`“${ROLES[1]}” stands below “${ROLES[2]}”: a role can't belong to one that belongs to it.`).waitFor();
	assert.equal(await page.getByText(bakers.id).count(), 0, 'in names, not in keys');
	assert.ok(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled());
	await assertAccessible(page);
	await page.getByRole('button', { name: 'Discard' }).click();
	await holds(parent, 'None');
	assert.deepEqual([(await idOf(ROLES[2])).parent, (await idOf(ROLES[1])).parent], [null, bakers.id]);
	await close(page);
});

test('roles below one that is deleted stay, and it is said what they lose', async () => {
	const [staff, cooks] = await Promise.all(ROLES.map(idOf));
	await api(`/roles/${cooks.id}`, { method: 'PATCH', body: { parent: staff.id } });
	const page = await open(`/access/roles/${staff.id}`);
	await page.getByRole('button', { name: 'Delete' }).click();
	const question = page.getByRole('dialog', { name: `Delete “${ROLES[0]}”?` });
	await question.getByText(/Roles that belong to it stay, without the policies they have through it/).waitFor();
	await focused(question.getByRole('button', { name: 'Cancel' }));
	await question.getByRole('button', { name: 'Delete' }).click();
	await page.waitForURL(/\/access$/);
	await page.getByRole('link', { name: new RegExp(ROLES[1]) }).waitFor();
	assert.equal((await idOf(ROLES[1])).parent, null);
	assert.deepEqual(writes(page).map(({ method, path }) => `${method} ${path}`), [`DELETE /roles/${staff.id}`]);
	await close(page);
});
