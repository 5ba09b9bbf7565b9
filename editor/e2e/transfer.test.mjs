import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, open, start, stop } from './harness.mjs';

before(start);
after(stop);

const file = (name, text) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });

test('items come in from a file, all or none, and a refusal names the rows', async () => {
	const [known] = await api('/items/ingredients?limit=1&sort=id&fields=id,name');
	const page = await open('/content/ingredients');
	await page.getByRole('button', { name: 'Export and import' }).click();
	await page.getByRole('menuitem', { name: 'Import…' }).click();
	const dialog = page.getByRole('dialog');
	const choose = (chosen) => dialog.locator('input[type=file]').setInputFiles(chosen);
	const send = () => dialog.getByRole('button', { name: 'Import', exact: true }).click();

	await choose(file('wrong.csv', `id,name\n,imported one\n,\n${known.id},changed\n`));
	await send();
	await dialog.getByText('Nothing was imported').waitFor();
	await dialog.getByText('Row 2:').waitFor();
	await assertAccessible(page);
	assert.deepEqual(await api('/items/ingredients?filter[name][_starts_with]=imported'), []);

	await choose(file('right.csv', `id,name\n,imported one\n,imported two\n${known.id},${known.name} changed\n`));
	await send();
	await dialog.getByText('right.csv is imported').waitFor();
	await dialog.getByText('New: 2. Changed: 1.').waitFor();
	const made = await api('/items/ingredients?filter[name][_starts_with]=imported&sort=name&fields=id,name');
	assert.deepEqual(made.map(({ name }) => name), ['imported one', 'imported two']);
	assert.equal((await api(`/items/ingredients/${known.id}?fields=name`)).name, `${known.name} changed`);
	await close(page);
	await api('/items/ingredients', { method: 'DELETE', body: made.map(({ id }) => id) });
	await api(`/items/ingredients/${known.id}`, { method: 'PATCH', body: { name: known.name } });
});

test('a file on its way is given up on demand', async () => {
	const page = await open('/content/ingredients');
	await page.route('**/utils/import/**', () => undefined);
	await page.getByRole('button', { name: 'Export and import' }).click();
	await page.getByRole('menuitem', { name: 'Import…' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.locator('input[type=file]').setInputFiles(file('slow.csv', 'id,name\n,never\n'));
	await dialog.getByRole('button', { name: 'Import', exact: true }).click();
	await dialog.getByRole('progressbar', { name: 'Sending…' }).waitFor({ state: 'attached' });
	const [given] = await Promise.all([page.waitForEvent('requestfailed'), dialog.getByRole('button', { name: 'Cancel' }).click()]);
	assert.match(given.url(), /\/utils\/import\/ingredients/);
	await dialog.waitFor({ state: 'detached' });
	await close(page);
});
