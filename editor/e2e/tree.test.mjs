import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, dragTo, eventually, focused, open, save, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

const leaf = (name, sort, children = []) => ({ name, slug: `${name.toLowerCase().replaceAll(' ', '-')}-${Date.now()}`, sort, children });
async function tree() {
	return api('/items/categories', { method: 'POST', body: leaf('Trunk', 1, [leaf('Ash', 1, [leaf('Twig', 1)]), leaf('Birch', 2), leaf('Cedar', 3)]) });
}
const read = async (root) => (await api(`/items/categories/${root.id}?fields=children.name,children.children.name,children.children.children.name&deep[children][_sort]=sort&deep[children][children][_sort]=sort`)).children;
const remove = async (...roots) => {
	for (let keys = roots.map((root) => root.id), all = [...keys]; ; all = [...keys, ...all]) {
		keys = (await api(`/items/categories?filter[parent][_in]=${keys.join()}&fields=id&limit=-1`)).map((one) => one.id);
		if (keys.length === 0) return api('/items/categories', { method: 'DELETE', body: all });
	}
};
const treeOf = (page) => page.getByRole('group', { name: 'Children' });
const line = (page, name) => treeOf(page).locator('[data-row]', { has: page.getByRole('button', { name, exact: true }) });
const grip = (page, name) => line(page, name).locator('[aria-hidden] >> nth=0');
const names = (page) => treeOf(page).locator('[data-row] button[title]').allInnerTexts();

test('a branch is dragged below another and between others', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	await line(page, 'Cedar').waitFor();
	await dragTo(page, grip(page, 'Cedar'), line(page, 'Birch'));
	await page.getByRole('button', { name: 'Fold Birch' }).waitFor();
	await dragTo(page, grip(page, 'Birch'), line(page, 'Ash'), 0.1);
	await eventually(() => names(page), ['Birch', 'Cedar', 'Ash', 'Twig']);
	await save(page);
	assert.deepEqual(await read(root), [{ name: 'Birch', children: [{ name: 'Cedar', children: [] }] }, { name: 'Ash', children: [{ name: 'Twig', children: [] }] }]);
	await close(page);
	await remove(root);
});

test('a branch is moved by keyboard: the focus goes with it, out means behind its parent, and it counts once', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	const twig = page.getByRole('button', { name: 'Twig', exact: true });
	await twig.focus();
	await page.keyboard.press('Alt+ArrowLeft');
	await page.locator('[data-row]').nth(1).filter({ hasText: 'Twig' }).getByText('Moved', { exact: true }).waitFor();
	await focused(twig);
	await treeOf(page).getByText('1 change', { exact: true }).waitFor();
	await page.keyboard.press('Alt+ArrowDown');
	await page.keyboard.press('Alt+ArrowRight');
	await page.getByRole('button', { name: 'Fold Birch' }).waitFor();
	await focused(twig);
	await treeOf(page).getByText('1 change', { exact: true }).waitFor();
	await save(page);
	assert.deepEqual(await read(root), [{ name: 'Ash', children: [] }, { name: 'Birch', children: [{ name: 'Twig', children: [] }] }, { name: 'Cedar', children: [] }]);
	await close(page);
	await remove(root);
});

test('a circle is refused, with the reason', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	await line(page, 'Ash').waitFor();
	await dragTo(page, grip(page, 'Ash'), line(page, 'Twig'));
	await page.getByText('“Ash” can\'t go there: nothing can be below itself.').waitFor();
	assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
	assert.equal(writes(page).length, 0);
	await close(page);
	await remove(root);
});

test('an item that exists becomes a branch with all that is below it, at the top or below another', async () => {
	const root = await tree();
	const elsewhere = await api('/items/categories', { method: 'POST', body: leaf('Elsewhere', 2, [leaf('Willow', 1, [leaf('Catkin', 1)]), leaf('Yew', 2)]) });
	const page = await open(`/content/categories/${root.id}`);
	await line(page, 'Birch').waitFor();
	await treeOf(page).getByRole('textbox', { name: 'Add to Children' }).click();
	await page.keyboard.type('Willow');
	await page.getByRole('option', { name: 'Willow', exact: true }).click();
	await line(page, 'Willow').getByText('Added', { exact: true }).waitFor();
	await line(page, 'Willow').getByText('Moves from Elsewhere', { exact: true }).waitFor();
	await line(page, 'Catkin').waitFor();
	await page.keyboard.press('Escape');

	// By keyboard alone, below another.
	await page.getByRole('button', { name: 'Add below: Birch', exact: true }).focus();
	await page.keyboard.press('Enter');
	await focused(page.getByRole('menuitem', { name: 'Create a new one' }));
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	const below = treeOf(page).getByRole('textbox', { name: 'Add below Birch' });
	await focused(below);
	await page.keyboard.type('Yew');
	await eventually(() => page.getByRole('option').allInnerTexts(), ['Yew', 'Create “Yew”']);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await line(page, 'Yew').getByText('Added', { exact: true }).waitFor();
	await assertAccessible(page);
	await page.keyboard.press('Escape');
	await focused(page.getByRole('button', { name: 'Add below: Birch', exact: true }));
	await eventually(() => below.count(), 0);
	await treeOf(page).getByText('2 changes', { exact: true }).waitFor();

	await page.getByRole('button', { name: 'Take this change back: Yew', exact: true }).click();
	await line(page, 'Yew').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Undo', exact: true }).click();
	await line(page, 'Yew').waitFor();
	await save(page);
	assert.deepEqual(await read(root), [{ name: 'Ash', children: [{ name: 'Twig', children: [] }] }, { name: 'Birch', children: [{ name: 'Yew', children: [] }] }, { name: 'Cedar', children: [] }, { name: 'Willow', children: [{ name: 'Catkin', children: [] }] }]);
	assert.deepEqual(await read(elsewhere), []);
	await close(page);
	await remove(root, elsewhere);
});

test('what stands above a place is shown there but can\'t be picked, and says why', async () => {
	const root = await tree();
	const top = await api('/items/categories', { method: 'POST', body: { ...leaf('Topmost', 1), children: [{ id: root.id }] } });
	const page = await open(`/content/categories/${root.id}`);
	await page.getByRole('button', { name: 'Add below: Twig', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Take in an existing one' }).click();
	const input = treeOf(page).getByRole('textbox', { name: 'Add below Twig' });
	for (const name of ['Ash', 'Trunk', 'Topmost', 'Twig']) {
		await input.fill(name);
		const option = page.getByRole('option', { name: `${name} Stands above this place: nothing can be below itself` });
		await option.waitFor();
		assert.equal(await option.isDisabled(), true);
		// At the element itself: what the search finds meanwhile may move it.
		await option.dispatchEvent('click');
	}
	assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
	// One of another branch can: it moves.
	await input.fill('Birch');
	await page.getByRole('option', { name: 'Birch', exact: true }).click();
	await eventually(() => names(page), ['Ash', 'Twig', 'Birch', 'Cedar']);
	await line(page, 'Birch').getByText('Moved', { exact: true }).waitFor();
	await close(page);
	await remove(top);
});

test('a branch is taken out of the tree and stays what it is: marked until it is saved, taken back one by one', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	const [ash] = await api(`/items/categories?filter[parent][_eq]=${root.id}&filter[name][_eq]=Ash&fields=id`);
	await page.getByRole('button', { name: 'Take out of the tree: Ash', exact: true }).focus();
	await page.keyboard.press('Enter');
	await line(page, 'Ash').getByText('Removed', { exact: true }).waitFor();
	await focused(page.getByRole('button', { name: 'Take this change back: Ash', exact: true }));
	await eventually(() => names(page), ['Ash', 'Birch', 'Cedar']);
	await page.keyboard.press('Enter');
	await eventually(() => names(page), ['Ash', 'Twig', 'Birch', 'Cedar']);
	assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);

	// What is taken out and picked again is where it was.
	await page.getByRole('button', { name: 'Take out of the tree: Twig', exact: true }).click();
	await line(page, 'Twig').getByText('Removed', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Add below: Ash', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Take in an existing one' }).click();
	await treeOf(page).getByRole('textbox', { name: 'Add below Ash' }).fill('Twig');
	await page.getByRole('option', { name: 'Twig', exact: true }).click();
	await line(page, 'Twig').getByText('Removed', { exact: true }).waitFor({ state: 'detached' });
	assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
	await page.keyboard.press('Escape');

	await page.getByRole('button', { name: 'Take out of the tree: Ash', exact: true }).click();
	await save(page);
	await eventually(() => names(page), ['Birch', 'Cedar']);
	assert.deepEqual(await api(`/items/categories/${ash.id}?fields=parent,children.name`), { parent: null, children: [{ name: 'Twig' }] });
	await close(page);
	await remove(root, ash);
});

test('a change that was made in a branch goes along when it is moved', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	await page.getByRole('button', { name: 'Twig', exact: true }).click();
	await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Bough');
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'hidden' });
	await line(page, 'Bough').waitFor();
	await page.getByRole('button', { name: 'Bough', exact: true }).focus();
	await page.keyboard.press('Alt+ArrowLeft');
	await line(page, 'Bough').getByText('Moved', { exact: true }).waitFor();
	await save(page);
	assert.deepEqual(await read(root), [{ name: 'Ash', children: [] }, { name: 'Bough', children: [] }, { name: 'Birch', children: [] }, { name: 'Cedar', children: [] }]);
	await close(page);
	await remove(root);
});
