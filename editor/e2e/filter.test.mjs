// The filter builder: dates, items, ways through every kind of relation, and a keyboard that goes on where a condition was added.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, focused, open, quiet, start, stop } from './harness.mjs';

before(start);
after(stop);

async function builder(collection) {
	const page = await open(`/content/${collection}`);
	await page.getByRole('row').nth(2).waitFor();
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	const group = page.getByRole('group', { name: 'Conditions' });
	await group.waitFor();
	return { page, group };
}

/** Adds a condition: the names of the fields on the way. */
async function add(group, ...way) {
	await group.getByRole('button', { name: 'Condition', exact: true }).click();
	for (const name of way.slice(0, -1)) await group.page().getByRole('dialog', { name: 'Condition' }).getByRole('button', { name, exact: true }).click();
	await group.page().getByRole('dialog', { name: 'Condition' }).getByRole('button', { name: way.at(-1), exact: true }).click();
}

const compare = async (page, name, nth = 0) => {
	await page.getByRole('combobox', { name: 'Comparison' }).nth(nth).click();
	await page.getByRole('option', { name, exact: true }).click();
};
/** What the list asks for now. */
const asked = (page) => eventually.bind(null, () => JSON.parse(new URL(page.url()).searchParams.get('filter')));

test('a date is picked, or counted from now, and the list finds what the API finds', async () => {
	const { page, group } = await builder('recipes');
	await add(group, 'Date created');
	await focused(page.getByRole('combobox', { name: 'Comparison' }));
	await compare(page, 'is after');
	const value = page.getByLabel('Value', { exact: true });
	assert.equal(await value.getAttribute('type'), 'datetime-local');
	await value.fill('2020-02-03T10:30');
	const instant = await page.evaluate(() => new Date('2020-02-03T10:30').toISOString());
	await asked(page)({ _and: [{ date_created: { _gt: instant } }] });
	await page.getByRole('button', { name: 'Counted from now' }).click();
	await page.getByRole('combobox', { name: 'Unit' }).click();
	await page.getByRole('option', { name: 'hours from now' }).click();
	await page.getByRole('textbox', { name: 'How many' }).fill('3');
	await asked(page)({ _and: [{ date_created: { _gt: '$NOW(+3 hours)' } }] });
	await page.getByText('Nothing matches').waitFor();
	await assertAccessible(page);
	await compare(page, 'is before');
	await page.getByText('Nothing matches').waitFor({ state: 'detached' });
	await close(page);
});

test('items are picked by name, one or several', async () => {
	const names = ['Desserts', 'Soups'];
	const categories = await api(`/items/categories?filter[name][_in]=${names.join()}&sort=name&fields=id`);
	const { page, group } = await builder('recipes');
	await add(group, 'Category');
	await compare(page, 'is one of');
	const value = page.getByRole('textbox', { name: 'Value' });
	for (const name of names) {
		await value.fill(name);
		await page.getByRole('option', { name, exact: true }).click();
	}
	const keys = categories.map(({ id }) => id);
	await asked(page)({ _and: [{ category: { _in: keys } }] });
	const [{ count }] = await api(`/items/recipes?aggregate[count]=*&filter[category][_in]=${keys.join()}`);
	await page.getByText(`${count} items`, { exact: true }).waitFor();
	await assertAccessible(page);
	await page.getByRole('button', { name: `Remove ${keys[0]}`, exact: true }).click();
	await asked(page)({ _and: [{ category: { _in: keys.slice(1) } }] });
	await close(page);
});

test('a way goes through blocks of one kind, and texts are compared in any case', async () => {
	const { page, group } = await builder('pages');
	await add(group, 'Blocks', 'Item: Headings', 'Text');
	await compare(page, 'starts with (any case)');
	await page.getByRole('textbox', { name: 'Value' }).fill('a');
	const filter = { blocks: { _some: { 'item:headings': { text: { _istarts_with: 'a' } } } } };
	await asked(page)({ _and: [filter] });
	await page.getByRole('button', { name: 'Field: Blocks › Item: Headings › Text' }).waitFor();
	const [{ count }] = await api(`/items/pages?aggregate[count]=*&filter=${encodeURIComponent(JSON.stringify(filter))}`);
	assert.ok(count > 0);
	await page.getByText(`${count} item${count === 1 ? '' : 's'}`, { exact: true }).waitFor();
	await quiet(page);
	await close(page);
});

test('several conditions hold for one and the same of many', async () => {
	const { page, group } = await builder('countries');
	await add(group, 'Cities', 'Name');
	await page.getByRole('textbox', { name: 'Value' }).fill('a');
	await page.getByRole('button', { name: 'More conditions on the same one' }).click();
	const inner = page.getByRole('group', { name: 'Conditions' }).nth(1);
	await add(inner, 'Name');
	await inner.getByRole('textbox', { name: 'Value' }).nth(1).fill('z');
	const filter = { cities: { _some: { _and: [{ name: { _contains: 'a' } }, { name: { _contains: 'z' } }] } } };
	await asked(page)({ _and: [filter] });
	const [{ count }] = await api(`/items/countries?aggregate[count]=*&filter=${encodeURIComponent(JSON.stringify(filter))}`);
	await page.getByText(`${count} items`, { exact: true }).waitFor();
	await inner.getByRole('combobox', { name: 'How many of Cities' }).click();
	await page.getByRole('option', { name: 'none of them' }).click();
	await asked(page)({ _and: [{ cities: { _none: filter.cities._some } }] });
	await assertAccessible(page);
	await page.reload();
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await inner.getByRole('combobox', { name: 'How many of Cities' }).waitFor();
	await close(page);
});

test('of people one compares with whoever is logged in', async () => {
	const { page, group } = await builder('recipes');
	await add(group, 'User created');
	await page.getByRole('combobox', { name: 'Which one' }).click();
	await page.getByRole('option', { name: 'Whoever is logged in' }).click();
	await asked(page)({ _and: [{ user_created: { _eq: '$CURRENT_USER' } }] });
	await close(page);
});

test('Escape closes what opened last, a press elsewhere the builder, and a long filter can be scrolled', async () => {
	const { page, group } = await builder('recipes');
	for (let n = 0; n < 12; n += 1) await add(group, 'Title');
	const scrolls = await page.getByRole('dialog', { name: 'Filter' }).evaluate((dialog) => dialog.scrollHeight > dialog.clientHeight && dialog.getBoundingClientRect().bottom <= innerHeight);
	assert.ok(scrolls);
	await page.getByRole('combobox', { name: 'Comparison' }).last().click();
	await page.getByRole('option', { name: 'is', exact: true }).waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('option', { name: 'is', exact: true }).waitFor({ state: 'detached' });
	await group.getByRole('button', { name: 'Condition', exact: true }).click();
	await page.getByRole('dialog', { name: 'Condition' }).waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog', { name: 'Condition' }).waitFor({ state: 'detached' });
	await group.getByRole('textbox', { name: 'Value' }).last().focus();
	await page.keyboard.press('Escape');
	await group.waitFor({ state: 'detached' });
	await focused(page.getByRole('button', { name: 'Filter', exact: true }));
	await page.keyboard.press('Enter');
	await group.waitFor();
	await page.getByRole('heading', { name: 'Recipes' }).click();
	await group.waitFor({ state: 'detached' });
	await close(page);
});
