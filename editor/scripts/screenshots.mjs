// Pictures of every view, for people to look through: `npm run screenshots [part of a name]`, into screenshots/.
import { mkdir } from 'node:fs/promises';

import { contextOf, start, stop } from '../e2e/harness.mjs';
import { somebody } from '../e2e/somebody.mjs';
import { VIEWS, walk } from '../e2e/views.mjs';

const folder = new URL('../screenshots/', import.meta.url).pathname;
const LOOKS = {
	light: { width: 1440, height: 900 },
	dark: { width: 1440, height: 900, scheme: 'dark' },
	tablet: { width: 1024, height: 768 },
	phone: { width: 390, height: 844 },
	'phone-dark': { width: 390, height: 844, scheme: 'dark' },
	arabic: { width: 1440, height: 900, language: 'ar' },
};

const [wanted = '', looks = Object.keys(LOOKS).join()] = process.argv.slice(2);
await start();
const keys = await somebody();
const missed = [];
try {
	for (const look of looks.split(',')) {
		const { language = 'en', ...size } = LOOKS[look];
		await mkdir(folder + look, { recursive: true });
		for (const stranger of [true, false]) {
			const context = await contextOf({ ...size, language, stranger });
			context.setDefaultTimeout(15_000);
			const views = VIEWS.filter((view) => Boolean(view.stranger) === stranger && view.name.includes(wanted) && !(view.wide && size.width < 600));
			await walk(context, views, {
				keys,
				language,
				each: (page, view) => page.screenshot({ path: `${folder}${look}/${view.name}.png` }),
				failed: async (page, view, error) => {
					missed.push(`${look}/${view.name}: ${String(error).split('\n')[0]}`);
					await page?.screenshot({ path: `${folder}${look}/${view.name}.missed.png` });
				},
			});
			await context.close();
		}
	}
} finally {
	await keys.forget();
	await stop();
}
if (missed.length > 0) {
	console.error(missed.join('\n'));
	process.exitCode = 1;
}
