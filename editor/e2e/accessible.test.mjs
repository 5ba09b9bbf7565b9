// axe on every view: all its rules in the light scheme and from right to left, those about colours in the dark scheme.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { contextOf, violationsOf, wear } from './harness.mjs';
import { withSomebody } from './somebody.mjs';
import { VIEWS, walk } from './views.mjs';

const keys = withSomebody();

/** What is wrong, by view. */
async function violations(look, check) {
	const found = {};
	for (const stranger of [true, false]) {
		const context = await contextOf({ ...look, stranger });
		await walk(context, VIEWS.filter((view) => Boolean(view.stranger) === stranger), { keys, language: look.language, each: async (page, view) => {
			const wrong = await check(page);
			if (wrong.length > 0) found[view.name] = wrong;
		} });
		await context.close();
	}
	return found;
}

test('every page stands in the list of views', () => {
	const routes = readFileSync(new URL('../src/app/routes.tsx', import.meta.url), 'utf8').matchAll(/\b(?:page|way|form|shared|administration|secondFactor)\('([^']+)'/g);
	const shown = new Set(VIEWS.map((view) => view.route));
	assert.deepEqual([...routes].map(([, route]) => route).filter((route) => !shown.has(route)), []);
});

test('no view breaks a rule, in light and in dark', async () => {
	const found = await violations({ language: 'en' }, async (page) => {
		const wrong = [];
		// A page that stays for the next view keeps the colours it ended with: changing them costs more than looking.
		const last = page.scheme ?? 'light';
		for (const scheme of last === 'light' ? ['light', 'dark'] : ['dark', 'light']) {
			if (scheme !== last) await wear(page, scheme);
			page.scheme = scheme;
			wrong.push(...(await violationsOf(page, { onlyColours: scheme === 'dark' })).map((one) => ({ scheme, ...one })));
		}
		return wrong;
	});
	assert.deepEqual(found, {});
});

test('no view breaks a rule from right to left', async () => {
	assert.deepEqual(await violations({ language: 'ar' }, (page) => violationsOf(page)), {});
});
