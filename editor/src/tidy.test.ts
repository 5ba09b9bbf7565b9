import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder may import, as the README's table says. */
const MAY_IMPORT: Record<string, string[]> = {
	model: [],
	theme: [],
	i18n: ['model'],
	ui: ['model', 'theme', 'i18n'],
	api: ['model', 'i18n'],
	fields: ['model', 'theme', 'i18n', 'ui', 'api'],
	pages: ['model', 'theme', 'i18n', 'ui', 'api', 'fields'],
	app: ['model', 'theme', 'i18n', 'ui', 'api', 'fields', 'pages'],
};

const root = import.meta.dirname;
const sources = readdirSync(root, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
	.map((entry) => {
		const path = join(entry.parentPath, entry.name);
		return { path: relative(root, path), folder: entry.parentPath, text: readFileSync(path, 'utf8') };
	});

test('imports go downward only', () => {
	const wrong = sources.flatMap(({ path, folder, text }) => {
		const layer = path.split('/')[0] ?? '';
		const allowed = MAY_IMPORT[layer];
		if (!allowed || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) return [];
		const targets = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map((match) => relative(root, join(folder, match[1] ?? '')).split('/')[0] ?? '');
		return targets.filter((target) => target !== layer && !allowed.includes(target)).map((target) => `${path} imports ${target}`);
	});
	expect(wrong).toEqual([]);
});

test('the model knows no React and no network', () => {
	const wrong = sources.filter(({ path, text }) => path.startsWith('model/') && !path.includes('.test.') && /from '(react|@mantine|@tanstack|@directus)|\bfetch\(/.test(text));
	expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('nothing is `any` or exported as default, and files stay short', () => {
	const wrong = sources.filter(({ path, text }) => (!path.endsWith('.d.ts') && /:\s*any\b|<any>|as any\b|export default/.test(path === 'tidy.test.ts' ? '' : text)) || text.split('\n').length > 600);
	expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('messages go through ui/notify, which names their button', () => {
	const wrong = sources.filter(({ path, text }) => text.includes("'@mantine/notifications'") && !/^(ui\/(notify|Messages)|tidy\.test)\./.test(path));
	expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('the texts of the pages for administrators, which come with them, are used by them only', () => {
	const wrong = sources.filter(({ path, text }) => !/^(pages\/(access|model|project)|i18n)\/|^ui\/SaveBar/.test(path) && /useTranslation\(\[?'(access|model|project)'|'(access|model|project):/.test(path === 'tidy.test.ts' ? '' : text));
	expect(wrong.map(({ path }) => path)).toEqual([]);
});
