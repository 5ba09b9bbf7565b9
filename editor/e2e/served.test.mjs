// How the Editor is served: no script in its page, below a path of a proxy; and the palette that leads everywhere.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { after, before, test } from 'node:test';

import { close, contextOf, focused, newPage, open, start, stop, url } from './harness.mjs';

before(start);
after(stop);

const dist = new URL('../dist/', import.meta.url);

test('no script and no handler stands in the page', () => {
	const html = readFileSync(new URL('index.html', dist), 'utf8');
	assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)/);
	assert.doesNotMatch(html, /\son\w+=/);
});

/** A proxy that passes `/deep/down/` on to the server's root, as people put it in front. */
async function proxyBelow(prefix) {
	const target = new URL(url);
	const proxy = createServer((asked, answer) => {
		if (!asked.url.startsWith(prefix)) return answer.writeHead(404).end();
		const passed = request({ host: target.hostname, port: target.port, method: asked.method, path: asked.url.slice(prefix.length - 1), headers: asked.headers }, (reply) => {
			answer.writeHead(reply.statusCode, reply.headers);
			reply.pipe(answer);
		});
		passed.on('error', () => answer.destroy());
		asked.pipe(passed);
	});
	await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
	return { root: `http://127.0.0.1:${proxy.address().port}${prefix}`, close: () => new Promise((done) => { proxy.closeAllConnections(); proxy.close(done); }) };
}

test('everything works below a path of a reverse proxy', async () => {
	const proxy = await proxyBelow('/deep/down/');
	const page = await newPage(await contextOf({ stranger: true }));
	const strays = [];
	page.on('request', (asked) => asked.url().startsWith(proxy.root) || /^(data|blob):/.test(asked.url()) || strays.push(asked.url()));
	await page.goto(`${proxy.root}admin/content/recipes/1`);
	await page.getByLabel('E-mail address').fill(process.env.ADMIN_EMAIL);
	await page.getByLabel('Password', { exact: true }).fill(process.env.ADMIN_PASSWORD);
	await page.getByRole('button', { name: 'Log in' }).click();
	await page.locator('[data-field=ingredients] li').first().waitFor();
	assert.equal(new URL(page.url()).pathname, '/deep/down/admin/content/recipes/1');
	await page.getByRole('link', { name: 'Cities' }).click();
	await page.getByRole('row').nth(3).waitFor();
	await page.reload();
	await page.getByRole('row').nth(3).waitFor();
	assert.deepEqual(strays, []);
	await close(page);
	await proxy.close();
});

test('the palette finds collections, items and settings, and gives the focus back', async () => {
	const page = await open('/content');
	await page.getByRole('heading', { level: 1 }).waitFor();
	const find = page.getByRole('button', { name: /^Jump to/ });
	await find.focus();
	for (const [typed, found, there] of [['Pages', 'Pages', /\/content\/pages$/], ['Christchurch', 'Christchurch', /\/content\/cities\/\d+$/], ['Settings', 'Settings', /\/settings$/], ['Data model of Recipes', 'Data model of Recipes', /\/model\/recipes$/], ['Admin User', 'Admin User', /\/users\/[\w-]+$/], ['Logo', 'Settings › Logo', /\/settings#project_logo$/]]) {
		await page.keyboard.press('Control+k');
		await page.getByRole('dialog').getByRole('textbox').fill(typed);
		await page.getByRole('dialog').getByRole('button', { name: new RegExp(`^${found}`) }).first().click();
		await page.waitForURL(there);
	}
	await focused(page.locator('#project_logo'));
	await page.goto(`${url}/admin/content`);
	await find.focus();
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').getByRole('textbox').waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await focused(find);
	await close(page);
});
