#!/usr/bin/env node
// Loads this demo into a running server through its public API: Relata, or anything else that speaks Directus's.
//
//   node load.mjs URL TOKEN [--geometry-as-json]
//   e.g. node load.mjs http://127.0.0.1:8055 my-admin-token
//
// --geometry-as-json makes JSON fields of geometry fields: for a server that needs a spatial extension which
// its database lacks (Directus on SQLite without SpatiaLite, on PostgreSQL without PostGIS). Relata needs none.
//
// TOKEN is a static token (or an access token) of an administrator. Needs Node 20 or newer and no packages.
// Nothing is changed if one of the demo's collections is already there. The order is the one of model.json:
// collections, relations, then the rows of data/ in the order of `load`, which puts referenced rows first.

import { readFile } from 'node:fs/promises';

const ROWS_PER_REQUEST = 250;
const UPLOADS_AT_ONCE = 4;

const [base, token, ...flags] = process.argv.slice(2);
const geometryAsJson = flags.includes('--geometry-as-json');
if (!base || !token || flags.length > Number(geometryAsJson)) {
	console.error('usage: node load.mjs URL TOKEN [--geometry-as-json]');
	process.exit(2);
}

const read = (path) => readFile(new URL(path, import.meta.url));
const readJson = async (path) => JSON.parse(await read(path));

async function send(method, path, body) {
	const isForm = body instanceof FormData;
	const response = await fetch(base.replace(/\/+$/, '') + path, {
		method,
		headers: { Authorization: `Bearer ${token}`, ...(isForm || !body ? {} : { 'Content-Type': 'application/json' }) },
		body: isForm || !body ? body : JSON.stringify(body),
	});
	const text = await response.text();
	if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 600)}`);
	return text ? JSON.parse(text).data : null;
}

/** Uploads one file under its own key; what the upload doesn't take is set afterwards. */
async function upload({ id, ...row }) {
	const { filename_download: name, type, filesize, ...rest } = row;
	const form = new FormData();
	form.set('id', id);
	form.set('title', row.title);
	form.set('file', new Blob([await read(`files/${name}`)], { type }), name);
	const made = await send('POST', '/files', form);
	if (made.id !== id) throw new Error(`the server gave ${name} the key ${made.id} instead of ${id}`);
	await send('PATCH', `/files/${id}`, rest);
}

async function loadRows(collection, isSingleton) {
	const rows = await readJson(`data/${collection}.json`);
	if (collection === 'directus_files') {
		const waiting = [...rows];
		const worker = async () => {
			while (waiting.length) await upload(waiting.shift());
		};
		await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, worker));
	} else if (isSingleton) {
		await send('PATCH', `/items/${collection}`, rows[0]);
	} else {
		for (let at = 0; at < rows.length; at += ROWS_PER_REQUEST) {
			await send('POST', `/items/${collection}?fields=*&limit=1`, rows.slice(at, at + ROWS_PER_REQUEST));
		}
	}
	console.log(`${collection.padEnd(24)} ${String(rows.length).padStart(6)}`);
}

function withoutGeometry(field) {
	if (!field.type.startsWith('geometry')) return field;
	return { ...field, type: 'json', meta: { ...field.meta, interface: 'input-code', special: ['cast-json'] } };
}

const model = await readJson('model.json');
const there = new Set((await send('GET', '/collections')).map((c) => c.collection));
const taken = model.collections.map((c) => c.collection).filter((name) => there.has(name));
if (taken.length) {
	console.error(`already there, nothing changed: ${taken.join(', ')}`);
	process.exit(1);
}

if (geometryAsJson) for (const collection of model.collections) collection.fields = collection.fields?.map(withoutGeometry);

const began = Date.now();
for (const collection of model.collections) await send('POST', '/collections', collection);
for (const relation of model.relations) await send('POST', '/relations', relation);
const singletons = new Set(model.collections.filter((c) => c.meta?.singleton).map((c) => c.collection));
for (const collection of model.load) await loadRows(collection, singletons.has(collection));
console.log(`loaded in ${((Date.now() - began) / 1000).toFixed(1)} s`);
