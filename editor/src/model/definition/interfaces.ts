/** Every interface of a field that isn't a relation: for which types, and with which options. The texts are in the `model` namespace under its name. */
import type { FieldType } from './types';

/** How an option is entered. */
export type OptionKind = 'text' | 'multiline' | 'number' | 'boolean' | 'unlessOff' | 'choices' | 'icon' | 'color' | 'columns' | { oneOf: readonly string[] };

/** One option of an interface, under Directus's name. Those that only this server knows are in `relata`. */
export interface InterfaceOption {
	key: string;
	kind: OptionKind;
	/** What it is called in the texts, where that isn't the key. */
	text?: string;
}

export const INTERFACE_GROUPS = ['text', 'choice', 'value', 'layout'] as const;
export type InterfaceGroup = (typeof INTERFACE_GROUPS)[number];

interface InterfaceKind {
	group: InterfaceGroup;
	/** The types that it can edit; the first is the one that is proposed. */
	types: readonly FieldType[];
	special?: readonly string[];
	options: readonly InterfaceOption[];
}

const PLACEHOLDER = { key: 'placeholder', kind: 'text' } as const;
const ICON_LEFT = { key: 'iconLeft', kind: 'icon' } as const;
const CHOICES = { key: 'choices', kind: 'choices' } as const;
const OTHER = { key: 'allowOther', kind: 'boolean' } as const;
const NONE = { key: 'allowNone', kind: 'boolean' } as const;
const FONT = { key: 'font', kind: { oneOf: ['sans-serif', 'serif', 'monospace'] } } as const;
const SOFT_LENGTH = { key: 'softLength', kind: 'number' } as const;
const NO_DATA = ['alias', 'no-data'] as const;
const GROUP = ['alias', 'no-data', 'group'] as const;

export const INTERFACES = {
	input: {
		group: 'text',
		types: ['string', 'uuid', 'bigInteger', 'integer', 'float', 'decimal', 'text'],
		options: [PLACEHOLDER, ICON_LEFT, { key: 'iconRight', kind: 'icon' }, FONT, { key: 'trim', kind: 'boolean' }, { key: 'slug', kind: 'boolean' }, SOFT_LENGTH, { key: 'min', kind: 'number' }, { key: 'max', kind: 'number' }, { key: 'step', kind: 'number' }],
	},
	'input-multiline': { group: 'text', types: ['text', 'string'], options: [PLACEHOLDER, FONT, { key: 'trim', kind: 'boolean' }, SOFT_LENGTH] },
	'input-rich-text-html': { group: 'text', types: ['text'], options: [{ key: 'folder', kind: 'text' }, SOFT_LENGTH] },
	'input-rich-text-md': { group: 'text', types: ['text'], options: [PLACEHOLDER, SOFT_LENGTH] },
	'input-code': { group: 'text', types: ['text', 'json', 'string'], options: [{ key: 'language', kind: { oneOf: ['plaintext', 'json', 'yaml', 'html', 'css', 'javascript', 'sql', 'xml'] } }, { key: 'lineNumber', kind: 'boolean' }] },
	tags: { group: 'text', types: ['json', 'csv'], options: [PLACEHOLDER, { key: 'alphabetize', kind: 'boolean' }, { key: 'allowCustom', kind: 'boolean' }] },
	'input-hash': { group: 'text', types: ['hash'], options: [PLACEHOLDER, { key: 'masked', kind: 'boolean' }] },
	'select-dropdown': { group: 'choice', types: ['string', 'integer', 'bigInteger', 'float', 'decimal'], options: [CHOICES, OTHER, NONE, PLACEHOLDER, { key: 'icon', kind: 'icon' }] },
	'select-radio': { group: 'choice', types: ['string', 'integer', 'bigInteger', 'float'], options: [CHOICES, OTHER] },
	'select-multiple-dropdown': { group: 'choice', types: ['json', 'csv'], options: [CHOICES, OTHER, NONE, PLACEHOLDER] },
	'select-multiple-checkbox': { group: 'choice', types: ['json', 'csv'], options: [CHOICES, OTHER, { key: 'itemsShown', kind: 'number' }] },
	'select-multiple-checkbox-tree': { group: 'choice', types: ['json', 'csv'], options: [CHOICES, { key: 'valueCombining', kind: { oneOf: ['all', 'branch', 'leaf', 'indeterminate', 'exclusive'] } }] },
	boolean: { group: 'choice', types: ['boolean'], options: [{ key: 'label', kind: 'text' }] },
	datetime: { group: 'value', types: ['dateTime', 'date', 'time', 'timestamp'], options: [{ key: 'includeSeconds', kind: 'boolean' }, { key: 'use24', kind: 'boolean' }] },
	slider: { group: 'value', types: ['integer', 'decimal', 'float', 'bigInteger'], options: [{ key: 'minValue', kind: 'number' }, { key: 'maxValue', kind: 'number' }, { key: 'stepInterval', kind: 'number' }, { key: 'alwaysShowValue', kind: 'boolean' }] },
	'select-color': { group: 'value', types: ['string'], options: [{ key: 'opacity', kind: 'boolean' }] },
	'select-icon': { group: 'value', types: ['string'], options: [] },
	list: { group: 'value', types: ['json'], options: [{ key: 'template', kind: 'text' }, { key: 'addLabel', kind: 'text' }] },
	map: { group: 'value', types: ['geometry.Point', 'geometry.LineString', 'geometry.Polygon', 'json'], options: [] },
	'presentation-divider': { group: 'layout', types: ['alias'], special: NO_DATA, options: [{ key: 'title', kind: 'text' }, { key: 'icon', kind: 'icon' }, { key: 'color', kind: 'color' }, { key: 'inlineTitle', kind: 'boolean' }] },
	'presentation-notice': { group: 'layout', types: ['alias'], special: NO_DATA, options: [{ key: 'text', kind: 'multiline' }, { key: 'icon', kind: 'icon' }, { key: 'color', kind: { oneOf: ['normal', 'info', 'success', 'warning', 'danger'] } }] },
	'presentation-links': { group: 'layout', types: ['alias'], special: NO_DATA, options: [] },
	'group-raw': { group: 'layout', types: ['alias'], special: GROUP, options: [] },
	'group-detail': { group: 'layout', types: ['alias'], special: GROUP, options: [{ key: 'start', kind: { oneOf: ['open', 'closed'] } }, { key: 'headerIcon', kind: 'icon' }, { key: 'headerColor', kind: 'color' }] },
	'group-accordion': { group: 'layout', types: ['alias'], special: GROUP, options: [{ key: 'accordionMode', kind: 'boolean' }, { key: 'start', kind: { oneOf: ['opened', 'closed', 'first'] } }] },
	'group-tabs': { group: 'layout', types: ['alias'], special: GROUP, options: [] },
} as const satisfies Record<string, InterfaceKind>;

const READS: InterfaceOption = { key: 'template', kind: 'text', text: 'itemTemplate' };
const CREATE: InterfaceOption = { key: 'enableCreate', kind: 'unlessOff' };
const SELECT: InterfaceOption = { key: 'enableSelect', kind: 'unlessOff' };
const LIMITS: readonly InterfaceOption[] = [{ key: 'relata.min', kind: 'number' }, { key: 'relata.max', kind: 'number' }];
const TABLE: readonly InterfaceOption[] = [{ key: 'layout', kind: { oneOf: ['list', 'table'] } }, { key: 'fields', kind: 'columns' }, { key: 'limit', kind: 'number' }];
const DUPLICATES: readonly InterfaceOption[] = [{ key: 'allowDuplicates', kind: 'boolean' }, { key: 'relata.unique', kind: 'boolean' }];

/** The options of interfaces that edit a relation. */
const RELATIONAL: Record<string, readonly InterfaceOption[]> = {
	'select-dropdown-m2o': [READS, CREATE],
	'list-o2m': [READS, ...TABLE, ...LIMITS, CREATE, SELECT],
	'list-m2m': [READS, ...TABLE, ...LIMITS, ...DUPLICATES, CREATE, SELECT],
	'list-m2a': [...LIMITS, ...DUPLICATES],
	files: [{ key: 'limit', kind: 'number' }, ...LIMITS, ...DUPLICATES, CREATE, SELECT],
	translations: [{ key: 'defaultLanguage', kind: 'text' }],
};

/** The options of an interface, relational ones included. `bothWays`: whether links of items to items of the same kind can be kept in pairs. */
export function optionsOf(id: string | null, bothWays: boolean): readonly InterfaceOption[] {
	const own = interfaceKind(id)?.options ?? RELATIONAL[id ?? ''] ?? [];
	return bothWays ? [...own, { key: 'relata.bothWays', kind: 'boolean' }] : own;
}

type Options = Readonly<Record<string, unknown>>;

/** What an option is set to. */
export function optionAt(options: Options, key: string): unknown {
	return key.split('.').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Options)[part] : undefined), options);
}

/** The options with one of them set; what is empty isn't kept. */
export function withOption(options: Options, key: string, value: unknown): Record<string, unknown> {
	const [first = '', ...rest] = key.split('.');
	const { [first]: before, ...others } = options;
	const next = rest.length === 0 ? value : withOption(typeof before === 'object' && before !== null ? (before as Options) : {}, rest.join('.'), value);
	const isEmpty = next === null || next === '' || next === undefined || (typeof next === 'object' && Object.keys(next).length === 0);
	return isEmpty ? others : { ...others, [first]: next };
}

/** The name of an interface. */
export type InterfaceId = keyof typeof INTERFACES;

export const INTERFACE_IDS = Object.keys(INTERFACES) as InterfaceId[];

/** An interface by its name; relational and foreign ones aren't here. */
export function interfaceKind(id: string | null): InterfaceKind | undefined {
	return id !== null && id in INTERFACES ? INTERFACES[id as InterfaceId] : undefined;
}

/** The interfaces that can edit a type. */
export function interfacesFor(type: string): InterfaceId[] {
	return INTERFACE_IDS.filter((id) => (INTERFACES[id].types as readonly string[]).includes(type));
}

/** Whether fields can be put into it. */
export function isGroup(id: string | null | undefined): boolean {
	return id?.startsWith('group-') === true;
}

/** How values of an interface look in lists. */
export function displayFor(id: string): string | null {
	const displays: Record<string, string> = {
		'select-dropdown': 'labels',
		'select-radio': 'labels',
		'select-multiple-dropdown': 'labels',
		'select-multiple-checkbox': 'labels',
		tags: 'labels',
		boolean: 'boolean',
		datetime: 'datetime',
		'select-color': 'color',
		'select-icon': 'icon',
		'input-rich-text-html': 'formatted-value',
	};
	return displays[id] ?? null;
}
