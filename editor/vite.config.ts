import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const server = process.env['RELATA_URL'] ?? 'http://127.0.0.1:8055';

/** The icons of collections are needed wherever the navigation is. */
const shownIcons = new Set(readFileSync(new URL('src/ui/CollectionIcon.tsx', import.meta.url), 'utf8').match(/\bIcon\w+/g));

/** The server writes the way to the Editor's root into the page; while developing there is only one. */
const baseWhileDeveloping: Plugin = {
	name: 'relata-base',
	apply: 'serve',
	transformIndexHtml: (html) => html.replace('<base href="./" />', '<base href="/admin/" />'),
};

const COMPONENTS = /@mantine\/(hooks|core\/esm\/(core|utils|components\/(ActionIcon|Alert|Avatar|Badge|Button|Checkbox|CloseButton|FocusTrap|Group|Indicator|InlineInput|Input|InputBase|Loader|Menu|Paper|Popover|Portal|Skeleton|Stack|Text|TextInput|ThemeIcon|Title|Tooltip|Transition|UnstyledButton)))\//;
/** Hooks of parts that come later: sliders, folds, pages, pickers of colours, … */
const LATER_HOOKS = /hooks\/esm\/use-(clipboard|collapse|drag|eye-dropper|input-state|intersection|long-press|move|mutation-observer|pagination|shallow-effect)\//;

/** What every visit needs goes together: packed as one it is smaller than as dozens of little files. */
const FIRST = [
	{ name: 'components', test: (id: string) => COMPONENTS.test(id) && !LATER_HOOKS.test(id) },
	{ name: 'collection-icons', test: (id: string) => shownIcons.has(/icons-react.*\/(Icon\w+)\.m?js$/.exec(id)?.[1] ?? '') },
	{ name: 'data', test: /@tanstack\/|src\/(i18n\/named|api\/(access|client|connection|errors|items|keys|model|presets|session|store|uploadList|viewAs|window)|model\/(columns|group|label|raw|schema|template|translated|filter\/tree|layout\/(choose|presets)))\.ts/ },
	{ name: 'frame', test: /(Burger|Kbd)\/|src\/ui\/(CollectionIcon|Page|ProjectMark|States|leaving|notify|useDragSpeech|useRowsInView)\./ },
];

/** What lists and forms need on top: a browser asks for six files at a time, and each icon and input would be one. */
const INSIDE = [
	{ name: 'icons', test: /icons-react\/dist\/esm\/icons\/Icon(ArrowBackUp|ArrowLeft|ArrowRight|ArrowUp|Check|ChevronDown|ChevronRight|Columns3|Copy|Dots|Download|ExternalLink|EyeOff|GripVertical|History|LayoutGrid|ListTree|Minus|Pencil|PhotoSquareRounded|Plus|Restore|Search|SearchOff|ShieldLock|Table|Trash|Upload|UserCircle|X)\.mjs/ },
	{ name: 'inputs', test: /@mantine\/core\/esm\/components\/(Collapse|Combobox|MultiSelect|NumberInput|Radio|ScrollArea|Select|Switch|Tabs|TagsInput|Textarea)\// },
];

/** The package names its build for developers wherever it is asked for. */
const router = fileURLToPath(new URL('node_modules/react-router/dist/production/index.mjs', import.meta.url));

export default defineConfig(({ command }) => ({
	// Relative addresses, so that the Editor works below any path.
	base: command === 'build' ? './' : '/admin/',
	plugins: [react(), baseWhileDeveloping],
	...(command === 'build' && { resolve: { alias: [{ find: /^react-router$/, replacement: router }] } }),
	build: { target: 'es2022', outDir: 'dist', sourcemap: false, chunkSizeWarningLimit: 700, reportCompressedSize: false, assetsInlineLimit: 0, rolldownOptions: { output: { codeSplitting: { groups: [...FIRST, ...INSIDE] } } } },
	server: {
		host: '127.0.0.1',
		proxy: { '^/(?!admin(/|$))': { target: server, changeOrigin: false } },
	},
	test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
}));
