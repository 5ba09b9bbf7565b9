import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, open, start, stop } from './harness.mjs';

before(start);
after(stop);

const upload = (page, files) => Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Add files' }).first().click().then(() => page.getByRole('menuitem', { name: 'From this device' }).click())]).then(([chooser]) => chooser.setFiles(files));
const text = (name, content) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });

test('files are added into a folder, described, moved and deleted', async () => {
	const page = await open('/files');
	await page.getByRole('button', { name: 'New folder' }).click();
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Test letters');
	await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
	await page.getByText('No files here yet').waitFor();
	await upload(page, [text('first_letter.txt', 'Dear reader'), text('second.txt', 'Yours')]);
	await page.getByText('2 files added').waitFor();
	const [folder] = await api('/folders?filter[name][_eq]=Test letters');
	const files = await api(`/files?filter[folder][_eq]=${folder.id}&fields=id,title&sort=title`);
	assert.deepEqual(files.map((file) => file.title), ['First letter', 'Second']);

	await page.getByRole('link', { name: /First letter/ }).click();
	await page.getByText('Dear reader').waitFor();
	await page.getByRole('textbox', { name: 'Description' }).fill('A letter');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Saved', { exact: true }).first().waitFor();
	assert.equal((await api(`/files/${files[0].id}?fields=description`)).description, 'A letter');
	await page.getByRole('link', { name: 'Back to the library' }).click();

	await page.getByRole('checkbox', { name: 'Select First letter' }).check();
	await page.getByRole('checkbox', { name: 'Select Second' }).check();
	await page.getByRole('button', { name: 'Move…' }).click();
	await page.getByRole('combobox', { name: 'To' }).or(page.getByRole('textbox', { name: 'To' })).first().click();
	await page.getByRole('option', { name: 'File library' }).click();
	await page.getByRole('button', { name: 'Move', exact: true }).click();
	await page.getByText('No files here yet').waitFor();
	assert.deepEqual((await api(`/files?filter[title][_in]=First letter,Second&fields=folder`)).map((file) => file.folder), [null, null]);

	await page.getByRole('button', { name: 'More actions: Test letters' }).click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
	await page.getByRole('button', { name: 'More actions: Test letters' }).waitFor({ state: 'detached' });
	await close(page);
	await api('/files', { method: 'DELETE', body: files.map((file) => file.id) });
});

test('a file says where it is used, and keeps its key when it is replaced', async () => {
	const [flag] = await api('/files?filter[title][_eq]=Flag of Haiti&fields=id');
	const page = await open(`/files/${flag.id}`);
	await page.getByRole('link', { name: /^Haiti/ }).waitFor();
	await close(page);
	const made = await api('/files', { method: 'POST', body: { title: 'Replace me', type: 'text/plain', storage: 'local', filename_download: 'a.txt' } });
	const other = await open(`/files/${made.id}`);
	await other.getByRole('button', { name: 'More actions' }).click();
	const [chooser] = await Promise.all([other.waitForEvent('filechooser'), other.getByRole('menuitem', { name: 'Replace with another file…' }).click()]);
	await chooser.setFiles([text('b.txt', 'New content')]);
	await other.getByText('New content').waitFor();
	assert.equal(Number((await api(`/files/${made.id}?fields=filesize`)).filesize), 11);
	await close(other);
	await api(`/files/${made.id}`, { method: 'DELETE' });
});

test('hundreds of files come in pages: found by name and kind, walked by arrow keys', async () => {
	const page = await open('/files');
	await page.getByRole('list', { name: 'Files' }).getByRole('listitem').first().waitFor();
	const reads = page.requests.filter((request) => request.path.startsWith('/files?') && request.path.includes('limit=100'));
	assert.equal(reads.length, 1, reads.map((request) => request.path).join('\n'));
	await page.locator('[data-index="0"] [data-card]').focus();
	await page.keyboard.press('ArrowRight');
	await page.locator('[data-index="1"] [data-card]:focus').waitFor();
	await page.getByRole('textbox', { name: 'Search all files' }).fill('Haiti');
	await page.getByRole('link', { name: /Flag of Haiti/ }).waitFor();
	await page.getByText('1 file', { exact: true }).waitFor();
	await assertAccessible(page);
	await close(page);
});

test('a form picks its picture from the library', async () => {
	const recipe = await api('/items/recipes', { method: 'POST', body: { title: 'Picture soup', slug: 'picture-soup', status: 'draft' } });
	const [file] = await api('/files?filter[title][_eq]=Blueberries&fields=id');
	const page = await open(`/content/recipes/${recipe.id}`);
	await page.getByRole('button', { name: 'Image: Browse the library' }).click();
	const dialog = page.getByRole('dialog', { name: 'Image' });
	await dialog.getByRole('textbox', { name: 'Search all files' }).fill('Blueberries');
	await dialog.getByText('1 file', { exact: true }).waitFor();
	const found = dialog.getByRole('button', { name: /^Blueberries/ });
	await found.locator('img').evaluate((picture) => picture.decode());
	await found.click();
	await dialog.waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Saved', { exact: true }).first().waitFor();
	assert.equal((await api(`/items/recipes/${recipe.id}?fields=image`)).image, file.id);
	await close(page);
	await api(`/items/recipes/${recipe.id}`, { method: 'DELETE' });
});

test('a form offers the files that its field says, by typing and in the library', async () => {
	const [one, other] = await api('/files?filter[type][_starts_with]=image/&fields=id,title&sort=title&limit=2');
	const { options } = (await api('/fields/recipes/image')).meta;
	await api('/fields/recipes/image', { method: 'PATCH', body: { meta: { options: { ...options, filter: { title: { _eq: '{{source}}' } } } } } });
	const page = await open('/content/recipes/+');
	await page.getByRole('textbox', { name: 'Source', exact: true }).fill(one.title);
	const field = page.locator('[data-field=image]');
	await field.getByRole('textbox').click();
	await page.getByRole('option', { name: one.title, exact: true }).waitFor();
	await eventually(() => page.getByRole('option').count(), 1);
	await page.keyboard.press('Escape');
	await field.getByRole('button', { name: /Browse/ }).click();
	const library = page.getByRole('dialog');
	await library.getByRole('button', { name: new RegExp(`^${one.title}`) }).waitFor();
	assert.equal(await library.getByRole('button', { name: new RegExp(`^${other.title}`) }).count(), 0);
	await library.getByText('1 file', { exact: true }).waitFor();
	await page.context().close();
	await api('/fields/recipes/image', { method: 'PATCH', body: { meta: { options } } });
});
