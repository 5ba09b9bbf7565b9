import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, contextOf, newPage, open, openAsStranger, url, writes } from './harness.mjs';
import { EMAIL, PASSWORD, withSomebody } from './somebody.mjs';

const ITEM = '7';

const sharesOf = (item) => api(`/shares?filter[collection][_eq]=recipes&filter[item][_eq]=${item}&fields=*`);

async function forgetShares() {
	for (const { id } of await sharesOf(ITEM)) await api(`/shares/${id}`, { method: 'DELETE' });
}

before(forgetShares);
after(forgetShares);
const keys = withSomebody();

test('a link to an item is made, changed, opened, mailed and deleted', async () => {
	const page = await open(`/content/recipes/${ITEM}`);
	await page.locator('[data-field=ingredients] li').first().waitFor();
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Share by a link…' }).click();
	const panel = page.getByRole('dialog', { name: 'About this item' });
	await panel.getByText('Not shared', { exact: true }).waitFor();
	await panel.getByRole('button', { name: 'Make a link' }).click();

	const making = page.getByRole('dialog', { name: 'Share by a link' });
	await making.getByRole('textbox', { name: 'Name' }).fill('For the printers');
	await making.getByRole('combobox', { name: 'Shows what this role may see' }).click();
	await page.getByRole('option', { name: 'Pastry' }).click();
	await making.getByRole('textbox', { name: 'Password' }).fill('open sesame');
	await making.getByLabel('Opens from').fill('2030-01-02T10:00');
	await making.getByLabel('Opens until').fill('2030-01-01T10:00');
	await making.getByText('The end comes before the start.').waitFor();
	assert.ok(await making.getByRole('button', { name: 'Make a link' }).isDisabled());
	await making.getByLabel('Opens from').fill('');
	await making.getByRole('textbox', { name: 'How often it can be opened' }).fill('1');
	await making.getByRole('button', { name: 'Make a link' }).click();
	await making.waitFor({ state: 'hidden' });

	const card = panel.getByRole('listitem').filter({ hasText: 'For the printers' });
	await card.getByText('Opened 0 of 1 time').waitFor();
	await card.getByText('Open', { exact: true }).waitFor();
	const [share] = await sharesOf(ITEM);
	assert.deepEqual({ ...share, id: 0, password: Boolean(share.password), date_created: 0, date_end: share.date_end.slice(0, 4), user_created: 0 }, { id: 0, name: 'For the printers', collection: 'recipes', item: ITEM, role: keys.role, password: true, date_start: null, date_end: '2030', max_uses: 1, times_used: 0, date_created: 0, user_created: 0 });
	await assertAccessible(page);

	// The link that is copied is the one that opens.
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await card.getByRole('button', { name: 'Copy link: For the printers' }).click();
	await card.getByRole('button', { name: 'Copied: For the printers' }).waitFor();
	const link = await page.evaluate(() => navigator.clipboard.readText());
	assert.equal(link, `${url}/admin/shared/${share.id}`);
	const stranger = await openAsStranger(link.slice(`${url}/admin`.length));
	await stranger.getByRole('textbox', { name: 'Password' }).fill('open sesame');
	await stranger.getByRole('button', { name: 'Open', exact: true }).click();
	await stranger.locator('[data-field=title] input').waitFor();
	await close(stranger);

	await page.reload();
	await card.getByText('Opened 1 of 1 time').waitFor();
	await card.getByText('Used up').waitFor();
	await card.getByRole('button', { name: 'More for For the printers' }).click();
	await page.getByRole('menuitem', { name: 'Change…' }).click();
	const changing = page.getByRole('dialog', { name: 'Change the link' });
	assert.match(await changing.getByLabel('Opens until').inputValue(), /^2030-01-01T10:00/);
	await changing.getByRole('textbox', { name: 'Name' }).fill('For all printers');
	await changing.getByRole('textbox', { name: 'How often it can be opened' }).fill('3');
	await changing.getByRole('button', { name: 'Save' }).click();
	await panel.getByText('Opened 1 of 3 times').waitFor();
	const [changed] = await sharesOf(ITEM);
	assert.deepEqual([changed.name, changed.max_uses, changed.date_end, Boolean(changed.password)], ['For all printers', 3, share.date_end, true]);

	// Whether mails leave here is up to the settings: what is asked for is not.
	await page.route('**/shares/invite', (route) => route.fulfill({ status: 204 }));
	const mailed = page.waitForRequest('**/shares/invite');
	await panel.getByRole('button', { name: 'Send by mail: For all printers' }).click();
	const sending = page.getByRole('dialog', { name: 'Send the link by mail' });
	await sending.getByText('The password is not in the mail: tell it another way.').waitFor();
	await sending.getByRole('combobox', { name: 'E-mail addresses' }).pressSequentially('one@example.com,two@example.com');
	await sending.getByRole('button', { name: 'Send by mail' }).click();
	assert.deepEqual((await mailed).postDataJSON(), { share: share.id, emails: ['one@example.com', 'two@example.com'] });
	await page.getByText('2 mails are on their way').waitFor();

	await panel.getByRole('button', { name: 'More for For all printers' }).click();
	await page.getByRole('menuitem', { name: 'Delete…' }).click();
	await page.getByRole('dialog', { name: 'Delete this link?' }).getByRole('button', { name: 'Delete' }).click();
	await panel.getByText('Not shared', { exact: true }).waitFor();
	assert.deepEqual(await sharesOf(ITEM), []);
	assert.deepEqual(writes(page).map(({ method, path }) => `${method} ${path.split('/').slice(0, 2).join('/')}`), ['POST /shares', 'PATCH /shares', 'POST /shares', 'DELETE /shares']);
	await close(page);
});

test('a password is taken off a link', async () => {
	const { id } = await api('/shares', { method: 'POST', body: { name: 'Locked', collection: 'recipes', item: ITEM, role: keys.role, password: 'open sesame' } });
	const page = await open(`/content/recipes/${ITEM}?panel=shares`);
	await page.getByRole('img', { name: 'Asks for a password' }).waitFor();
	await page.getByRole('button', { name: 'More for Locked' }).click();
	await page.getByRole('menuitem', { name: 'Change…' }).click();
	const changing = page.getByRole('dialog', { name: 'Change the link' });
	await changing.getByRole('checkbox', { name: 'Without a password' }).check();
	await changing.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('img', { name: 'Asks for a password' }).waitFor({ state: 'detached' });
	assert.equal((await api(`/shares/${id}?fields=password`)).password, null);
	await close(page);
});

test('who may not share is not offered it', async () => {
	const login = await fetch(`${url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: EMAIL, password: PASSWORD, mode: 'session' }) });
	const context = await contextOf({ stranger: true });
	await context.addCookies([{ name: 'directus_session_token', value: /directus_session_token=([^;]+)/.exec(login.headers.get('set-cookie'))[1], url }]);
	const page = await newPage(context);
	await page.goto(`${url}/admin/content/recipes/${ITEM}?panel=uses`);
	await page.getByRole('tab', { name: 'Used by' }).waitFor();
	assert.equal(await page.getByRole('tab', { name: 'Shared' }).count(), 0);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Used by' }).waitFor();
	assert.equal(await page.getByRole('menuitem', { name: 'Share by a link…' }).count(), 0);
	await close(page);
});
