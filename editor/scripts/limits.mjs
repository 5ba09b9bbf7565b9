// Measures what docs/editor.md says of big lists and long forms, with data of its own that goes again afterwards. Uses the variables of the browser tests.
import { api, close, open, quiet, start, stop } from '../e2e/harness.mjs';

const N_ITEMS = 100_000;
const N_AT_ONCE = 2_000;
const N_BLOCKS = 50;
const COLLECTION = 'measured_items';

async function fill() {
	for (const { collection } of await api('/collections')) if (collection === COLLECTION) await api(`/collections/${COLLECTION}`, { method: 'DELETE' });
	const text = (field, meta = {}) => ({ field, type: 'string', meta: { interface: 'input', ...meta }, schema: {} });
	await api('/collections', { method: 'POST', body: { collection: COLLECTION, schema: {}, meta: { display_template: '{{name}}' }, fields: [{ field: 'id', type: 'integer', meta: { hidden: true }, schema: { is_primary_key: true, has_auto_increment: true } }, text('name'), text('place'), { field: 'amount', type: 'integer', meta: { interface: 'input' }, schema: {} }] } });
	for (let from = 0; from < N_ITEMS; from += N_AT_ONCE) {
		const body = Array.from({ length: N_AT_ONCE }, (_, index) => ({ name: `Item ${from + index + 1}`, place: `Place ${(from + index) % 997}`, amount: (from + index) % 5000 }));
		await api(`/items/${COLLECTION}?limit=0&fields=id`, { method: 'POST', body });
	}
	const kinds = [(index) => ({ collection: 'headings', item: { text: `Heading ${index}`, level: 2 } }), (index) => ({ collection: 'text_bodies', item: { body: `<p>Text ${index}</p>` } })];
	return api('/items/pages', { method: 'POST', body: { title: 'Measured', slug: `measured-${Date.now()}`, status: 'draft', blocks: Array.from({ length: N_BLOCKS }, (_, index) => ({ sort: index + 1, ...kinds[index % 2](index + 1) })) } });
}

/** Milliseconds from what is done until something is drawn. Both as the page itself sees them. */
async function timeUntil(page, selector, act) {
	await page.evaluate((wanted) => {
		globalThis.drawn = new Promise((done) => {
			const look = () => (document.querySelector(wanted) ? requestAnimationFrame(() => done(performance.now())) : requestAnimationFrame(look));
			globalThis.begin = () => {
				globalThis.begun = performance.now();
				look();
			};
		});
	}, selector);
	await page.evaluate(() => globalThis.begin());
	await act(page);
	return page.evaluate(async () => Math.round((await globalThis.drawn) - globalThis.begun));
}

/** From the press of a key until the next picture: the middle one of some keys, and the slowest. The browser tells it in steps of 8 ms, and nothing below 16. */
async function keysIn(page, field) {
	await page.evaluate(() => {
		globalThis.keys = [];
		new PerformanceObserver((list) => {
			for (const entry of list.getEntries()) if (entry.name === 'keydown') globalThis.keys.push(entry.duration);
		}).observe({ type: 'event', durationThreshold: 16 });
	});
	await field.click();
	await field.pressSequentially('Typed without any lag', { delay: 60 });
	await quiet(page);
	const keys = (await page.evaluate(() => globalThis.keys)).sort((a, b) => a - b);
	return `${keys[Math.floor(keys.length / 2)] ?? 16}, at most ${keys.at(-1) ?? 16}`;
}

const show = (what, ms) => console.log(`${what}: ${ms} ms`);

await start();
const measured = await fill();
try {
	const row = '[role=rowgroup] [role=row] a';
	const cold = await open(`/content/${COLLECTION}`);
	await cold.locator(row).first().waitFor();
	show(`list of ${N_ITEMS}, first visit, until rows are there`, await cold.evaluate(() => Math.round(performance.now())));
	await quiet(cold);
	const go = (to) => (page) => page.evaluate((path) => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }, `/admin${to}`);
	await go('/content')(cold);
	await cold.locator('[role=grid]').waitFor({ state: 'detached' });
	show('the same, from within the Editor', await timeUntil(cold, row, (page) => page.locator(`nav a[href$="/content/${COLLECTION}"]`).click()));
	await quiet(cold);
	show('scroll to the middle', await timeUntil(cold, `[aria-rowindex="${N_ITEMS / 2 + 5}"] a`, (page) => page.evaluate((index) => { const list = document.querySelector('[role=grid]').parentElement; list.scrollTop = (list.scrollHeight * index) / 2; }, 1)));
	show('search', await timeUntil(cold, `[role=grid][aria-rowcount="2"] ${row}`, (page) => page.getByRole('textbox', { name: 'Search' }).fill(`Item ${N_ITEMS - 1}`)));
	await close(cold);

	const form = await open('/content/pages');
	await form.locator(row).first().waitFor();
	await quiet(form);
	const last = `[data-field=blocks] li:nth-child(${N_BLOCKS}) section`;
	show(`form with ${N_BLOCKS} blocks, first visit of a form`, await timeUntil(form, last, go(`/content/pages/${measured.id}`)));
	await quiet(form);
	show('a key in its title', await keysIn(form, form.locator('[data-field=title] input').first()));
	await form.locator('[data-field=blocks] section button[aria-expanded]').first().click();
	show('a key in a block', await keysIn(form, form.locator('[data-field=blocks] [data-field=text] input').first()));
} finally {
	await api(`/items/pages/${measured.id}`, { method: 'DELETE' });
	await api(`/collections/${COLLECTION}`, { method: 'DELETE' });
	await stop();
}
