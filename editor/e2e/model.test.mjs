import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { api, assertAccessible, close, eventually, focused, holds, open, quiet, start, stop, writes } from './harness.mjs';

before(start);
after(stop);

test('a many-to-many relation is made as it was shown, and deleting it says what goes', async () => {
	const page = await open('/model/ingredients/relation/m2m?related=languages');
	await page.getByText('An item of Ingredients has any number of Languages').waitFor();
	await page.getByRole('textbox', { name: 'Field in Ingredients' }).fill('name');
	await page.getByText('“name” is taken').waitFor();
	assert.ok(await page.getByRole('button', { name: 'Make it' }).isDisabled());
	await page.getByRole('textbox', { name: 'Field in Ingredients' }).fill('spoken_in');
	await page.getByText('hidden from the navigation').waitFor();
	assert.deepEqual(writes(page), []);
	await page.getByRole('button', { name: 'Make it' }).click();
	await page.waitForURL(/\/model\/ingredients$/);
	const made = await api('/relations/ingredients_languages/ingredients_id');
	assert.equal(made.schema.on_delete, 'CASCADE');
	assert.equal(made.meta.one_field, 'spoken_in');

	await page.getByRole('button', { name: 'Actions for Spoken in' }).click();
	await page.getByRole('menuitem', { name: 'Delete the field' }).click();
	await page.getByText(/^0 values in /).waitFor();
	await page.getByRole('button', { name: 'Delete for good' }).click();
	await page.getByText('“Spoken in” is deleted').waitFor();
	await close(page);
	await api('/collections/ingredients_languages', { method: 'DELETE' });
	await api('/fields/languages/ingredients', { method: 'DELETE' });
});

test('the diagram is walked with the keyboard', async () => {
	const page = await open('/model/+diagram');
	await page.getByRole('button', { name: /^Recipes, \d+ relations/ }).focus();
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/model\/recipes$/);
	await close(page);
});

test('a collection is found in the diagram by typing, and the picture moves and grows', async () => {
	const page = await open('/model/+diagram');
	const drawing = page.getByRole('group', { name: /^Diagram of \d+ collections/ });
	const view = async () => {
		const [, x, y, scale] = /translate\((\S+) (\S+)\) scale\((\S+)\)/.exec(await drawing.locator('> g').getAttribute('transform')).map((part) => Number(Number(part).toFixed(6)));
		return { x, y, scale };
	};
	await page.locator('[data-node=recipes]').waitFor();
	const whole = await view();
	await page.getByRole('button', { name: 'Enlarge' }).click();
	assert.ok((await view()).scale > whole.scale);
	await page.getByRole('combobox', { name: 'Find a collection' }).click();
	await page.keyboard.type('langu');
	await page.getByRole('option', { name: 'Languages' }).and(page.locator('[data-combobox-selected]')).waitFor();
	await page.keyboard.press('Enter');
	await focused(page.locator('[data-node=languages]'));
	const found = await view();
	await page.keyboard.press('ArrowLeft');
	await focused(page.locator('[data-node=articles]'));
	assert.ok((await view()).x > found.x, 'what has the focus comes into the middle');

	await page.getByRole('button', { name: 'Show everything' }).click();
	await eventually(view, whole);
	const { x, y, width, height } = await drawing.boundingBox();
	await page.mouse.move(x + width - 40, y + height - 20);
	await page.mouse.down();
	await page.mouse.move(x + width - 140, y + height - 80, { steps: 4 });
	await page.mouse.up();
	await eventually(view, { ...whole, x: Number((whole.x - 100).toFixed(6)), y: Number((whole.y - 60).toFixed(6)) });
	await page.mouse.wheel(0, -200);
	await eventually(async () => (await view()).scale > whole.scale, true);
	await close(page);
});

test('two fingers enlarge the diagram around the point between them', async () => {
	const page = await open('/model/+diagram', { width: 390, height: 844 });
	const drawing = page.getByRole('group', { name: /^Diagram of \d+ collections/ });
	await page.locator('[data-node=recipes]').waitFor();
	const scale = async () => Number(/scale\((\S+)\)/.exec(await drawing.locator('> g').getAttribute('transform'))[1]);
	const before = await scale();
	const { x, y, width, height } = await drawing.boundingBox();
	const fingers = (apart) => [-1, 1].map((side, id) => ({ x: x + width / 2, y: y + height / 2 + (side * apart) / 2, id }));
	const devtools = await page.context().newCDPSession(page);
	const touch = (type, touchPoints) => devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
	await touch('touchStart', fingers(100));
	for (const apart of [120, 160, 200]) await touch('touchMove', fingers(apart));
	await touch('touchEnd', []);
	await eventually(async () => Math.abs((await scale()) / before - 2) < 0.1, true);
	assert.ok(page.url().endsWith('/model/+diagram'), 'nothing is opened by it');
	await close(page);
});

test('a line drawn between two collections leads to the maker of a relation between them', async () => {
	const page = await open('/model/+diagram');
	await page.locator('[data-node=languages]').hover();
	const grip = await page.locator('[data-node=languages] circle').boundingBox();
	const target = await page.locator('[data-node=cities]').boundingBox();
	await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
	await page.mouse.down();
	await page.mouse.move(target.x + 20, target.y + 20, { steps: 6 });
	await page.mouse.up();
	await page.waitForURL(/\/model\/languages\/relation\?related=cities$/);
	await page.getByRole('link', { name: /^Many-to-many/ }).click();
	await page.getByText('An item of Languages has any number of Cities').waitFor();
	assert.deepEqual(writes(page), []);
	await close(page);
});

test('two collections are related without a mouse', async () => {
	const page = await open('/model/+diagram');
	const box = page.getByRole('button', { name: /^Languages, \d+ relations?/ });
	await box.focus();
	assert.equal(await box.getAttribute('aria-keyshortcuts'), 'R');
	await page.keyboard.press('r');
	const dialog = page.getByRole('dialog', { name: 'Relate two collections' });
	await focused(dialog.getByRole('combobox', { name: 'To' }));
	await holds(dialog.getByRole('combobox', { name: 'From' }), 'Languages');
	await page.keyboard.press('Escape');
	await page.getByRole('option').first().waitFor({ state: 'hidden' });
	await assertAccessible(page);
	await page.keyboard.press('Escape');
	await focused(page.locator('[data-node=languages]'));

	// Who goes on to the tools takes along where they come from.
	await page.getByRole('button', { name: 'Relate two collections' }).focus();
	await page.keyboard.press('Enter');
	await focused(dialog.getByRole('combobox', { name: 'To' }));
	await page.keyboard.type('citi');
	await page.getByRole('option', { name: 'Cities' }).and(page.locator('[data-combobox-selected]')).waitFor();
	await page.keyboard.press('Enter');
	await holds(dialog.getByRole('combobox', { name: 'To' }), 'Cities');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Tab');
	await focused(dialog.getByRole('button', { name: 'Choose the kind' }));
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/model\/languages\/relation\?related=cities$/);
	await page.getByRole('link', { name: /^Many-to-many/ }).waitFor();
	assert.deepEqual(writes(page), []);
	await close(page);
});

test('the whole diagram is saved as a drawing and as a picture', async () => {
	const page = await open('/model/+diagram');
	await page.locator('[data-node=recipes]').waitFor();
	const saved = async (kind) => {
		await page.getByRole('button', { name: 'Save as a file' }).click();
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: kind }).click()]);
		const chunks = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk);
		return [download.suggestedFilename(), Buffer.concat(chunks)];
	};
	const [svgName, svg] = await saved('SVG');
	assert.equal(svgName, 'model.svg');
	for (const name of ['Recipes', 'Languages', 'About']) assert.ok(svg.includes(`>${name}</text>`), `${name} is in the drawing`);
	assert.ok(!svg.includes('data-export'), 'grips are not');
	const [pngName, png] = await saved('PNG');
	assert.equal(pngName, 'model.png');
	assert.equal(png.subarray(1, 4).toString(), 'PNG');
	const width = Number(/ width="(\d+)/.exec(svg.toString())[1]);
	assert.equal(png.readUInt32BE(16), 2 * width, 'twice as fine as the drawing');
	await close(page);
});

test('collections are put in order and into folders, by dragging and by keyboard', async () => {
	const before = (await api('/collections')).filter((one) => one.meta?.group === 'kitchen' && !one.meta.hidden).map(({ collection, meta: { sort, group } }) => ({ collection, meta: { sort, group } }));
	const page = await open('/model');
	const names = async () => (await api('/collections')).filter((one) => one.meta?.group === 'kitchen' && !one.meta.hidden).toSorted((a, b) => a.meta.sort - b.meta.sort).map((one) => one.collection);
	const [first, second] = await names();
	const stored = () => page.waitForResponse((response) => response.request().method() === 'PATCH' && response.url().endsWith('/collections'));
	const grip = page.getByRole('button', { name: 'Move Recipes', exact: true });
	await grip.focus();
	await page.keyboard.press('Space');
	const spoken = page.getByText(/^(Picked up from|Over) position \d+ of \d+/);
	await spoken.waitFor({ state: 'attached' });
	const place = Number(/\d+/.exec(await spoken.textContent())[0]);
	const goesDown = first === 'recipes';
	await page.keyboard.press(goesDown ? 'ArrowDown' : 'ArrowUp');
	await page.getByText(new RegExp(`^Over position ${place + (goesDown ? 1 : -1)} of`)).waitFor({ state: 'attached' });
	let answered = stored();
	await page.keyboard.press('Space');
	await answered;
	assert.deepEqual(await names(), [second, first]);

	await quiet(page);
	const from = await page.getByRole('button', { name: 'Move Recipes', exact: true }).boundingBox();
	const to = await page.getByRole('button', { name: 'Move Ingredients', exact: true }).boundingBox();
	await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
	await page.mouse.down();
	await page.mouse.move(from.x + from.width / 2, (from.y + to.y) / 2 + 10, { steps: 4 });
	await page.mouse.move(from.x + from.width / 2, to.y + to.height / 2, { steps: 4 });
	answered = stored();
	await page.mouse.up();
	await answered;
	assert.deepEqual(await names(), [first, second]);

	await quiet(page);
	await page.getByRole('button', { name: 'Actions for Ingredients', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Move to folder' }).hover();
	await page.getByRole('menuitem', { name: 'Site', exact: true }).waitFor();
	answered = stored();
	await page.getByRole('menuitem', { name: 'Site', exact: true }).click();
	await answered;
	assert.equal((await api('/collections/ingredients')).meta.group, 'site');
	await close(page);
	await api('/collections', { method: 'PATCH', body: before });
});

test('changing a type and deleting a collection say first how much it concerns', async () => {
	const page = await open('/model/recipes/field/servings');
	const { n_recipes, n_servings } = Object.fromEntries(await Promise.all([['n_recipes', ''], ['n_servings', '&filter[servings][_nnull]=true']].map(async ([name, filter]) => [name, Number((await api(`/items/recipes?aggregate[count]=*${filter}`))[0].count)])));
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox', { name: 'Type', exact: true }).click();
	await page.getByRole('option', { name: 'Date', exact: true }).click();
	await dialog.getByText(`This concerns ${n_servings} stored values`).waitFor();
	assert.deepEqual(writes(page), []);
	await page.goto(page.url().replace(/\/field\/.*/, ''));
	await page.getByRole('button', { name: 'More actions' }).click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await dialog.getByText(`${n_recipes} items of Recipes`).waitFor();
	assert.ok(await dialog.getByRole('button', { name: 'Delete for good' }).isDisabled(), 'its name has to be typed');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	assert.deepEqual(writes(page), []);
	await close(page);
});
