// Packs what the build made, so that the server never has to.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const PACKS = /\.(js|css|html|svg|json)$/;
const dist = new URL('../dist/', import.meta.url).pathname;
let total = 0;

for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
	if (!entry.isFile() || !PACKS.test(entry.name)) continue;
	const path = join(entry.parentPath, entry.name);
	const bytes = await readFile(path);
	const gzip = gzipSync(bytes, { level: 9 });
	await writeFile(`${path}.gz`, gzip);
	await writeFile(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
	total += gzip.length;
}
console.log(`packed: ${Math.round(total / 1024)} kB of gzip in all`);
