// What the first visit costs: the files that a browser without a cache gets, packed with gzip. docs/editor.md says the figures.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';

import { close, contextOf, newPage, quiet, start, stop, url } from './harness.mjs';

before(start);
after(stop);

const LIMIT = 330_000;
/** A browser asks for six at a time. */
const N_FILES = 45;

/** Files of the Editor and their sizes. Fonts are packed already. */
async function filesOf(path, ready, look) {
	const page = await newPage(await contextOf(look));
	const answers = [];
	page.on('response', (response) => new URL(response.url()).pathname.startsWith('/admin') && answers.push(response));
	await page.goto(`${url}/admin${path}`);
	await page.locator(ready).first().waitFor();
	await quiet(page);
	const files = await Promise.all(answers.filter((answer) => answer.ok()).map(async (answer) => {
		const body = await answer.body();
		return { name: new URL(answer.url()).pathname, bytes: answer.url().endsWith('.woff2') ? body.length : gzipSync(body, { level: 9 }).length };
	}));
	await close(page);
	return files.sort((a, b) => b.bytes - a.bytes);
}

for (const [name, path, ready, look] of [
	['the log-in', '/', 'form', { stranger: true }],
	['the first page', '/content', 'main a', {}],
	['a list', '/content/recipes', '[role=row]:nth-child(3)', {}],
	...['de', 'es', 'ar'].map((language) => [`a list in ${language}`, '/content/recipes', '[role=row]:nth-child(3)', { language }]),
]) {
	test(`${name} loads less than 330 kB in few files`, async (t) => {
		const files = await filesOf(path, ready, look);
		const total = files.reduce((sum, file) => sum + file.bytes, 0);
		t.diagnostic(`${Math.round(total / 1000)} kB in ${files.length} files`);
		assert.ok(files.length > 2, 'the Editor came from the server');
		assert.ok(files.length <= N_FILES, `${files.length} files`);
		assert.ok(total < LIMIT, `${total} bytes:\n${files.map((file) => `${file.bytes} ${file.name}`).join('\n')}`);
	});
}
