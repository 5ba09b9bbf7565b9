// Pages that stand before the Editor: a second factor that policies demand, shares, invitations.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { api, assertAccessible, close, contextOf, holds, newPage, open, openAsStranger, url, writes } from './harness.mjs';
import { EMAIL, PASSWORD, withSomebody } from './somebody.mjs';

const keys = withSomebody();

/** What an authenticator app shows for a key. */
function codeOf(secret) {
	const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
	const moment = Buffer.alloc(8);
	moment.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
	const hash = createHmac('sha1', key).update(moment).digest();
	const at = hash[19] & 15;
	return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function logIn(page) {
	await page.getByRole('textbox', { name: 'E-mail address' }).fill(EMAIL);
	await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
	await page.getByRole('button', { name: 'Log in' }).click();
}

test('whose policy demands a second factor sets it up before anything else', async () => {
	await api(`/policies/${keys.policy}`, { method: 'PATCH', body: { enforce_tfa: true } });
	const page = await openAsStranger('/content/recipes');
	await logIn(page);
	await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
	await page.goto(`${url}/admin/content/ingredients`);
	await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
	await assertAccessible(page);
	await page.getByRole('textbox', { name: 'Your password' }).fill(PASSWORD);
	await page.getByRole('button', { name: 'Go on' }).click();
	await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
	const secret = await page.locator('code').innerText();
	await page.getByRole('textbox', { name: 'Code that the app shows' }).fill(codeOf(secret));
	await page.getByRole('button', { name: 'Turn on' }).click();
	await page.waitForURL(/\/content\/ingredients$/);
	await page.getByRole('row').nth(2).waitFor();
	await close(page);

	const again = await openAsStranger('/login');
	await logIn(again);
	await again.getByRole('textbox', { name: 'Code of your authenticator app' }).fill(codeOf(secret));
	await again.getByRole('button', { name: 'Log in' }).click();
	await again.waitForURL(/\/content$/);
	await close(again);
	await api(`/policies/${keys.policy}`, { method: 'PATCH', body: { enforce_tfa: false } });
});

test('a share opens with its password and shows its item, for reading', async () => {
	const page = await openAsStranger(`/shared/${keys.locked}`);
	const password = page.getByRole('textbox', { name: 'Password' });
	await password.fill('wrong');
	await page.getByRole('button', { name: 'Open', exact: true }).click();
	await page.getByText('That password is not right, or the link has run out.').waitFor();
	await password.fill('open sesame');
	await page.getByRole('button', { name: 'Open', exact: true }).click();
	const { title } = await api('/items/recipes/1?fields=title');
	await page.getByRole('heading', { name: title }).waitFor();
	const input = page.locator('[data-field=title] input');
	await holds(input, title);
	assert.equal(await input.isEditable(), false);
	assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
	await page.getByText('You may not see what is linked here.').first().waitFor();
	await assertAccessible(page);
	assert.deepEqual(writes(page).map((request) => request.path), ['/shares/auth', '/shares/auth']);
	await close(page);
});

test('people are invited by mail into a role', async () => {
	const page = await open(`/access/roles/${keys.role}`);
	await page.getByRole('button', { name: 'Invite' }).click();
	const dialog = page.getByRole('dialog', { name: 'Invite by mail' });
	const emails = dialog.getByRole('combobox', { name: 'E-mail addresses' });
	await emails.pressSequentially('nobody,');
	await dialog.getByText('This is no e-mail address: nobody').waitFor();
	assert.ok(await dialog.getByRole('button', { name: 'Send' }).isDisabled());
	await emails.press('Backspace');
	await emails.pressSequentially('first@example.com,second@example.com');
	const asked = page.waitForRequest('**/users/invite');
	// Whether mails leave here is up to the settings: what is asked for is not.
	await page.route('**/users/invite', (route) => route.fulfill({ status: 204 }));
	await dialog.getByRole('button', { name: 'Send' }).click();
	assert.deepEqual((await asked).postDataJSON(), { email: ['first@example.com', 'second@example.com'], role: keys.role });
	await page.getByText('2 invitations are on their way').waitFor();
	await close(page);
});

test('a link that works no more says so and leads to a new one', async () => {
	const page = await openAsStranger('/reset-password?token=used-up');
	await page.getByRole('textbox', { name: 'Password' }).fill('a long password');
	await page.getByRole('button', { name: 'Set the password' }).click();
	await page.getByText('This link has been used, or has run out.').waitFor();
	await page.getByRole('link', { name: 'Ask for a new link' }).click();
	await page.getByRole('textbox', { name: 'E-mail address' }).fill(EMAIL);
	// Whether mails leave here is up to the settings: what is asked for is not.
	await page.route('**/auth/password/request', (route) => route.fulfill({ status: 204 }));
	const asked = page.waitForRequest('**/auth/password/request');
	await page.getByRole('button', { name: 'Send the link' }).click();
	assert.deepEqual((await asked).postDataJSON(), { email: EMAIL });
	await page.getByText('If an account has this address, a mail is on its way.').waitFor();
	await close(page);
});

test('the page of the first run is gone once there is an account', async () => {
	const page = await openAsStranger('/setup');
	await page.waitForURL(/\/login$/);
	await page.getByRole('button', { name: 'Log in' }).waitFor();
	await close(page);
});

test('whoever comes first to a project without users makes its administrator, and nobody comes first twice', async () => {
	const first = process.env.RELATA_FIRST_RUN_URL;
	assert.ok(first, 'RELATA_FIRST_RUN_URL has to name a server without users');
	const page = await newPage(await contextOf({ stranger: true }));
	await page.goto(`${first}/admin/`);
	await page.waitForURL(/\/setup$/);
	await assertAccessible(page);
	await page.getByRole('textbox', { name: 'E-mail address' }).fill('first@example.com');
	await page.getByRole('textbox', { name: 'Password' }).fill('a long password');
	await page.getByRole('button', { name: 'Make the account' }).click();
	await page.getByRole('link', { name: 'Data model' }).waitFor();
	await close(page);
	const again = await fetch(`${first}/server/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ project_owner: 'second@example.com', password: 'a long password' }) });
	assert.equal(again.status, 403);
	const late = await newPage(await contextOf({ stranger: true }));
	await late.goto(`${first}/admin/setup`);
	await late.waitForURL(/\/login/);
	await close(late);
});
