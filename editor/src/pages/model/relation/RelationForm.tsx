/** Every choice of a relation, in the order in which people think of them: the other side, the names, the order, the rules. */
import { ActionIcon, Button, Checkbox, Fieldset, Group, MultiSelect, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../../api/model';
import { canReverse, canSort, collectionNames, EXTRA_TYPES, freeName, hasTemplate, isColumn, ON_DELETE, ON_DELETE_KEYS, picksTarget, proposedTemplate, toName, usesJunction, type ExtraType, type Model, type Named, type OnDelete, type OnDeselect, type ProblemAt } from '../../../model/relations';
import type { RelationEditor } from './useRelationDraft';
import { NameInput } from '../../../ui/NameInput';

const NEW_LANGUAGES = '\u0000new';

interface RelationFormProps {
	editor: RelationEditor;
	model: Model;
}

export function RelationForm({ editor, model }: RelationFormProps) {
	const { draft } = editor;
	return (
		<Stack gap="lg">
			<TargetPart editor={editor} model={model} />
			<NamesPart editor={editor} />
			{usesJunction(draft.kind) && <JunctionPart editor={editor} />}
			{hasTemplate(draft.kind) && <TemplatePart editor={editor} model={model} />}
			<RulesPart editor={editor} />
		</Stack>
	);
}

/** The message of a problem at a place, once there is something to complain about. */
export function useProblemText(editor: RelationEditor): (at: ProblemAt) => string | undefined {
	const { t } = useTranslation('model');
	const labels = useLabels();
	return (at) => {
		const problem = editor.problemAt(at);
		// What isn't chosen yet is said by the button, not in red.
		if (!problem || (problem.code === 'required' && !editor.touched) || problem.code === 'none') return undefined;
		const place = problem.params['place'] ?? problem.params['collection'];
		return t(`problem.${problem.code}`, { ...problem.params, place: place ? labels.collection(place) : '' });
	};
}

function useCollections(model: Model) {
	const labels = useLabels();
	const { t } = useTranslation('model');
	const option = (name: string) => ({ value: name, label: labels.collection(name) });
	const tables = model.collections.filter((one) => one.schema !== null);
	const own = tables.filter((one) => !one.collection.startsWith('directus_') && one.meta?.hidden !== true).map((one) => option(one.collection));
	const hidden = tables.filter((one) => !one.collection.startsWith('directus_') && one.meta?.hidden === true).map((one) => option(one.collection));
	const system = ['directus_files', 'directus_users', 'directus_roles', 'directus_folders'].filter((name) => tables.some((one) => one.collection === name)).map(option);
	return [
		{ group: t('collections.own'), items: own },
		{ group: t('collections.hidden'), items: hidden },
		{ group: t('collections.system'), items: system },
	].filter((group) => group.items.length > 0);
}

function TargetPart({ editor, model }: RelationFormProps) {
	const { t } = useTranslation('model');
	const { draft } = editor;
	const text = useProblemText(editor);
	const collections = useCollections(model);
	if (draft.kind === 'm2a') {
		return (
			<MultiSelect
				label={t('relation.allowed')}
				description={t('relation.allowedHint')}
				placeholder={draft.allowed.length === 0 ? t('relation.choose') : ''}
				data={collections}
				value={draft.allowed}
				onChange={(allowed) => {
					editor.set({ allowed });
				}}
				searchable
				error={text('allowed')}
				data-autofocus
			/>
		);
	}
	if (!picksTarget(draft.kind)) return null;
	if (draft.kind === 'translations') return <LanguagesPart editor={editor} model={model} />;
	return (
		<Select label={t('relation.other')} placeholder={t('relation.choose')} data={collections} value={draft.related} onChange={editor.setTarget} searchable allowDeselect={false} error={text('related')} autoFocus={draft.related === null} nothingFoundMessage={t('relation.noCollection')} />
	);
}

function LanguagesPart({ editor, model }: RelationFormProps) {
	const { t } = useTranslation('model');
	const { draft } = editor;
	const text = useProblemText(editor);
	const isNew = draft.newLanguages.length > 0 || draft.related === null;
	const collections = [{ group: t('relation.languages.newGroup'), items: [{ value: NEW_LANGUAGES, label: t('relation.languages.new') }] }, ...useCollections(model)];
	return (
		<Stack gap="sm">
			<Select
				label={t('relation.languages.label')}
				data={collections}
				value={isNew ? NEW_LANGUAGES : draft.related}
				onChange={(value) => {
					editor.setTarget(value === NEW_LANGUAGES ? freeName('languages', collectionNames(model)) : value);
				}}
				searchable
				allowDeselect={false}
			/>
			{isNew && (
				<Group align="flex-start" grow preventGrowOverflow={false}>
					<TextInput
						label={t('relation.languages.name')}
						value={draft.related ?? ''}
						onChange={(event) => {
							editor.setTarget(toName(event.currentTarget.value));
						}}
						error={text('related')}
					/>
					<TagsInput
						label={t('relation.languages.codes')}
						description={t('relation.languages.codesHint')}
						value={draft.newLanguages}
						onChange={(newLanguages) => {
							if (newLanguages.length > 0) editor.set({ newLanguages });
						}}
						data={['en-US', 'de-DE', 'es-ES', 'ar-SA', 'fr-FR', 'it-IT', 'pt-BR', 'nl-NL', 'pl-PL', 'ru-RU', 'tr-TR', 'zh-CN', 'ja-JP', 'hi-IN', 'he-IL']}
					/>
				</Group>
			)}
		</Stack>
	);
}

function Name({ editor, name, label, description }: { editor: RelationEditor; name: Named; label: string; description?: string }) {
	const text = useProblemText(editor);
	return (
		<NameInput
			label={label}
			{...(description !== undefined && { description })}
			value={editor.draft[name] ?? ''}
			onChange={(event) => {
				editor.setName(name, event.currentTarget.value);
			}}
			error={text(name)}
		/>
	);
}

function NamesPart({ editor }: { editor: RelationEditor }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const { draft } = editor;
	const here = labels.collection(draft.collection);
	const there = draft.related === null ? t('relation.otherSide') : labels.collection(draft.related);
	const unsorted = draft.sort === null;
	return (
		<Fieldset legend={t('relation.names')}>
			<Stack gap="sm">
				<Name editor={editor} name="field" label={t('relation.fieldIn', { collection: here })} description={isColumn(draft.kind) ? t('relation.fieldColumn') : t('relation.fieldAlias')} />
				{(draft.kind === 'o2m' || draft.kind === 'tree') && <Name editor={editor} name="foreignKey" label={t('relation.foreignKey', { collection: draft.kind === 'tree' ? here : there })} description={t('relation.fieldColumn')} />}
				{draft.kind === 'self-m2m' && (
					<Switch
						label={t('relation.bothWays')}
						description={t('relation.bothWaysHint')}
						checked={draft.bothWays}
						onChange={(event) => {
							const bothWays = event.currentTarget.checked;
							// The way back needs a field that it stands in.
							if (draft.reverse === null || !bothWays) editor.toggle('reverse', bothWays);
							editor.set({ bothWays });
						}}
					/>
				)}
				{draft.bothWays && <Name editor={editor} name="reverse" label={t('relation.fieldIn', { collection: there })} />}
				{canReverse(draft.kind) && !draft.bothWays && (
					<>
						<Switch
							label={t('relation.reverse', { collection: there })}
							description={t('relation.reverseHint')}
							checked={draft.reverse !== null}
							onChange={(event) => {
								editor.toggle('reverse', event.currentTarget.checked);
							}}
						/>
						{draft.reverse !== null && <Name editor={editor} name="reverse" label={t('relation.fieldIn', { collection: there })} />}
					</>
				)}
				{canSort(draft.kind) && (
					<>
						<Switch
							label={t('relation.sorted')}
							description={t('relation.sortedHint')}
							checked={!unsorted}
							onChange={(event) => {
								editor.toggle('sort', event.currentTarget.checked);
							}}
						/>
						{!unsorted && <Name editor={editor} name="sort" label={t('relation.sortField')} />}
					</>
				)}
				{(draft.kind === 'm2m' || draft.kind === 'self-m2m' || draft.kind === 'm2a' || draft.kind === 'files') && (
					<Switch
						label={t('relation.duplicates')}
						checked={draft.duplicates}
						onChange={(event) => {
							editor.set({ duplicates: event.currentTarget.checked });
						}}
					/>
				)}
				{isColumn(draft.kind) && (
					<Checkbox
						label={t('relation.required')}
						checked={draft.required}
						onChange={(event) => {
							const required = event.currentTarget.checked;
							editor.set({ required, ...(required && draft.onDelete === 'SET NULL' ? { onDelete: 'NO ACTION' as const } : {}) });
						}}
					/>
				)}
			</Stack>
		</Fieldset>
	);
}

function JunctionPart({ editor }: { editor: RelationEditor }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const { draft } = editor;
	const here = labels.collection(draft.collection);
	const there = draft.related === null ? t('relation.otherSide') : labels.collection(draft.related);
	const forTexts = draft.kind === 'translations';
	return (
		<>
			<Fieldset legend={t('relation.junction')}>
				<Stack gap="sm">
					<Name editor={editor} name="junction" label={t('relation.junctionName')} description={t('relation.junctionHint')} />
					<Group grow align="flex-start" preventGrowOverflow={false}>
						<Name editor={editor} name="junctionThis" label={draft.kind === 'self-m2m' ? t('relation.keyToAny') : t('relation.keyTo', { collection: here })} />
						{draft.kind === 'm2a' && <Name editor={editor} name="junctionCollection" label={t('relation.junctionCollection')} />}
						<Name editor={editor} name="junctionThat" label={draft.kind === 'm2a' ? t('relation.keyToAny') : draft.kind === 'self-m2m' ? t('relation.keyToOther') : t('relation.keyTo', { collection: there })} />
					</Group>
				</Stack>
			</Fieldset>
			<Fieldset legend={forTexts ? t('relation.texts') : t('relation.extras')}>
				<Extras editor={editor} />
			</Fieldset>
		</>
	);
}

function Extras({ editor }: { editor: RelationEditor }) {
	const { t } = useTranslation('model');
	const text = useProblemText(editor);
	const { extras, kind } = editor.draft;
	const change = (index: number, part: { field?: string; type?: ExtraType }): void => {
		editor.set({ extras: extras.map((one, at) => (at === index ? { ...one, ...part } : one)) });
	};
	return (
		<Stack gap="xs">
			{extras.map((extra, index) => (
				// The place is what tells these rows apart while their names are being typed.
				// oxlint-disable-next-line react/no-array-index-key
				<Group key={index} gap="xs" wrap="nowrap" align="flex-start">
					<NameInput
						aria-label={t('relation.extraName')}
						value={extra.field}
						onChange={(event) => {
							change(index, { field: toName(event.currentTarget.value) });
						}}
						error={text(`extras.${index}`)}
						style={{ flex: 1 }}
						placeholder={kind === 'translations' ? 'title' : 'quantity'}
					/>
					<Select
						aria-label={t('relation.extraType')}
						value={extra.type}
						data={EXTRA_TYPES.map((type) => ({ value: type, label: t(`type.${type}`) }))}
						onChange={(type) => {
							change(index, { type: type ?? 'string' });
						}}
						allowDeselect={false}
						w={150}
					/>
					<ActionIcon
						variant="subtle"
						color="gray"
						size={36}
						aria-label={t('relation.extraRemove', { name: extra.field })}
						onClick={() => {
							editor.set({ extras: extras.filter((_, at) => at !== index) });
						}}
					>
						<IconTrash size={16} />
					</ActionIcon>
				</Group>
			))}
			<Button
				variant="subtle"
				size="compact-sm"
				leftSection={<IconPlus size={14} />}
				style={{ alignSelf: 'flex-start' }}
				onClick={() => {
					editor.set({ extras: [...extras, { field: '', type: 'string' }] });
				}}
			>
				{t('relation.extraAdd')}
			</Button>
		</Stack>
	);
}

function TemplatePart({ editor, model }: RelationFormProps) {
	const { t } = useTranslation('model');
	const { draft } = editor;
	const proposed = proposedTemplate(draft, model) ?? '';
	return (
		<NameInput
			label={t('relation.template')}
			description={t(usesJunction(draft.kind) ? 'relation.templateLink' : 'relation.templateHint')}
			placeholder={proposed}
			value={draft.template ?? proposed}
			onChange={(event) => {
				const template = event.currentTarget.value;
				editor.set({ template: template === '' || template === proposed ? null : template });
			}}
		/>
	);
}

function RulesPart({ editor }: { editor: RelationEditor }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const text = useProblemText(editor);
	const { draft } = editor;
	const here = labels.collection(draft.collection);
	const there = draft.related === null ? t('relation.otherSide') : labels.collection(draft.related);
	const junction = usesJunction(draft.kind);
	const part = junction ? 'link' : 'column';
	const choices = ON_DELETE.map((value) => ({ value, label: t(`relation.onDelete.${part}.${ON_DELETE_KEYS[value]}`) }));
	const deselect = (['nullify', 'delete'] as const).map((value) => ({ value, label: t(`relation.deselect.${part}.${value}`) }));
	return (
		<Fieldset legend={t('relation.rules')}>
			<Stack gap="sm">
				<Select<OnDelete>
					label={t('relation.whenDeleted', { collection: isColumn(draft.kind) ? there : here })}
					data={choices}
					value={draft.onDelete}
					onChange={(value) => {
						if (value) editor.set({ onDelete: value });
					}}
					allowDeselect={false}
					error={text('onDelete')}
				/>
				{junction && draft.kind !== 'm2a' && draft.kind !== 'translations' && draft.kind !== 'self-m2m' && (
					<Select<OnDelete>
						label={t('relation.whenDeleted', { collection: there })}
						data={choices}
						value={draft.onDeleteThat}
						onChange={(value) => {
							if (value) editor.set({ onDeleteThat: value });
						}}
						allowDeselect={false}
					/>
				)}
				{!isColumn(draft.kind) && (
					<Select<OnDeselect>
						label={t('relation.whenRemoved')}
						data={deselect}
						value={draft.onDeselect}
						onChange={(value) => {
							if (value) editor.set({ onDeselect: value });
						}}
						allowDeselect={false}
					/>
				)}
			</Stack>
		</Fieldset>
	);
}
