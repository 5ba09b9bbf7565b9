import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '..');
const packages = join(source, '../node_modules/@mantine');

function filesOf(folder: string, pattern: RegExp): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() && pattern.test(entry.name) ? [join(entry.parentPath, entry.name)] : []));
}

/** The names that files import from `@mantine/core`, types left out. */
function importedBy(files: string[]): Set<string> {
	const texts = files.map((path) => readFileSync(path, 'utf8'));
	const lists = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from ['"]@mantine\/core['"]/g)].map((match) => match[1] ?? ''));
	return new Set(lists.flatMap((list) => list.split(',').map((name) => name.trim().replace(/ as .*/, ''))).filter((name) => name !== '' && !name.startsWith('type ')));
}

/** The style sheets behind components, and behind those that they are made of. */
function sheetsOf(names: Set<string>): string[] {
	const modules = new Map(filesOf(join(packages, 'core/esm/components'), /\.mjs$/).map((path) => [basename(path, '.mjs'), path]));
	const waiting = [...names].flatMap((name) => modules.get(name) ?? []);
	const seen = new Set<string>();
	for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
		if (seen.has(path)) continue;
		seen.add(path);
		for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/from "(\.[^"]+)"/g)) waiting.push(join(dirname(path), target));
	}
	return [...seen].filter((path) => path.endsWith('.module.mjs')).map((path) => basename(path, '.module.mjs'));
}

test('the styles of all components of Mantine that are used are loaded, and of no others', () => {
	const own = filesOf(source, /\.tsx?$/);
	const further = new Set(own.flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/from '@mantine\/(notifications|spotlight|tiptap|dates)'/g)].map((match) => match[1] ?? '')));
	const used = importedBy([...own, ...[...further].flatMap((name) => filesOf(join(packages, name, 'esm'), /\.mjs$/))]);
	const loaded = filesOf(source, /\.(css|tsx)$/).flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/import '@mantine\/core\/styles\/(\w+)\.css'/g)].map((match) => match[1] ?? ''));
	const belongTogether = loaded.filter((name) => /^[A-Z]/.test(name));
	expect(belongTogether.sort()).toEqual([...new Set(sheetsOf(used))].sort());
});
