// Every page of the Editor and what opens on it: looked at by axe (accessible.test.mjs) and by people (npm run screenshots).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { newPage, quiet, url } from './harness.mjs';

/** The Editor's own texts: what buttons are called in a language. `namespace:path.of.it`. */
function texts(language) {
	return (name) => {
		const [namespace, path] = name.split(':');
		const file = new URL(`../src/i18n/locales/${language}/${namespace}.json`, import.meta.url);
		return path.split('.').reduce((value, key) => value[key], JSON.parse(readFileSync(file, 'utf8')));
	};
}

const press = (...names) => async (page, t) => {
	for (const name of names) await page.getByRole(/^menuitem /.test(name) ? 'menuitem' : 'button', { name: new RegExp(`^${t(name.replace(/^menuitem /, '')).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(:|$)`) }).filter({ visible: true }).first().click();
};
const fails = (pattern) => async (page) => page.route(pattern, (route) => route.fulfill({ status: 503, contentType: 'application/json', body: '{"errors":[{"message":"The database does not answer.","extensions":{"code":"SERVICE_UNAVAILABLE"}}]}' }));
const within = (...acts) => async (page, t) => {
	for (const act of acts) await act(page, t);
};
const fill = (selector, text) => (page) => page.locator(selector).first().fill(text);
const selectTwo = async (page) => {
	for (const row of [1, 2]) await page.locator('[role=row] input[type=checkbox]').nth(row).check();
};
/** From now on the server takes whoever writes for a stranger. */
const endSession = async (page) => {
	for (const path of ['**/items/**', '**/users/me?fields=id']) await page.route(path, (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"errors":[{"message":"Who are you?","extensions":{"code":"INVALID_CREDENTIALS"}}]}' }));
};
const unreachable = (pattern) => (page) => page.route(pattern, (route) => route.abort());
/** Nobody has an account yet. */
const neverSetUp = async (page) => page.route('**/server/info', (route) => route.fulfill({ status: 200, contentType: 'application/json', body: '{"data":{"project":null,"setupCompleted":false}}' }));
const never = (pattern) => async (page) => page.route(pattern, () => undefined);

/**
 * `route`: the line of app/routes.tsx that it shows. `ready`: what stands there once it is loaded. `before` runs ahead of the visit, `act` opens something;
 * `then` is what shows that it is open. `unsaved`: it can't be left without being asked. `stranger`: nobody is logged in.
 */
export const VIEWS = [
	{ name: 'login', route: 'login', path: '/login', ready: 'form', stranger: true },
	{ name: 'forgot-password', route: 'forgot-password', path: '/forgot-password', ready: 'form', stranger: true },
	{ name: 'reset-password', route: 'reset-password', path: '/reset-password?token=x', ready: 'form', stranger: true },
	{ name: 'register', route: 'register', path: '/register', ready: 'form', stranger: true },
	{ name: 'accept-invite', route: 'accept-invite', path: '/accept-invite?token=x', ready: 'form', stranger: true },
	{ name: 'tfa-setup', route: 'tfa-setup', path: '/tfa-setup', ready: 'form' },
	{ name: 'shared', route: 'shared/:id', path: ({ share }) => `/shared/${share}`, ready: 'main [data-field=title]', stranger: true },
	{ name: 'shared-password', route: 'shared/:id', path: ({ locked }) => `/shared/${locked}`, ready: 'main form', stranger: true },
	{ name: 'shared-gone', route: 'shared/:id', path: '/shared/00000000-0000-4000-8000-000000000000', ready: 'main [role=alert]', stranger: true },
	{ name: 'setup', route: 'setup', path: '/setup', before: neverSetUp, ready: 'form', stranger: true },
	{ name: 'reset-password-gone', route: 'reset-password', path: '/reset-password?token=x', ready: 'form', act: within(fill('form input', 'a long password'), press('session:reset.submit')), then: '[role=alert]', stranger: true },

	{ name: 'welcome', route: 'content', path: '/content', ready: 'main a' },
	{ name: 'palette', route: 'content', path: '/content', ready: 'main a', act: (page) => page.keyboard.press('Control+k'), then: '[role=dialog] input' },
	{ name: 'account-menu', route: 'content', path: '/content', ready: 'main a', act: press('common:nav.account'), then: '[role=menu]', wide: true },
	{ name: 'list', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)' },
	{ name: 'list-long', route: 'content/:collection', path: '/content/cities', ready: '[role=row]:nth-child(9)' },
	{ name: 'list-loading', route: 'content/:collection', path: '/content/recipes', before: never('**/items/recipes?*'), ready: '[aria-busy=true], [role=status]' },
	{ name: 'list-failed', route: 'content/:collection', path: '/content/recipes', before: fails('**/items/recipes?*'), ready: 'main [role=status] button' },
	{ name: 'list-nothing-found', route: 'content/:collection', path: '/content/recipes?search=nothing-has-this-name', ready: 'main [role=status]' },
	{ name: 'list-filter', route: 'content/:collection', path: '/content/recipes?filter={"_and":[{"minutes":{"_lt":60}},{"category":{"name":{"_contains":"e"}}}]}', ready: '[role=grid], main [role=status]', act: press('content:list.filter'), then: '[role=dialog] input:not([type=radio])' },
	{ name: 'list-columns', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: press('content:list.columns'), then: '[role=dialog] input[type=checkbox]' },
	{ name: 'list-layouts', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: (page, t) => page.getByRole('button', { name: t('layouts:choose').split('{{')[0].trim() }).click(), then: '[role=dialog] [role=radio]' },
	{ name: 'list-views', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: press('content:views.title'), then: '[role=menu]' },
	{ name: 'list-save-view', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: press('content:views.title', 'menuitem content:views.save'), then: '[role=dialog] form' },
	{ name: 'list-export', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: press('content:transfer.label', 'menuitem content:transfer.export'), then: '[role=dialog] button:not([aria-label])' },
	{ name: 'list-column-menu', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: (page) => page.locator('[role=columnheader] [aria-haspopup=menu]').first().click(), then: '[role=menu]' },
	{ name: 'list-selected', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: selectTwo, then: '[role=region] button' },
	{ name: 'list-bulk-edit', route: 'content/:collection', path: '/content/recipes', ready: '[role=row]:nth-child(3)', act: within(selectTwo, press('common:actions.edit')), then: '[role=dialog] [data-field]' },
	{ name: 'list-bulk-edit-blocks', route: 'content/:collection', path: '/content/pages', ready: '[role=row]:nth-child(3)', act: within(selectTwo, press('common:actions.edit')), then: '[role=dialog] [role=group] [role=radiogroup]' },
	{ name: 'list-bulk-delete', route: 'content/:collection', path: '/content/ingredients', ready: '[role=row]:nth-child(3)', act: within(selectTwo, press('common:actions.delete')), then: '[role=dialog] [data-autofocus]' },
	{ name: 'list-unreachable', route: 'content/:collection', path: '/content/recipes', before: unreachable('**/items/recipes?*'), ready: 'main [role=status] button' },
	...['cards', 'kanban', 'tree'].map((layout) => ({ name: `list-${layout}`, route: 'content/:collection', path: (keys) => `/content/${layout === 'tree' ? 'categories' : 'recipes'}?bookmark=${keys[layout]}`, ready: { cards: 'main [role=listitem]', kanban: 'main section a', tree: 'main [role=treeitem]' }[layout] })),
	{ name: 'list-calendar', route: 'content/:collection', path: ({ calendar }) => `/content/recipes?bookmark=${calendar}`, ready: 'main h2[aria-live]', act: (page, t) => page.getByRole('button', { name: t('layouts:calendar.go').split('{{')[0].trim() }).click(), then: 'main [role=gridcell] a, main section a' },
	{ name: 'item', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li' },
	{ name: 'item-new', route: 'content/:collection/:key', path: '/content/recipes/+', ready: '[data-field=title]' },
	{ name: 'item-unsaved', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: async (page) => page.locator('[data-field=title] input').first().fill('Another title'), unsaved: true },
	{ name: 'item-menu', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: press('common:actions.more'), then: '[role=menu]' },
	{ name: 'item-save-menu', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: within(fill('[data-field=title] input', 'Another title'), press('content:item.saveMore')), then: '[role=menu]', unsaved: true },
	{ name: 'item-changes', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: within(fill('[data-field=title] input', 'Another title'), (page, t) => page.getByRole('button', { name: t('form:changes_one').replace('{{count}}', '1') }).click()), then: '[role=dialog] li', wide: true, unsaved: true },
	{ name: 'item-refused', route: 'content/:collection/:key', path: '/content/recipes/+', ready: '[data-field=title]', act: press('common:actions.save'), then: '[role=alert]', unsaved: true },
	{ name: 'item-leave', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: within(fill('[data-field=title] input', 'Another title'), (page, t) => page.getByRole('link', { name: t('common:actions.back') }).click()), then: '[role=dialog] [data-autofocus]', unsaved: true },
	{ name: 'item-history', route: 'content/:collection/:key', path: ({ recipe }) => `/content/recipes/${recipe}?panel=history`, ready: '[role=dialog] [role=tabpanel] li' },
	{ name: 'item-uses', route: 'content/:collection/:key', path: '/content/ingredients/1?panel=uses', ready: '[role=dialog] [role=tabpanel] a' },
	{ name: 'item-shares', route: 'content/:collection/:key', path: '/content/recipes/1?panel=shares', ready: '[role=dialog] [role=tabpanel] li' },
	{ name: 'item-not-shared', route: 'content/:collection/:key', path: ({ recipe }) => `/content/recipes/${recipe}?panel=shares`, ready: '[role=dialog] [role=tabpanel] [role=status]' },
	{ name: 'item-share', route: 'content/:collection/:key', path: '/content/recipes/1?panel=shares', ready: '[role=dialog] [role=tabpanel] li', act: press('item:shares.make'), then: '[role=dialog] form' },
	{ name: 'item-copy', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: press('common:actions.more', 'menuitem content:item.copy'), then: '[role=dialog] form, [role=dialog] [role=radiogroup]' },
	{ name: 'item-delete', route: 'content/:collection/:key', path: '/content/ingredients/1', ready: '[data-field=name]', act: press('common:actions.more', 'menuitem content:item.delete'), then: '[role=dialog] [data-autofocus]' },
	{ name: 'item-picker', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: (page) => page.locator('[data-field=category] input').first().click(), then: '[role=option]:visible' },
	{ name: 'item-file-picker', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=image] button', act: (page) => page.locator('[data-field=image] button:has(.tabler-icon-library-photo)').click(), then: '[role=dialog] [data-card]' },
	{ name: 'item-add-block', route: 'content/:collection/:key', path: ({ page }) => `/content/pages/${page}`, ready: '[data-field=blocks] section', act: press('form:blocks.add'), then: '[role=menu]' },
	{ name: 'item-message', route: 'content/:collection/:key', path: ({ page }) => `/content/pages/${page}`, ready: '[data-field=blocks] section', act: within((page) => page.locator('[data-field=blocks] section [aria-haspopup=menu]').first().click(), press('menuitem form:blocks.copy')), then: '.mantine-Notification-root' },
	{ name: 'item-session-ended', route: 'content/:collection/:key', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: within(fill('[data-field=title] input', 'Another title'), endSession, press('common:actions.save')), then: '[role=dialog] form', unsaved: true },
	{ name: 'item-forbidden', route: 'content/:collection/:key', path: '/content/recipes/987654', ready: 'main [role=status]' },
	{ name: 'item-translations', route: 'content/:collection/:key', path: '/content/articles/1', ready: '[data-language=ar]' },
	{ name: 'item-tree', route: 'content/:collection/:key', path: '/content/categories/1', ready: '[data-field=children] li' },
	{ name: 'item-tree-add', route: 'content/:collection/:key', path: '/content/categories/1', ready: '[data-field=children] li', act: press('form:tree.addBelow', 'menuitem form:tree.linkBelow'), then: '[data-field=children] li input' },
	{ name: 'item-block-menu', route: 'content/:collection/:key', path: ({ page }) => `/content/pages/${page}`, ready: '[data-field=blocks] section', act: (page) => page.locator('[data-field=blocks] section [aria-haspopup=menu]').nth(1).click(), then: '[role=menu]' },
	{ name: 'item-block-position', route: 'content/:collection/:key', path: ({ page }) => `/content/pages/${page}`, ready: '[data-field=blocks] section', act: within((page) => page.locator('[data-field=blocks] section [aria-haspopup=menu]').nth(1).click(), (page, t) => page.getByRole('menuitem', { name: t('form:list.toPosition') }).click()), then: '[role=dialog] input' },
	{ name: 'item-blocks', route: 'content/:collection/:key', path: ({ page }) => `/content/pages/${page}`, ready: '[data-field=blocks] section' },
	{ name: 'item-one-to-many', route: 'content/:collection/:key', path: '/content/countries/NZ', ready: '[data-field=cities] li' },
	{ name: 'item-singleton', route: 'content/:collection/:key', path: '/content/about', ready: 'main [data-field]' },
	{ name: 'item-drawers', route: 'content/:collection/:key', path: '/content/countries/NZ?open=region:53', ready: '[role=dialog] [data-field=name]' },
	{ name: 'item-drawer', route: 'content/:collection/:key', path: '/content/recipes/1?open=category:91', ready: '[role=dialog] [data-field=name]' },
	{ name: 'files', route: 'files', path: '/files', ready: 'main [data-card]' },
	{ name: 'files-nothing-found', route: 'files', path: '/files?search=nothing-has-this-name', ready: 'main [role=status]' },
	{ name: 'files-selected', route: 'files', path: '/files', ready: 'main [data-card]', act: (page) => page.locator('main input[type=checkbox]').first().check(), then: '[role=region] button' },
	{ name: 'files-new-folder', route: 'files', path: '/files', ready: 'main [data-card]', act: press('files:folders.new'), then: '[role=dialog] form', wide: true },
	{ name: 'files-add', route: 'files', path: '/files', ready: 'main [data-card]', act: press('files:upload.action', 'menuitem files:upload.url'), then: '[role=dialog] input' },
	{ name: 'file', route: 'files/:key', path: ({ file }) => `/files/${file}`, ready: 'main [data-field=title]' },

	{ name: 'missing-page', route: '*', path: '/there/is/no/such/page', ready: 'main [role=status]' },

	{ name: 'model', route: 'model', path: '/model', ready: 'main [role=listitem]' },
	{ name: 'model-new-collection', route: 'model', path: '/model', ready: 'main [role=listitem]', act: press('model:list.newCollection'), then: '[role=dialog] form' },
	{ name: 'model-new-folder', route: 'model', path: '/model', ready: 'main [role=listitem]', act: press('model:list.newFolder'), then: '[role=dialog] form' },
	{ name: 'model-delete-collection', route: 'model/:collection', path: '/model/recipes', ready: 'main [role=listitem]', act: press('common:actions.more', 'menuitem model:list.delete'), then: '[role=dialog] form li' },
	{ name: 'diagram', route: 'model/+diagram', path: '/model/+diagram', ready: '[data-node]' },
	{ name: 'collection-fields', route: 'model/:collection', path: '/model/articles', ready: 'main [role=listitem]' },
	{ name: 'collection-settings', route: 'model/:collection', path: '/model/recipes?tab=settings', ready: 'main form' },
	{ name: 'collection-neighbours', route: 'model/:collection', path: '/model/recipes?tab=neighbours', ready: '[data-node]' },
	{ name: 'field-gallery', route: 'model/:collection/add', path: '/model/recipes/add', ready: '[role=dialog] section a' },
	{ name: 'field', route: 'model/:collection/field/:field', path: '/model/recipes/field/title', ready: '[role=dialog] form' },
	{ name: 'field-column', route: 'model/:collection/field/:field', path: '/model/recipes/field/servings', ready: '[role=dialog] form', act: (page) => page.locator('[role=dialog] [role=tab]').nth(1).click(), then: '[role=tabpanel] input' },
	{ name: 'field-relation', route: 'model/:collection/field/:field', path: '/model/recipes/field/ingredients', ready: '[role=dialog] form', act: (page) => page.locator('[role=dialog] [role=tab]').nth(1).click(), then: '[role=tabpanel] input' },
	{ name: 'field-validation', route: 'model/:collection/field/:field', path: '/model/recipes/field/title', ready: '[role=dialog] form', act: (page) => page.locator('[role=dialog] [role=tab]').nth(2).click(), then: '[role=tabpanel]' },
	{ name: 'field-conditions', route: 'model/:collection/field/:field', path: '/model/recipes/field/title', ready: '[role=dialog] form', act: (page) => page.locator('[role=dialog] [role=tab]').nth(3).click(), then: '[role=tabpanel]' },
	{ name: 'field-new', route: 'model/:collection/field/:field', path: '/model/recipes/field/+?interface=select-dropdown', ready: '[role=dialog] form' },
	{ name: 'field-delete', route: 'model/:collection/field/:field', path: '/model/recipes/field/ingredients', ready: '[role=dialog] form', act: press('model:fields.delete'), then: '[role=dialog] [data-autofocus]' },
	{ name: 'relation-kinds', route: 'model/:collection/relation', path: '/model/recipes/relation', ready: 'main section a' },
	...['m2o', 'o2m', 'm2m', 'm2a', 'translations', 'tree', 'self-m2m', 'o2o', 'file', 'image', 'files', 'user'].map((kind) => ({ name: `relation-${kind}`, route: 'model/:collection/relation/:kind', path: `/model/recipes/relation/${kind}${['m2o', 'o2m', 'm2m', 'o2o'].includes(kind) ? '?related=languages' : ''}`, ready: 'main svg[role=img]' })),

	{ name: 'users', route: 'users', path: '/users', ready: 'tbody tr' },
	{ name: 'users-invite', route: 'users', path: '/users', ready: 'tbody tr', act: press('access:invite.open'), then: '[role=dialog] form' },
	{ name: 'user-new', route: 'users/:id', path: '/users/+', ready: 'main form' },
	{ name: 'user', route: 'users/:id', path: ({ user }) => `/users/${user}`, ready: 'main form' },
	{ name: 'user-rights', route: 'users/:id', path: ({ user }) => `/users/${user}`, ready: 'main form', act: (page) => page.locator('main [role=tab]').nth(1).click(), then: 'tbody button' },
	{ name: 'roles', route: 'access', path: '/access', ready: 'main [role=tabpanel] a' },
	{ name: 'role-new', route: 'access', path: '/access', ready: 'main [role=tabpanel] a', act: press('access:roles.new'), then: '[role=dialog] form' },
	{ name: 'policies', route: 'access', path: '/access?tab=policies', ready: 'main [role=tabpanel] a' },
	{ name: 'role', route: 'access/roles/:id', path: ({ role }) => `/access/roles/${role}`, ready: 'main form' },
	{ name: 'policy', route: 'access/policies/:id', path: ({ policy }) => `/access/policies/${policy}`, ready: 'tbody [data-cell]' },
	{ name: 'permission', route: 'access/policies/:id', path: ({ policy }) => `/access/policies/${policy}`, ready: 'tbody [data-cell]', act: async (page) => { await page.locator('tbody [data-cell=custom]').first().click(); await page.locator('[role=menuitem]').last().click(); }, then: '[role=dialog] [role=tabpanel]:visible' },
	{ name: 'explain', route: 'access/explain', path: ({ user }) => `/access/explain?user=${user}&collection=recipes&action=update`, ready: 'main [role=alert], main [role=status]' },
	{ name: 'settings', route: 'settings', path: '/settings', ready: 'main form' },
	{ name: 'activity', route: 'activity', path: '/activity', ready: 'tbody tr' },
	{ name: 'second-factor', route: 'profile', path: '/profile', ready: 'main form', unsaved: true, act: async (page, t) => {
		await press('project:profile.tfa.setUp')(page, t);
		await page.locator('[role=dialog] input').fill(process.env.ADMIN_PASSWORD);
		await page.keyboard.press('Enter');
	}, then: '[role=dialog] svg[role=img]' },
	{ name: 'profile', route: 'profile', path: '/profile', ready: 'main form' },
];

/** Closes what opened over the page, innermost first. Answers whether it went. */
async function closeAll(page) {
	const open = page.locator('[role=dialog], [role=menu]').filter({ visible: true });
	for (let n_open = await open.count(); n_open > 0; n_open = await open.count()) {
		await page.keyboard.press('Escape');
		const went = open.nth(n_open - 1).waitFor({ state: 'hidden', timeout: 2_000 }).then(() => true, () => false);
		if (!(await went)) return false;
	}
	return true;
}

/** Shows each view in turn. One page goes from view to view without loading the Editor again, as long as what opens in it closes again. */
export async function walk(context, views, { keys, language = 'en', each, failed }) {
	const t = texts(language);
	let page;
	for (const view of views) {
		try {
			const path = typeof view.path === 'function' ? view.path(keys) : view.path;
			if (page && !view.before) {
				const isAnother = await page.evaluate((to) => {
					const before = location.pathname;
					document.querySelector('main')?.setAttribute('data-left', 'true');
					history.pushState(null, '', to);
					dispatchEvent(new PopStateEvent('popstate'));
					// Pages of one collection's model stay and only open something else.
					const area = (path) => path.split('/')[2];
					return location.pathname !== before && area(before) !== 'model' && area(before) !== 'users';
				}, `/admin${path}`);
				// The page before may look ready, too, and stays until the next one is loaded.
				if (isAnother) await page.locator('main[data-left]').waitFor({ state: 'detached' });
				await quiet(page);
			} else {
				await page?.close();
				page = await newPage(context);
				await view.before?.(page);
				await page.goto(`${url}/admin${path}`);
			}
			await page.locator(view.ready).first().waitFor({ state: 'attached' });
			if (!view.before) await quiet(page);
			await view.act?.(page, t);
			if (view.then) await page.locator(view.then).first().waitFor();
			if (!view.before) await quiet(page);
			await each(page, view);
			assert.deepEqual(page.failures, [], view.name);
			if (!view.before && !view.unsaved && (!view.act || (await closeAll(page)))) continue;
		} catch (error) {
			if (!failed) throw error;
			await failed(page, view, error);
		}
		// Something stays open or unsaved, or the server looks broken: the next view begins with a page of its own.
		await page?.close();
		page = undefined;
	}
	await page?.close();
}
