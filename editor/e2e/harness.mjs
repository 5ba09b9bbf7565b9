// What the browser tests share: a browser, somebody logged in, counted requests, and the check for accessibility.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import assert from 'node:assert/strict';
import { afterEach } from 'node:test';
import { chromium } from 'playwright-core';

export const url = process.env.RELATA_URL;
const account = { email: process.env.ADMIN_EMAIL, password: process.env.ADMIN_PASSWORD };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--no-default-browser-check'];

let browser;

/** Scripts use this module, too: only a test ends in one way or another. */
const IS_TEST = process.env.NODE_TEST_CONTEXT !== undefined;

/** What a test that failed has left open is told, and closed: the next one starts without it. */
if (IS_TEST) afterEach(async (test) => {
	if (test.passed || !browser?.isConnected()) return;
	for (const context of browser.contexts()) {
		for (const page of context.pages()) test.diagnostic(await stateOf(page));
		await context.close();
	}
});

async function stateOf(page) {
	const top = page.getByRole('dialog').or(page.getByRole('main')).last();
	const shown = await top.ariaSnapshot({ timeout: 5_000 }).catch(String);
	const unanswered = [...page.inFlight].map((request) => `${request.method()} ${request.url()}`);
	return [`${page.url()} shows`, shown, `not answered: ${unanswered.join(', ') || 'nothing'}`, ...page.failures].join('\n');
}

export async function start() {
	browser = await chromium.launch({ executablePath: process.env.RELATA_CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
}

export async function stop() {
	await browser?.close();
}

/** One request to the API as the administrator. */
export async function api(path, options = {}) {
	api.token ??= (await (await fetch(`${url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(account) })).json()).data.access_token;
	const response = await fetch(url + path, { ...options, headers: { 'content-type': 'application/json', authorization: `Bearer ${api.token}` }, body: options.body && JSON.stringify(options.body) });
	const text = await response.text();
	assert.ok(response.ok, `${options.method ?? 'GET'} ${path}: ${text}`);
	return text ? JSON.parse(text).data : null;
}

/** A browser of its own; with the administrator's session, unless it is a `stranger`'s. */
export async function contextOf({ scheme = 'light', language = 'en', width = 1280, height = 1000, stranger = false, isTouched = false } = {}) {
	const context = await browser.newContext({ viewport: { width, height }, hasTouch: isTouched, isMobile: isTouched, colorScheme: scheme, locale: language, reducedMotion: 'reduce' });
	if (!stranger) await context.addCookies([{ name: 'directus_session_token', value: await sessionToken(), url }]);
	return context;
}

/** A page renews its session after half a minute, for itself only: until then the next ones may share it. A log-in costs a hash. */
const SHARED_MS = 20_000;

async function sessionToken() {
	if (!(Date.now() - sessionToken.since < SHARED_MS)) {
		sessionToken.since = Date.now();
		sessionToken.value = fetch(`${url}/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...account, mode: 'session' }) }).then((response) => /directus_session_token=([^;]+)/.exec(response.headers.get('set-cookie'))[1]);
	}
	return sessionToken.value;
}

/** A page of a logged-in administrator. `requests` holds what it asked the API for. */
export async function open(path, look) {
	return visit(await contextOf(look), path);
}

export async function openAsStranger(path) {
	return visit(await contextOf({ stranger: true }), path);
}

/** A page that reports what went wrong in it: errors of scripts, and what the page's own policy refused. */
export async function newPage(context) {
	const page = await context.newPage();
	page.setDefaultTimeout(30_000);
	page.requests = [];
	page.failures = [];
	page.on('request', (request) => {
		const { pathname, search } = new URL(request.url());
		if (!pathname.startsWith('/admin')) page.requests.push({ method: request.method(), path: decodeURIComponent(pathname + search), body: request.postData() });
	});
	page.inFlight = new Set();
	page.on('request', (request) => page.inFlight.add(request));
	for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => page.inFlight.delete(request));
	page.on('pageerror', (error) => page.failures.push(String(error)));
	await page.exposeBinding('reportRefused', (_, what) => page.failures.push(`refused by the content security policy: ${what}`));
	await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => globalThis.reportRefused(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
	return page;
}

/** Resolves once nothing is asked for and nothing shown as loading. */
export async function quiet(page) {
	for (const end = Date.now() + 30_000; ; ) {
		const isLoading = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(document.querySelector('.mantine-Skeleton-root') !== null)))));
		if (page.inFlight.size === 0 && !isLoading) return;
		assert.ok(Date.now() < end, `still loading: ${[...page.inFlight].map((request) => request.url()).join(', ') || 'skeletons'}`);
		if (page.inFlight.size > 0) await Promise.race(['requestfinished', 'requestfailed'].map((name) => page.waitForEvent(name, { timeout: 5_000 }).catch(() => undefined)));
	}
}

/** Reads anew until it is as expected: what is read may still change, and a redraw may replace what it is read from. */
export async function eventually(read, expected) {
	for (const end = Date.now() + 30_000; ; await setTimeout(50)) {
		const actual = await read();
		if (isDeepStrictEqual(actual, expected)) return;
		if (Date.now() > end) assert.deepEqual(actual, expected);
	}
}

/** Until the input holds this. */
export async function holds(input, value) {
	await eventually(() => input.inputValue(), value);
}

/** Until it has the focus. */
export async function focused(locator) {
	await locator.and(locator.page().locator(':focus')).waitFor();
}

/** Drags one thing onto another with the mouse, `part` of the way down it. */
export async function dragTo(page, from, to, part = 0.5) {
	const start = middleOf(await from.boundingBox());
	await page.mouse.move(start.x, start.y);
	await page.mouse.down();
	await page.mouse.move(start.x + 8, start.y + 8, { steps: 3 });
	const end = await to.boundingBox();
	await page.mouse.move(end.x + Math.min(60, end.width / 2), end.y + end.height * part, { steps: 8 });
	await page.mouse.move(end.x + Math.min(60, end.width / 2) + 1, end.y + end.height * part, { steps: 2 });
	await page.mouse.up();
}

/** Moves a finger from one place to another; `hold_ms`: how long it rests before. */
export async function swipe(page, from, to, { hold_ms = 0, part = 0.5 } = {}) {
	const finger = await page.context().newCDPSession(page);
	const send = (type, ...touchPoints) => finger.send('Input.dispatchTouchEvent', { type, touchPoints });
	const start = 'x' in from ? from : middleOf(await from.boundingBox());
	await send('touchStart', start);
	await setTimeout(hold_ms);
	// What is held may have made room for itself.
	const box = 'x' in to ? undefined : await to.boundingBox();
	const end = box ? { x: box.x + Math.min(60, box.width / 2), y: box.y + box.height * part } : to;
	for (let step = 1; step <= 12; step += 1) {
		await send('touchMove', { x: start.x + ((end.x - start.x) * step) / 12, y: start.y + ((end.y - start.y) * step) / 12 });
		await setTimeout(16);
	}
	await send('touchMove', end);
	await send('touchEnd');
	await finger.detach();
}

function middleOf({ x, y, width, height }) {
	return { x: x + width / 2, y: y + height / 2 };
}

async function visit(context, path) {
	const page = await newPage(context);
	await page.goto(`${url}/admin${path}`);
	return page;
}

export async function close(page) {
	assert.deepEqual(page.failures, []);
	await page.context().close();
}

/** Requests that changed something. */
export const writes = (page) => page.requests.filter((request) => ['POST', 'PATCH', 'DELETE'].includes(request.method) && !request.path.startsWith('/auth') && !request.path.startsWith('/utils'));

/** Saves, and answers the one request that this took. */
export async function save(page) {
	const before = writes(page).length;
	// The message of an earlier save may still be there: only an answer says that this one is done.
	const isWrite = (request) => ['POST', 'PATCH'].includes(request.method()) && !/\/(auth|utils)\//.test(new URL(request.url()).pathname);
	const answered = page.waitForResponse((response) => isWrite(response.request()));
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await answered;
	await page.getByText('Saved', { exact: true }).first().waitFor();
	const sent = writes(page).slice(before);
	assert.equal(sent.length, 1, 'one Save is one request');
	return sent[0];
}

const EVERYTHING = { resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: false } } };
/** The rules that look at colours: all that differs where only the scheme does. */
const COLOURS = { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] };

/** Changes the colours, and waits until the page wears them; what moves for ever isn't waited for. */
export async function wear(page, scheme) {
	await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
	await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor({ state: 'attached' });
	await page.evaluate(() => Promise.all(document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity).map((animation) => animation.finished.catch(() => undefined))));
}

/** What axe finds; its experimental comparison of shown and spoken names is left out. */
export async function violationsOf(page, { onlyColours = false } = {}) {
	if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
	return page.evaluate(async ({ regionMatcher, ...options }) => {
		// What opens over the page stands outside of it on purpose.
		// And the list of a type-ahead is walked by arrow keys from its input.
		globalThis.axe.configure({ checks: [{ id: 'region', options: { regionMatcher } }], rules: [{ id: 'scrollable-region-focusable', selector: '*:not(select, textarea, [role=listbox])' }] });
		return (await globalThis.axe.run(document, options)).violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 4).map((node) => `${node.target.join(' ')}: ${node.failureSummary.split('\n')[1]?.trim()}`) }));
	}, { ...(onlyColours ? COLOURS : EVERYTHING), regionMatcher: 'dialog, [role=dialog], [role=alertdialog], [data-portal], svg' });
}

export async function assertAccessible(page) {
	// The address of a page is there before what it shows.
	await page.locator('h1').first().waitFor({ state: 'attached' });
	assert.deepEqual(await violationsOf(page), []);
}
