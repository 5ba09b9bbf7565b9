import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, dragTo, eventually, focused, holds, open, save, start, stop } from './harness.mjs';

before(start);
after(stop);

const FIELDS = 'fields=blocks.collection,blocks.item:headings.text&deep[blocks][_sort]=sort';

async function newPage(n_blocks) {
	const blocks = Array.from({ length: n_blocks }, (_, index) => ({ collection: 'headings', sort: index + 1, item: { text: `Heading ${index + 1}`, level: 2 } }));
	return api('/items/pages', { method: 'POST', body: { title: 'Built', slug: `built-${n_blocks}-${Date.now()}`, status: 'draft', blocks } });
}

test('blocks are edited where they stand and inserted between others', async () => {
	const item = await newPage(3);
	const page = await open(`/content/pages/${item.id}`);
	const first = page.getByRole('region', { name: '1: Headings', exact: true });
	await first.getByRole('textbox', { name: 'Text' }).fill('Changed in place');
	await page.getByRole('button', { name: 'Insert a block at position 2' }).click();
	await page.getByRole('menuitem', { name: 'Headings' }).click();
	const second = page.getByRole('region', { name: '2: Headings', exact: true });
	await second.getByRole('textbox', { name: 'Text' }).fill('In between');
	await save(page);
	const { blocks } = await api(`/items/pages/${item.id}?${FIELDS}`);
	assert.deepEqual(blocks.map((block) => block.item.text), ['Changed in place', 'In between', 'Heading 2', 'Heading 3']);
	await close(page);
	await api(`/items/pages/${item.id}`, { method: 'DELETE' });
});

test('a block that was just linked is duplicated with its values, and the keyboard stays with a block that is removed', async () => {
	const heading = await api('/items/headings', { method: 'POST', body: { text: 'Linked heading', level: 2 } });
	const item = await newPage(1);
	const page = await open(`/content/pages/${item.id}`);
	await page.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: 'Use an existing item' }).click();
	await page.getByRole('dialog').getByRole('textbox', { name: 'Headings' }).fill('Linked heading');
	await page.getByRole('option', { name: 'Linked heading', exact: true }).click();
	const more = page.getByRole('button', { name: 'More for Linked heading' });
	await more.click();
	await page.getByRole('menuitem', { name: 'Duplicate' }).click();
	await holds(page.getByRole('region', { name: '3: Headings', exact: true }).getByRole('textbox', { name: 'Text' }), 'Linked heading');

	await page.getByRole('button', { name: 'More for Heading 1' }).focus();
	await page.keyboard.press('Enter');
	// A menu takes the focus when it has opened.
	await page.getByRole('menu').locator(':focus').waitFor();
	await page.keyboard.press('End');
	await focused(page.getByRole('menuitem', { name: 'Remove from this page' }));
	await page.keyboard.press('Enter');
	const back = page.getByRole('button', { name: 'Take this change back: Heading 1' });
	await focused(back);
	await page.keyboard.press('Enter');
	await back.waitFor({ state: 'detached' });
	await focused(page.getByRole('button', { name: 'Move Heading 1' }));
	await page.context().close();
	await api(`/items/pages/${item.id}`, { method: 'DELETE' });
	await api(`/items/headings/${heading.id}`, { method: 'DELETE' });
});

test('blocks are moved by keyboard, by dragging and to a position; the focus goes along, and one save keeps the order', async () => {
	const item = await newPage(6);
	const page = await open(`/content/pages/${item.id}`);
	const blocks = page.getByRole('group', { name: 'Blocks' });
	const order = () => blocks.locator('section[data-row] button .r-own-direction').evaluateAll((all) => all.map((one) => Number(one.textContent.replace('Heading ', ''))));
	const handle = (number) => page.getByRole('button', { name: `Move Heading ${number}`, exact: true });
	const stateOf = (number) => blocks.locator('section[data-row]', { has: handle(number) }).getByText('Moved', { exact: true });
	await handle(6).waitFor();
	await handle(2).focus();
	await page.keyboard.press('Alt+ArrowUp');
	await eventually(order, [2, 1, 3, 4, 5, 6]);
	await focused(handle(2));
	await stateOf(2).waitFor();
	assert.equal(await stateOf(1).count(), 0, 'what only makes room was not moved');
	await page.keyboard.press('Alt+ArrowUp');
	await page.keyboard.press('Alt+ArrowDown');
	await page.keyboard.press('Alt+ArrowDown');
	await eventually(order, [1, 3, 2, 4, 5, 6]);
	await focused(handle(2));
	// Lifted with the space bar, too.
	await page.keyboard.press('Space');
	await page.getByText(/^(Lifted|Picked up|Over).*3/).first().waitFor();
	await page.keyboard.press('ArrowDown');
	await page.getByText(/^Over.*4/).first().waitFor();
	await page.keyboard.press('Space');
	await eventually(order, [1, 3, 4, 2, 5, 6]);

	await dragTo(page, handle(6), handle(1));
	await eventually(order, [6, 1, 3, 4, 2, 5]);
	await stateOf(6).waitFor();

	const choose = async (number) => {
		await page.getByRole('button', { name: `More for Heading ${number}`, exact: true }).click();
		await page.getByRole('menu').locator(':focus').waitFor();
	};
	await choose(5);
	await page.getByRole('menuitem', { name: 'Move to position…' }).click();
	await page.getByRole('textbox', { name: 'Move to position' }).fill('2');
	await page.keyboard.press('Enter');
	await eventually(order, [6, 5, 1, 3, 4, 2]);
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await blocks.locator('section[data-row]', { has: handle(5) }).locator(':focus').waitFor();
	await choose(6);
	await page.getByRole('menuitem', { name: 'Move to the bottom' }).click();
	await eventually(order, [5, 1, 3, 4, 2, 6]);
	await page.getByRole('button', { name: 'Undo', exact: true }).click();
	await eventually(order, [6, 5, 1, 3, 4, 2]);
	await page.getByRole('button', { name: 'Redo', exact: true }).click();

	// One that is new and one that is removed stand among them.
	await choose(1);
	await page.getByRole('menuitem', { name: 'Remove from this page' }).click();
	await page.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: 'Headings' }).click();
	await page.getByRole('region', { name: '7: Headings', exact: true }).getByRole('textbox', { name: 'Text' }).fill('Heading 7');
	await choose(7);
	await page.getByRole('menuitem', { name: 'Move to the top' }).click();
	await eventually(async () => (await order()).filter((number) => number !== 1), [7, 5, 3, 4, 2, 6]);
	await save(page);
	assert.deepEqual((await api(`/items/pages/${item.id}?${FIELDS}`)).blocks.map((block) => block.item.text), [7, 5, 3, 4, 2, 6].map((number) => `Heading ${number}`));
	await eventually(order, [7, 5, 3, 4, 2, 6]);
	await close(page);
	await api(`/items/pages/${item.id}`, { method: 'DELETE' });
});

test('fifty blocks come with one request, whatever is opened', async () => {
	const item = await newPage(50);
	const page = await open(`/content/pages/${item.id}`);
	await page.getByRole('region', { name: '50: Headings', exact: true }).waitFor({ state: 'attached' });
	await page.getByRole('button', { name: 'Open all' }).click();
	await page.getByRole('region', { name: '1: Headings', exact: true }).getByRole('textbox', { name: 'Text' }).waitFor();
	// The blocks, and how often they are used elsewhere.
	assert.equal(page.requests.filter((request) => request.path.startsWith('/items/pages_blocks')).length, 2);
	assert.equal(page.requests.filter((request) => request.path.startsWith('/items/headings')).length, 0);
	await close(page);
	await api(`/items/pages/${item.id}`, { method: 'DELETE' });
});

test('a shared block says where else it is used, and becomes a copy of its own', async () => {
	const shared = await api('/items/headings', { method: 'POST', body: { text: 'Shared heading', level: 2 } });
	const pages = [];
	for (const slug of ['shares-one', 'shares-two', 'shares-three']) pages.push(await api('/items/pages', { method: 'POST', body: { title: slug, slug: `${slug}-${Date.now()}`, status: 'draft', blocks: [{ collection: 'headings', item: shared.id, sort: 1 }] } }));
	const page = await open(`/content/pages/${pages[0].id}`);
	const block = page.getByRole('region', { name: '1: Headings', exact: true });
	await block.getByText('Used 2 more times').waitFor();
	await block.getByRole('button', { name: /^More for/ }).click();
	await page.getByRole('menuitem', { name: 'Make a copy of its own' }).click();
	const own = page.getByRole('region', { name: '2: Headings', exact: true });
	await own.getByRole('textbox', { name: 'Text' }).fill('My own heading');
	await save(page);
	const textOf = async ({ id }) => (await api(`/items/pages/${id}?${FIELDS}`)).blocks.map((one) => one.item.text);
	assert.deepEqual([await textOf(pages[0]), await textOf(pages[1]), await textOf(pages[2])], [['My own heading'], ['Shared heading'], ['Shared heading']]);
	await close(page);
	for (const { id } of pages) await api(`/items/pages/${id}`, { method: 'DELETE' });
	await api(`/items/headings/${shared.id}`, { method: 'DELETE' });
});

test('a block is duplicated, and copied to another page', async () => {
	const from = await newPage(1);
	const to = await newPage(0);
	const page = await open(`/content/pages/${from.id}`);
	const first = page.getByRole('region', { name: '1: Headings', exact: true });
	await first.getByRole('button', { name: /^More for/ }).click();
	await page.getByRole('menuitem', { name: 'Duplicate' }).click();
	await page.getByRole('region', { name: '2: Headings', exact: true }).waitFor();
	await first.getByRole('textbox', { name: 'Text' }).fill('To be copied');
	await first.getByRole('button', { name: /^More for/ }).click();
	await page.getByRole('menuitem', { name: 'Copy, to paste on any page' }).click();
	await save(page);
	assert.deepEqual((await api(`/items/pages/${from.id}?${FIELDS}`)).blocks.map((one) => one.item.text), ['To be copied', 'Heading 1']);

	await page.goto(page.url().replace(/pages\/.*/, `pages/${to.id}`));
	await page.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: /^Paste: Headings/ }).click();
	await page.getByRole('region', { name: '1: Headings', exact: true }).getByRole('textbox', { name: 'Text' }).waitFor();
	await save(page);
	assert.deepEqual((await api(`/items/pages/${to.id}?${FIELDS}`)).blocks.map((one) => one.item.text), ['To be copied']);
	await close(page);
	for (const { id } of [from, to]) await api(`/items/pages/${id}`, { method: 'DELETE' });
});

test('a block holds blocks of its own', async () => {
	await api('/collections', { method: 'POST', body: { collection: 'sections', schema: {}, meta: { display_template: '{{name}}' }, fields: [{ field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true }, meta: { hidden: true } }, { field: 'name', type: 'string', schema: {}, meta: { interface: 'input' } }] } });
	const maker = await open('/model/sections/relation/m2a');
	for (const name of ['Headings', 'Text bodies']) {
		await maker.getByLabel('Items may come from').first().click();
		await maker.getByRole('option', { name, exact: true }).click();
	}
	await maker.getByRole('button', { name: 'Make it' }).click();
	await maker.waitForURL(/\/model\/sections$/);
	await close(maker);
	const { meta } = await api('/relations/pages_blocks/item');
	await api('/relations/pages_blocks/item', { method: 'PATCH', body: { meta: { one_allowed_collections: [...meta.one_allowed_collections, 'sections'] } } });

	const item = await newPage(0);
	const page = await open(`/content/pages/${item.id}`);
	await page.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: 'Sections' }).click();
	await page.getByRole('menu').waitFor({ state: 'detached' });
	const section = page.getByRole('region', { name: '1: Sections', exact: true });
	await section.getByRole('textbox', { name: 'Name' }).fill('Outer');
	await section.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: 'Headings' }).click();
	await section.getByRole('region', { name: '1: Headings', exact: true }).getByRole('textbox', { name: 'Text' }).fill('Inner');
	await save(page);
	const saved = await api(`/items/pages/${item.id}?fields=blocks.item:sections.name,blocks.item:sections.blocks.item:headings.text`);
	assert.deepEqual(saved, { blocks: [{ item: { name: 'Outer', blocks: [{ item: { text: 'Inner' } }] } }] });

	// Blocks within a block are moved among themselves.
	await section.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: 'Headings' }).click();
	await section.getByRole('region', { name: '2: Headings', exact: true }).getByRole('textbox', { name: 'Text' }).fill('Second');
	await section.getByRole('button', { name: 'Move Second' }).focus();
	await page.keyboard.press('Alt+ArrowUp');
	await holds(section.getByRole('region', { name: '1: Headings', exact: true }).getByRole('textbox', { name: 'Text' }), 'Second');
	await save(page);
	const within = async () => (await api(`/items/pages/${item.id}?fields=blocks.item:sections.blocks.item:headings.text&deep[blocks][item:sections][blocks][_sort]=sort`)).blocks[0].item.blocks.map((one) => one.item.text);
	assert.deepEqual(await within(), ['Second', 'Inner']);
	await dragTo(page, section.getByRole('button', { name: 'Move Inner' }), section.getByRole('button', { name: 'Move Second' }));
	await holds(section.getByRole('region', { name: '1: Headings', exact: true }).getByRole('textbox', { name: 'Text' }), 'Inner');
	await section.getByRole('button', { name: 'More for Second' }).click();
	await page.getByRole('menuitem', { name: 'Remove from this page' }).click();
	await save(page);
	assert.deepEqual(await within(), ['Inner']);

	// A copy has what the block holds, staged edits of that included, and goes to another page with it.
	const inner = (at) => at.getByRole('region', { name: '1: Headings', exact: true }).getByRole('textbox', { name: 'Text' });
	const choose = async (what) => {
		await section.getByRole('button', { name: 'More for Outer' }).click();
		await page.getByRole('menuitem', { name: what }).click();
	};
	await inner(section).fill('Inner, edited');
	await choose('Duplicate');
	const second = page.getByRole('region', { name: '2: Sections', exact: true });
	await holds(inner(second), 'Inner, edited');
	await inner(second).fill('Inner of the copy');
	await choose('Copy, to paste on any page');
	await page.getByText('Copied', { exact: false }).first().waitFor();
	await save(page);
	const outers = (id) => api(`/items/pages/${id}?fields=blocks.item:sections.name,blocks.item:sections.blocks.item:headings.text&deep[blocks][_sort]=sort`);
	assert.deepEqual(await outers(item.id), { blocks: ['Inner, edited', 'Inner of the copy'].map((text) => ({ item: { name: 'Outer', blocks: [{ item: { text } }] } })) });
	const other = await newPage(0);
	await page.goto(page.url().replace(/pages\/.*/, `pages/${other.id}`));
	await page.getByRole('button', { name: 'Add a block' }).click();
	await page.getByRole('menuitem', { name: /^Paste: Sections/ }).click();
	await holds(inner(section), 'Inner, edited');
	await save(page);
	assert.deepEqual(await outers(other.id), { blocks: [{ item: { name: 'Outer', blocks: [{ item: { text: 'Inner, edited' } }] } }] });
	await close(page);
	for (const { id } of [item, other]) await api(`/items/pages/${id}`, { method: 'DELETE' });
	await api('/relations/pages_blocks/item', { method: 'PATCH', body: { meta: { one_allowed_collections: meta.one_allowed_collections } } });
	for (const collection of ['sections_blocks', 'sections']) await api(`/collections/${collection}`, { method: 'DELETE' });
});
