/** Which component edits a field: by its interface, else by its type. Heavy ones are loaded when a form has one. */
import { lazy, type ComponentType } from 'react';

import type { Field } from '../model/schema';
import { BooleanField } from './choice/BooleanField';
import { CheckboxesField, DropdownField, MultiDropdownField, RadioField } from './choice/ChoiceFields';
import type { FieldProps } from './form/scope';
import { ColorField, DateTimeField, SliderField, UnknownField } from './other/OtherFields';
import { DividerField, HeaderField, LinksField, NoticeField } from './other/PresentationFields';
import { HashField, InputField, TagsField, TextareaField } from './text/TextFields';

/** `group`: has inputs of its own; `presentation`: has no value. */
type Kind = 'input' | 'group' | 'presentation';

interface Interface {
	Input: ComponentType<FieldProps>;
	kind: Kind;
}

const input = (Input: ComponentType<FieldProps>): Interface => ({ Input, kind: 'input' });
const group = (Input: ComponentType<FieldProps>): Interface => ({ Input, kind: 'group' });
const shown = (Input: ComponentType<FieldProps>): Interface => ({ Input, kind: 'presentation' });

/** How the code of each heavy one is loaded. */
const loaders = new Map<ComponentType<FieldProps>, () => Promise<unknown>>();

function later(load: () => Promise<ComponentType<FieldProps>>): ComponentType<FieldProps> {
	const Input = lazy(async () => ({ default: await load() }));
	loaders.set(Input, load);
	return Input;
}

const M2oField = later(async () => (await import('./relation/M2oField')).M2oField);
const FileField = later(async () => (await import('./file/FileField')).FileField);
const ListField = later(async () => (await import('./list/ListField')).ListField);
const BlocksField = later(async () => (await import('./blocks/BlocksField')).BlocksField);
const TranslationsField = later(async () => (await import('./translations/TranslationsField')).TranslationsField);
const TreeField = later(async () => (await import('./tree/TreeField')).TreeField);
const RichTextField = later(async () => (await import('./richtext/RichTextField')).RichTextField);
const CodeField = later(async () => (await import('./code/CodeField')).CodeField);
const ArrayField = later(async () => (await import('./code/ArrayField')).ArrayField);
const MarkdownField = later(async () => (await import('./markdown/MarkdownField')).MarkdownField);
const MapField = later(async () => (await import('./map/MapField')).MapField);
const CheckboxTreeField = later(async () => (await import('./choice/CheckboxTreeField')).CheckboxTreeField);
const IconField = later(async () => (await import('./choice/IconField')).IconField);
const AutocompleteField = later(async () => (await import('./text/AutocompleteField')).AutocompleteField);
const CollectionItemField = later(async () => (await import('./relation/CollectionItemField')).CollectionItemField);
const CollectionItemsField = later(async () => (await import('./relation/CollectionItemField')).CollectionItemsField);
const RepeaterField = later(async () => (await import('./other/RepeaterField')).RepeaterField);

const INTERFACES: Record<string, Interface> = {
	input: input(InputField),
	'input-autocomplete-api': input(AutocompleteField),
	'input-multiline': input(TextareaField),
	'input-rich-text-md': group(MarkdownField),
	'input-rich-text-markdown': group(MarkdownField),
	'input-rich-text-html': group(RichTextField),
	'input-code': group(CodeField),
	'input-hash': input(HashField),
	'input-block-editor': group(CodeField),
	tags: input(TagsField),
	boolean: input(BooleanField),
	toggle: input(BooleanField),
	datetime: input(DateTimeField),
	slider: input(SliderField),
	'select-dropdown': input(DropdownField),
	'select-radio': group(RadioField),
	'select-multiple-checkbox': group(CheckboxesField),
	'select-multiple-checkbox-tree': group(CheckboxTreeField),
	'select-multiple-dropdown': input(MultiDropdownField),
	'select-color': input(ColorField),
	'select-icon': input(IconField),
	list: group(RepeaterField),
	map: group(MapField),
	'select-dropdown-m2o': input(M2oField),
	'collection-item-dropdown': input(CollectionItemField),
	'collection-item-multiple-dropdown': input(CollectionItemsField),
	file: group(FileField),
	'file-image': group(FileField),
	files: group(ListField),
	'list-o2m': group(ListField),
	'list-m2m': group(ListField),
	'list-m2a': group(BlocksField),
	'list-o2m-tree-view': group(TreeField),
	translations: group(TranslationsField),
	'presentation-divider': shown(DividerField),
	'presentation-notice': shown(NoticeField),
	'presentation-header': shown(HeaderField),
	'presentation-links': shown(LinksField),
};

const BY_SPECIAL: Record<string, string> = { m2o: 'select-dropdown-m2o', o2m: 'list-o2m', m2m: 'list-m2m', m2a: 'list-m2a', translations: 'translations', file: 'file', files: 'files' };

const BY_TYPE: Record<string, Interface> = {
	boolean: input(BooleanField),
	text: input(TextareaField),
	json: group(CodeField),
	csv: input(TagsField),
	date: input(DateTimeField),
	time: input(DateTimeField),
	dateTime: input(DateTimeField),
	timestamp: input(DateTimeField),
	hash: input(HashField),
	geometry: group(MapField),
};

const LIST_OF_THE_DATABASE = group(ArrayField);

export function interfaceOf(field: Field): Interface {
	const isList = field.type === 'unknown' && field.raw.schema?.data_type?.endsWith('[]');
	if (isList && (field.interface === undefined || field.interface.startsWith('input'))) return LIST_OF_THE_DATABASE;
	const named = field.interface ? INTERFACES[field.interface] : undefined;
	if (named) return named;
	const special = field.special.map((one) => BY_SPECIAL[one]).find(Boolean);
	if (special) return INTERFACES[special] ?? shown(UnknownField);
	if (field.isAlias) return shown(UnknownField);
	return BY_TYPE[field.type.split('.')[0] ?? ''] ?? input(InputField);
}

/** Begins to load the code that these fields need, while their values are still on the way. Who needs it hears of a failure. */
export function beginInputs(fields: readonly Field[]): void {
	for (const field of fields) if (!field.hidden) loaders.get(interfaceOf(field).Input)?.().catch(() => undefined);
}
