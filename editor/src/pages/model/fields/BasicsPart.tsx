/** The name of a field, how it is edited, and how it stands in the form. */
import { Checkbox, Fieldset, Group, SegmentedControl, Select, SimpleGrid, Stack, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../../api/model';
import { withType } from '../../../model/definition/fieldDraft';
import { interfaceKind, interfacesFor, isGroup, optionAt, optionsOf, withOption, type InterfaceId } from '../../../model/definition/interfaces';
import { FIELD_TYPES } from '../../../model/definition/types';
import { toName } from '../../../model/relations';
import type { Field, Relation, Schema } from '../../../model/schema';
import { TranslationsEditor } from '../TranslationsEditor';
import type { PartProps } from './FieldDrawer';
import { OptionInput } from './OptionInput';
import { NameInput } from '../../../ui/NameInput';

export function BasicsPart({ collection, existing, draft, set, error }: PartProps) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const kind = interfaceKind(draft.interface);
	const isRelation = existing !== undefined && kind === undefined && draft.interface !== null;
	const groups = collection.fields.filter((field) => isGroup(field.interface) && field.name !== draft.field).map((field) => ({ value: field.name, label: labels.field(field) }));
	const interfaces = interfacesFor(draft.type);
	const schema = useSchema();
	const relation = existing ? schema.relation(collection.name, existing.name) : undefined;
	const options = optionsOf(draft.interface, canPair(relation, collection.name, schema));
	const columns = columnsOf(relation, (name) => schema.collection(name)?.fields ?? []).map(({ path, fields }) => ({ value: path, label: fields.map((field) => labels.field(field)).join(' › ') }));
	return (
		<Stack gap="md">
			<NameInput
				label={t('field.key')}
				description={existing ? t('field.keyFixed') : t('field.keyHint')}
				value={draft.field}
				disabled={existing !== undefined}
				onChange={(event) => {
					const typed = event.currentTarget.value;
					set({ field: /[\s_-]$/.test(typed) && typed.trim() !== '' ? `${toName(typed)}_` : toName(typed) });
				}}
				error={error('field')}
				data-autofocus={existing === undefined || undefined}
			/>
			{draft.type !== 'alias' && !isRelation && (
				<Group grow align="flex-start">
					<Select
						label={t('field.type')}
						data={(existing ? FIELD_TYPES.filter((type) => type !== 'alias') : (kind?.types ?? FIELD_TYPES)).map((type) => ({ value: type as string, label: t(`type.${type}`) }))}
						value={draft.type}
						onChange={(type) => {
							if (type !== null) set(withType(draft, type));
						}}
						allowDeselect={false}
						disabled={existing?.isPrimaryKey === true}
					/>
					{existing && (
						<Select
							label={t('field.interface')}
							data={interfaces.map((id) => ({ value: id as string, label: t(`interface.${id}`) }))}
							value={draft.interface}
							onChange={(id) => {
								set({ interface: id });
							}}
							placeholder={t('field.noInterface')}
						/>
					)}
				</Group>
			)}
			{options.length > 0 && (
				<Fieldset legend={kind ? t('field.options', { kind: t(`interface.${draft.interface as InterfaceId}`) }) : t('field.howEdited')}>
					<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
						{options.map((option) => (
							<OptionInput
								key={option.key}
								option={option}
								value={optionAt(draft.options, option.key)}
								onChange={(value) => {
									set({ options: withOption(draft.options, option.key, value) });
								}}
								columns={columns}
							/>
						))}
					</SimpleGrid>
				</Fieldset>
			)}
			<Stack gap={6}>
				<Text size="sm" fw={500} id="field-width">
					{t('field.width')}
				</Text>
				<SegmentedControl
					aria-labelledby="field-width"
					value={draft.width.startsWith('half') ? 'half' : draft.width === 'fill' ? 'fill' : 'full'}
					onChange={(width) => {
						set({ width });
					}}
					data={(['half', 'full', 'fill'] as const).map((width) => ({ value: width, label: t(`field.widths.${width}`) }))}
				/>
			</Stack>
			{draft.type !== 'alias' || isRelation ? (
				<Group gap="lg">
					<Flag
						label={t('field.required')}
						checked={draft.required}
						onChange={(required) => {
							set({ required });
						}}
					/>
					<Flag
						label={t('field.readonly')}
						checked={draft.readonly}
						onChange={(readonly) => {
							set({ readonly });
						}}
					/>
					<Flag
						label={t('field.hidden')}
						checked={draft.hidden}
						onChange={(hidden) => {
							set({ hidden });
						}}
					/>
					<Flag
						label={t('field.searchable')}
						checked={draft.searchable}
						onChange={(searchable) => {
							set({ searchable });
						}}
					/>
				</Group>
			) : (
				<Flag
					label={t('field.hidden')}
					checked={draft.hidden}
					onChange={(hidden) => {
						set({ hidden });
					}}
				/>
			)}
			{groups.length > 0 && (
				<Select
					label={t('field.group')}
					data={groups}
					value={draft.group}
					onChange={(group) => {
						set({ group });
					}}
					clearable
					placeholder={t('field.noGroup')}
				/>
			)}
			<Textarea
				label={t('field.note')}
				description={t('field.noteHint')}
				minRows={1}
				value={draft.note}
				onChange={(event) => {
					set({ note: event.currentTarget.value });
				}}
			/>
			<TranslationsEditor
				label={t('field.names')}
				value={draft.translations}
				onChange={(translations) => {
					set({ translations });
				}}
			/>
		</Stack>
	);
}

/** What the table of a list can show beside what items are called: fields of the related item, through the link where there is one. */
function columnsOf(relation: Relation | undefined, fieldsOf: (collection: string) => readonly Field[]): Array<{ path: string; fields: Field[] }> {
	if (relation?.kind !== 'o2m' && relation?.kind !== 'm2m') return [];
	const link = relation.kind === 'm2m' ? fieldsOf(relation.junction).find((field) => field.name === relation.relatedField) : undefined;
	return fieldsOf(relation.related)
		.filter((field) => !field.isAlias && !(relation.kind === 'o2m' && field.name === relation.foreignKey))
		.map((field) => (link ? { path: `${link.name}.${field.name}`, fields: [link, field] } : { path: field.name, fields: [field] }));
}

/** Whether links can be kept in pairs: between items of one collection, with a field for the way back. */
function canPair(relation: Relation | undefined, collection: string, schema: Schema): boolean {
	if (relation?.kind !== 'm2m' || relation.related !== collection) return false;
	const back = schema.relation(relation.junction, relation.relatedField);
	return back?.kind === 'm2o' && back.reverse !== undefined;
}

export function Flag({ label, checked, onChange, description }: { label: string; checked: boolean; onChange: (checked: boolean) => void; description?: string }) {
	return (
		<Checkbox
			label={label}
			{...(description !== undefined && { description })}
			checked={checked}
			onChange={(event) => {
				onChange(event.currentTarget.checked);
			}}
		/>
	);
}
