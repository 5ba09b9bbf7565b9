// How many clicks and keys common jobs take: docs/editor.md says it, and is held to it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { api, close, contextOf, eventually, holds, newPage, save, start, stop, url } from './harness.mjs';

before(start);
after(stop);

const table = [...readFileSync(new URL('../../docs/editor.md', import.meta.url), 'utf8').matchAll(/^\| (.+?) \| (\d+) \| (.+?) \|$/gm)].map(([, job, here, studio]) => ({ job, here: Number(here), studio }));

/** Presses of the pointer, and of keys that write nothing, as the page itself sees them. */
function countEffort() {
	globalThis.effort = 0;
	addEventListener('pointerdown', (event) => (globalThis.effort += event.isTrusted ? 1 : 0), true);
	addEventListener('keydown', (event) => (globalThis.effort += event.isTrusted && (event.key.length > 1 || event.ctrlKey) ? 1 : 0), true);
}

async function openCounting(path) {
	const page = await newPage(await contextOf());
	await page.addInitScript(countEffort);
	await page.goto(`${url}/admin${path}`);
	return page;
}

/** What jobs need, and what must be there afterwards. Text is typed into what has the focus. */
const JOBS = {
	'Choose an existing item (many-to-one)': async (work) => {
		const [city] = await api('/items/cities?filter[name][_eq]=Christchurch&fields=id');
		const page = await openCounting(`/content/cities/${city.id}`);
		await work(page, async () => {
			await page.getByRole('textbox', { name: 'Country', exact: true }).click();
			await page.keyboard.type('Austral');
			await page.getByRole('option', { name: 'Australia', exact: true }).click();
		});
		assert.deepEqual(JSON.parse((await save(page)).body), { country: 'AU' });
		await api(`/items/cities/${city.id}`, { method: 'PATCH', body: { country: 'NZ' } });
		return page;
	},
	'Create the item that is referred to (many-to-one)': async (work) => {
		const page = await openCounting('/content/recipes/2');
		await work(page, async () => {
			await page.getByRole('textbox', { name: 'Category', exact: true }).click();
			await page.keyboard.type('Stone soups');
			await page.getByRole('option', { name: 'Create “Stone soups”' }).click();
		});
		await holds(page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).first(), 'Stone soups');
		return page;
	},
	'Add five existing items (one-to-many)': async (work) => {
		const page = await openCounting('/content/countries/LI');
		const list = page.getByRole('group', { name: 'Cities' });
		await work(page, async () => {
			await list.getByRole('textbox', { name: 'Add to Cities' }).click();
			for (const name of ['Auckland', 'Christchurch', 'Hamburg', 'Marseille', 'Baghdad']) {
				await page.keyboard.type(name);
				await page.getByRole('option', { name, exact: true }).click();
			}
		});
		await list.getByText('5 changes').waitFor();
		return page;
	},
	'Add three items with a quantity each (many-to-many)': async (work) => {
		const page = await openCounting('/content/recipes/+');
		const list = page.getByRole('group', { name: 'Ingredients' });
		await work(page, async () => {
			await list.getByRole('textbox', { name: 'Add to Ingredients' }).click();
			for (const name of ['salt', 'butter', 'sugar']) {
				await page.keyboard.type(name);
				await page.getByRole('option', { name, exact: true }).click();
			}
			for (const index of [0, 1, 2]) {
				await list.getByRole('listitem').nth(index).getByRole('textbox', { name: /^Quantity .*$/ }).first().click();
				await page.keyboard.type('3');
			}
		});
		for (const index of [0, 1, 2]) await holds(list.getByRole('listitem').nth(index).getByRole('textbox', { name: /^Quantity .*$/ }).first(), '3');
		return page;
	},
	'Change one quantity': async (work) => {
		const page = await openCounting('/content/recipes/1');
		const list = page.getByRole('group', { name: 'Ingredients' });
		await work(page, async () => {
			await list.getByRole('listitem').first().getByRole('textbox', { name: /^Quantity .*$/ }).first().click();
			await page.keyboard.type('9');
		});
		await list.getByText('1 change', { exact: true }).waitFor();
		return page;
	},
	'Add a block between two others (many-to-any)': async (work) => {
		const [{ id }] = await api('/items/pages?fields=id&filter[blocks][_some][collection][_eq]=headings&limit=1');
		const page = await openCounting(`/content/pages/${id}`);
		await work(page, async () => {
			await page.getByRole('button', { name: 'Insert a block at position 2', exact: true }).click();
			await page.getByRole('menuitem', { name: 'Headings' }).click();
		});
		await page.getByRole('region', { name: '2: Headings', exact: true }).getByRole('textbox', { name: 'Text' }).fill('In between');
		return page;
	},
	'Translate a headline beside its source': async (work) => {
		const page = await openCounting('/content/articles/3');
		const group = page.getByRole('group', { name: 'Translations' });
		const title = group.locator('[data-language=fr]').getByRole('textbox', { name: 'Title' });
		await work(page, async () => {
			await group.getByRole('button', { name: /^French:/ }).click();
			await title.click();
			await page.keyboard.type('Bonjour ');
		});
		await eventually(async () => (await title.inputValue()).includes('Bonjour '), true);
		return page;
	},
	'Make a many-to-many relation with order, other side and safe rules': async (work) => {
		const page = await openCounting('/model/headings');
		await work(page, async () => {
			await page.getByRole('link', { name: 'Add a field' }).first().click();
			await page.getByRole('link', { name: /^Many-to-many/ }).click();
			await page.getByLabel('Tied to').first().click();
			await page.getByRole('option', { name: 'Languages', exact: true }).click();
			await page.getByRole('button', { name: 'Make it' }).click();
		});
		await page.waitForURL(/\/model\/headings$/);
		const { meta, schema } = await api('/relations/headings_languages/headings_id');
		assert.deepEqual([meta.one_field, meta.sort_field, meta.one_deselect_action, schema.on_delete], ['languages', 'sort', 'delete', 'CASCADE']);
		await api('/collections/headings_languages', { method: 'DELETE' });
		for (const field of ['/fields/headings/languages', '/fields/languages/headings']) await api(field, { method: 'DELETE' });
		return page;
	},
	'Give its links a quantity': async (work) => {
		const page = await openCounting('/model/headings/relation/m2m?related=languages');
		await work(page, async () => {
			await page.getByRole('button', { name: 'Field', exact: true }).click();
			await page.getByRole('textbox', { name: 'Name of the field' }).click();
			await page.keyboard.type('quantity');
			await page.getByLabel('Type of the field').first().click();
			await page.getByRole('option', { name: 'Integer', exact: true }).click();
		});
		await page.getByText('headings_languages.quantity', { exact: true }).waitFor();
		return page;
	},
	'Say how its items read': async (work) => {
		const page = await openCounting('/model/headings/relation/m2m?related=languages');
		const template = page.getByRole('textbox', { name: 'How an item reads' });
		await work(page, async () => {
			await template.click();
			await page.keyboard.type('#');
		});
		await eventually(async () => (await template.inputValue()).includes('#'), true);
		return page;
	},
	'Let a policy edit recipes with their ingredients': async (work) => {
		const policy = await api('/policies', { method: 'POST', body: { name: 'Cooks', app_access: true } });
		const page = await openCounting(`/access/policies/${policy.id}`);
		await work(page, async () => {
			await page.getByLabel('Add a collection').first().click();
			await page.getByRole('option', { name: 'Recipes', exact: true }).click();
			await page.getByRole('button', { name: 'Allow all' }).click();
			await page.getByRole('button', { name: 'Give these, too' }).click();
		});
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Saved', { exact: true }).waitFor();
		const given = await api(`/permissions?filter[policy][_eq]=${policy.id}&fields=collection,action&limit=-1`);
		for (const collection of ['recipes', 'recipes_ingredients', 'ingredients']) assert.ok(given.some((row) => row.collection === collection && row.action === 'read'), collection);
		assert.ok(given.some((row) => row.collection === 'recipes_ingredients' && row.action === 'create'));
		await api(`/policies/${policy.id}`, { method: 'DELETE' });
		return page;
	},
	'Find out what deleting an item would do': async (work) => {
		const page = await openCounting('/content/ingredients/1');
		await work(page, async () => {
			await page.getByRole('button', { name: 'More actions' }).click();
			await page.getByRole('menuitem', { name: 'Delete…' }).click();
		});
		await page.getByRole('dialog').getByText('Recipes ingredients').waitFor();
		return page;
	},
};

test('the table has each job once, and nowhere more work than the Studio', () => {
	assert.deepEqual(table.map(({ job }) => job), Object.keys(JOBS));
	for (const { job, here, studio } of table) assert.ok(studio === 'not possible' || here <= Number.parseInt(studio, 10), job);
});

for (const [job, run] of Object.entries(JOBS)) {
	test(`as much work as docs/editor.md says: ${job}`, async () => {
		let effort;
		const page = await run(async (page, work) => {
			const before = await page.evaluate(() => globalThis.effort);
			await work();
			effort = (await page.evaluate(() => globalThis.effort)) - before;
		});
		const told = table.find((row) => row.job === job)?.here;
		assert.ok(effort > 0 && effort <= told, `${effort} clicks and keys instead of ${told}`);
		await close(page);
	});
}
