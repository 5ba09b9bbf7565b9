// A person with a role, a policy and what belongs to them: what tests of access, shares and ways in look at.
import { after, before } from 'node:test';

import { api, start, stop } from './harness.mjs';

export const EMAIL = 'pat@example.com';
export const PASSWORD = 'a long password';
/** Saved views, one in each layout but the table. */
const LAYOUTS = { cards: 'recipes', kanban: 'recipes', calendar: 'recipes', tree: 'categories' };

/** Somebody who may change certain recipes: what the pages of access show. Answers the keys that paths need, and how to take it all back. */
export async function somebody() {
	// A run that was stopped leaves them behind.
	for (const { id } of await api(`/users?filter[email][_eq]=${EMAIL}&fields=id`)) await api(`/users/${id}`, { method: 'DELETE' });
	for (const { id } of await api(`/presets?filter[bookmark][_in]=${Object.keys(LAYOUTS).map((layout) => `As ${layout}`)}&fields=id`)) await api(`/presets/${id}`, { method: 'DELETE' });
	for (const [path, name] of [['/roles', 'Pastry'], ['/roles', 'Kitchen'], ['/policies', 'Recipes']]) for (const { id } of await api(`${path}?filter[name][_eq]=${name}&fields=id`)) await api(`${path}/${id}`, { method: 'DELETE' });
	for (const { id } of await api('/items/recipes?filter[slug][_eq]=plum-cake&fields=id')) await api(`/items/recipes/${id}`, { method: 'DELETE' });
	const policy = await api('/policies', { method: 'POST', body: { name: 'Recipes', description: 'Writes recipes, and sees what they are made of.', app_access: true, permissions: { create: [
		{ collection: 'recipes', action: 'read', fields: ['*'], permissions: null, validation: null, presets: null },
		{ collection: 'recipes', action: 'update', fields: ['title', 'servings', 'ingredients'], permissions: { status: { _eq: 'draft' } }, validation: null, presets: null },
		{ collection: 'recipes', action: 'create', fields: ['*'], permissions: null, validation: null, presets: { status: 'draft' } },
		{ collection: 'ingredients', action: 'read', fields: ['*'], permissions: null, validation: null, presets: null },
	], update: [], delete: [] } } });
	const role = await api('/roles', { method: 'POST', body: { name: 'Kitchen', description: 'Cooks, and those who write for them' } });
	const child = await api('/roles', { method: 'POST', body: { name: 'Pastry', parent: role.id } });
	await api('/access', { method: 'POST', body: { role: role.id, policy: policy.id, sort: 1 } });
	const [{ id: page }] = await api('/items/pages?fields=id&sort=id&limit=1');
	const [{ id: file }] = await api('/files?filter[type][_starts_with]=image/&fields=id&sort=title&limit=1');
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Plum cake', slug: 'plum-cake', status: 'draft' } });
	await api(`/items/recipes/${recipe.id}`, { method: 'PATCH', body: { title: 'Plum cake with crumble', servings: 8 } });
	const views = {};
	for (const [layout, collection] of Object.entries(LAYOUTS)) views[layout] = (await api('/presets', { method: 'POST', body: { bookmark: `As ${layout}`, collection, layout, user: null } })).id;
	const user = await api('/users', { method: 'POST', body: { first_name: 'Pat', last_name: 'Baker', email: EMAIL, password: PASSWORD, role: child.id, status: 'active' } });
	const shared = { name: 'For a test', collection: 'recipes', item: '1', role: role.id };
	const share = await api('/shares', { method: 'POST', body: shared });
	const locked = await api('/shares', { method: 'POST', body: { ...shared, password: 'open sesame' } });
	return {
		...views,
		page,
		share: share.id,
		locked: locked.id,
		file,
		recipe: recipe.id,
		policy: policy.id,
		role: child.id,
		user: user.id,
		forget: async () => {
			for (const path of [`/shares/${share.id}`, `/shares/${locked.id}`, `/users/${user.id}`, `/items/recipes/${recipe.id}`, ...Object.values(views).map((id) => `/presets/${id}`), `/roles/${child.id}`, `/roles/${role.id}`, `/policies/${policy.id}`]) await api(path, { method: 'DELETE' });
		},
	};
}

/** For the tests of a file: a browser and somebody, who is gone after the last one. What is answered is filled before the first. */
export function withSomebody() {
	const keys = {};
	before(async () => {
		await start();
		Object.assign(keys, await somebody());
	});
	after(async () => {
		await keys.forget?.();
		await stop();
	});
	return keys;
}
