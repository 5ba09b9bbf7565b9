import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, focused, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

test('missing texts are listed by language, and each leads to its input', async () => {
	const article = await api('/items/articles', { method: 'POST', body: { number: 901, status: 'draft', translations: [{ languages_code: 'en', title: 'An apple', body: '<p>It is round.</p>' }, { languages_code: 'de', title: 'Ein Apfel' }] } });
	const page = await open(`/content/articles/${article.id}`);
	const group = page.getByRole('group', { name: 'Translations' });
	const missing = group.getByRole('button', { name: /^\d+ texts missing$/ });
	await missing.click();
	const n_missing = Number.parseInt(await missing.innerText(), 10);
	const german = group.getByRole('group', { name: 'Missing in German' });
	await eventually(() => german.getByRole('button').allInnerTexts(), ['Body']);
	assert.equal(await group.getByRole('group', { name: 'Missing in English' }).count(), 0);
	await assertAccessible(page);

	await group.getByRole('group', { name: 'Missing in Arabic' }).getByRole('button', { name: 'Write Title in Arabic' }).click();
	const title = group.locator('[data-part=title] [data-language=ar] input');
	await focused(title);
	await page.keyboard.type('تفاحة');
	await group.getByRole('button', { name: `${n_missing - 1} texts missing` }).waitFor();
	await group.getByRole('button', { name: 'Arabic: 50 % translated' }).waitFor();
	assert.deepEqual(JSON.parse((await save(page)).body), { translations: { create: [{ languages_code: 'ar', title: 'تفاحة' }], update: [], delete: [] } });
	await close(page);
	await api(`/items/articles/${article.id}`, { method: 'DELETE' });
});

test('a list shows another language where a title is not translated, and says which', async () => {
	const only = await api('/items/articles', { method: 'POST', body: { number: 902, status: 'draft', translations: [{ languages_code: 'da', title: 'Kun på dansk' }, { languages_code: 'en', title: '' }] } });
	const both = await api('/items/articles', { method: 'POST', body: { number: 903, status: 'draft', translations: [{ languages_code: 'en', title: 'In English too' }, { languages_code: 'da', title: 'Også på dansk' }] } });
	const page = await open(`/content/articles?filter=${encodeURIComponent(JSON.stringify({ number: { _in: [902, 903] } }))}`);
	const row = (text) => page.getByRole('row').filter({ hasText: text });
	await row('In English too').waitFor();
	await row('Kun på dansk').getByRole('img', { name: 'Not translated: shown in Danish' }).waitFor();
	assert.equal(await row('In English too').getByRole('img', { name: /Not translated/ }).count(), 0);
	const lists = page.requests.filter((request) => request.path.startsWith('/items/articles?') && request.path.includes('translations'));
	assert.equal(lists.length, 1, 'texts come with the rows');
	await close(page);
	for (const { id } of [only, both]) await api(`/items/articles/${id}`, { method: 'DELETE' });
});
