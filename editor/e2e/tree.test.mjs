import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, close, focused, open, save, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

async function tree() {
	const leaf = (name, sort, children = []) => ({ name, slug: `${name.toLowerCase()}-${Date.now()}`, sort, children });
	return api('/items/categories', { method: 'POST', body: leaf('Trunk', 1, [leaf('Ash', 1, [leaf('Twig', 1)]), leaf('Birch', 2), leaf('Cedar', 3)]) });
}
const read = async (root) => (await api(`/items/categories/${root.id}?fields=children.name,children.children.name,children.children.children.name&deep[children][_sort]=sort&deep[children][children][_sort]=sort`)).children;
const remove = async (root) => {
	for (let keys = [root.id], all = [root.id]; ; all = [...keys, ...all]) {
		keys = (await api(`/items/categories?filter[parent][_in]=${keys.join()}&fields=id&limit=-1`)).map((one) => one.id);
		if (keys.length === 0) return api('/items/categories', { method: 'DELETE', body: all });
	}
};
const line = (page, name) => page.locator('[draggable]', { has: page.getByRole('button', { name, exact: true }) });

test('a branch is dragged below another and between others', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	await line(page, 'Cedar').dragTo(line(page, 'Birch'));
	await page.getByRole('button', { name: 'Fold Birch' }).waitFor();
	const { height } = await line(page, 'Ash').boundingBox();
	await line(page, 'Birch').dragTo(line(page, 'Ash'), { targetPosition: { x: 60, y: height * 0.1 } });
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
	await page.getByRole('group', { name: 'Children' }).getByText('1 change', { exact: true }).waitFor();
	await page.keyboard.press('Alt+ArrowDown');
	await page.keyboard.press('Alt+ArrowRight');
	await page.getByRole('button', { name: 'Fold Birch' }).waitFor();
	await focused(twig);
	await page.getByRole('group', { name: 'Children' }).getByText('1 change', { exact: true }).waitFor();
	await save(page);
	assert.deepEqual(await read(root), [{ name: 'Ash', children: [] }, { name: 'Birch', children: [{ name: 'Twig', children: [] }] }, { name: 'Cedar', children: [] }]);
	await close(page);
	await remove(root);
});

test('a circle is refused, with the reason', async () => {
	const root = await tree();
	const page = await open(`/content/categories/${root.id}`);
	await line(page, 'Ash').dragTo(line(page, 'Twig'));
	await page.getByText('“Ash” can\'t go there: nothing can be below itself.').waitFor();
	assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
	assert.equal(writes(page).length, 0);
	await close(page);
	await remove(root);
});
