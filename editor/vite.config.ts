import { readFileSync } from 'node:fs';

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

/** What every visit needs goes together: packed as one it is smaller than as dozens of little files. */
const FIRST = [
	{ name: 'components', test: /@mantine\/(hooks|core\/esm\/(core|utils|components\/(ActionIcon|Alert|Avatar|Badge|Button|Checkbox|CloseButton|FocusTrap|Group|Indicator|InlineInput|Input|InputBase|Loader|Menu|Paper|Popover|Portal|Skeleton|Stack|Text|TextInput|ThemeIcon|Title|Tooltip|Transition|UnstyledButton)))\// },
	{ name: 'collection-icons', test: (id: string) => shownIcons.has(/icons-react.*\/(Icon\w+)\.m?js$/.exec(id)?.[1] ?? '') },
];

/** What lists and forms need on top: a browser asks for six files at a time, and each icon and input would be one. */
const INSIDE = [
	{ name: 'icons', test: /icons-react\/dist\/esm\/icons\/Icon(ArrowBackUp|ArrowLeft|ArrowRight|ArrowUp|Check|ChevronDown|ChevronRight|Columns3|Copy|Dots|Download|ExternalLink|EyeOff|GripVertical|History|LayoutGrid|ListTree|Minus|Pencil|PhotoSquareRounded|Plus|Restore|Search|SearchOff|ShieldLock|Table|Trash|Upload|UserCircle|X)\.mjs/ },
	{ name: 'inputs', test: /@mantine\/core\/esm\/components\/(Collapse|Combobox|MultiSelect|NumberInput|Radio|ScrollArea|Select|Switch|Tabs|TagsInput|Textarea)\// },
];

export default defineConfig(({ command }) => ({
	// Relative addresses, so that the Editor works below any path.
	base: command === 'build' ? './' : '/admin/',
	plugins: [react(), baseWhileDeveloping],
	build: { target: 'es2022', outDir: 'dist', sourcemap: false, chunkSizeWarningLimit: 700, reportCompressedSize: false, assetsInlineLimit: 0, rolldownOptions: { output: { codeSplitting: { groups: [...FIRST, ...INSIDE] } } } },
	server: {
		host: '127.0.0.1',
		proxy: { '^/(?!admin(/|$))': { target: server, changeOrigin: false } },
	},
	test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
}));
