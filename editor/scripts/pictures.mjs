// Renews the pictures that the README shows, in docs/images: `npm run pictures`, with the variables of the browser tests and an untouched demo.
import { writeFile } from 'node:fs/promises';

import { api, contextOf, newPage, quiet, start, stop, url } from '../e2e/harness.mjs';

const folder = new URL('../../docs/images/', import.meta.url);
const QUALITY = 0.8;

/** A form from one of its fields on. */
const from = (name) => (page) => page.locator(`[data-field=${name}]`).evaluate((field) => {
	field.style.scrollMarginTop = '20px';
	field.scrollIntoView({ block: 'start' });
});
const openBlocks = async (page) => {
	for (const block of [0, 1]) await page.locator('[data-field=blocks] section').nth(block).getByRole('button', { expanded: false }).first().click();
	await from('blocks')(page);
};

const PICTURES = [
	{ name: 'relation-maker', path: '/model/recipes/relation/m2m?related=languages', ready: 'main svg[role=img]', width: 1440, height: 860 },
	{ name: 'model-diagram', path: '/model/+diagram', ready: '[data-node]', width: 1280, height: 860 },
	{ name: 'blocks', path: ({ page }) => `/content/pages/${page}`, ready: '[data-field=blocks] section', act: openBlocks, width: 1280, height: 860 },
	{ name: 'links', path: '/content/recipes/1', ready: '[data-field=ingredients] li', act: from('ingredients'), width: 1280, height: 860 },
	{ name: 'translations', path: '/content/articles/1', ready: '[data-field=translations] [data-language=ar]', act: from('translations'), width: 1280, height: 860 },
];

/** Chromium writes the format, too. */
async function asWebp(page, png) {
	const bytes = await page.evaluate(
		async ({ source, quality }) => {
			const image = new Image();
			image.src = source;
			await image.decode();
			const canvas = new OffscreenCanvas(image.width, image.height);
			canvas.getContext('2d').drawImage(image, 0, 0);
			return [...new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer())];
		},
		{ source: `data:image/png;base64,${png.toString('base64')}`, quality: QUALITY },
	);
	return Buffer.from(bytes);
}

await start();
try {
	const [{ id: page }] = await api('/items/pages?fields=id&sort=id&limit=1');
	for (const picture of PICTURES) {
		const { width, height } = picture;
		const context = await contextOf({ width, height });
		const shown = await newPage(context);
		await shown.goto(`${url}/admin${typeof picture.path === 'function' ? picture.path({ page }) : picture.path}`);
		await shown.locator(picture.ready).first().waitFor();
		await quiet(shown);
		await picture.act?.(shown);
		await quiet(shown);
		await shown.mouse.move(0, 0);
		await writeFile(new URL(`${picture.name}.webp`, folder), await asWebp(shown, await shown.screenshot()));
		if (process.argv[2]) await shown.screenshot({ path: `${process.argv[2]}/${picture.name}.png` });
		await context.close();
	}
} finally {
	await stop();
}
