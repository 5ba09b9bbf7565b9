/** What a collection is called, how its items are named, and which fields have a part in archiving and order. */
import { Button, Fieldset, Group, SegmentedControl, Select, Stack, Switch, Text, TextInput, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { send, useModel, useModelChange } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { useLabels, useSchema } from '../../../api/model';
import type { Collection } from '../../../model/schema';
import { templateOf } from '../../../model/relations';
import { IconPicker } from '../../../ui/IconPicker';
import { TranslationsEditor } from '../TranslationsEditor';
import { NameInput } from '../../../ui/NameInput';
import { LeaveGuard } from '../../../ui/LeaveGuard';
import { tell } from '../../../ui/notify';

type Meta = Record<string, unknown>;

function metaOf(collection: Collection): Meta {
	const meta = collection.raw.meta ?? {};
	const keys = ['icon', 'note', 'hidden', 'singleton', 'group', 'display_template', 'archive_field', 'archive_value', 'unarchive_value', 'archive_app_filter', 'sort_field', 'accountability', 'translations', 'collapse'];
	return Object.fromEntries(keys.map((key) => [key, meta[key] ?? null]));
}

export function CollectionSettings({ collection }: { collection: Collection }) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const schema = useSchema();
	const model = useModel();
	const before = metaOf(collection);
	const [meta, setMeta] = useState<Meta>(before);
	const changed = Object.fromEntries(Object.entries(meta).filter(([key, value]) => JSON.stringify(before[key]) !== JSON.stringify(value)));
	const dirty = Object.keys(changed).length > 0;
	const save = useModelChange(() => send({ method: 'PATCH', path: `/collections/${collection.name}`, body: { meta: changed } }));
	const set = (key: string, value: unknown): void => {
		setMeta((old) => ({ ...old, [key]: value === '' ? null : value }));
	};
	const text = (key: string): string => (typeof meta[key] === 'string' ? meta[key] : '');
	const columns = collection.fields.filter((field) => !field.isAlias && !field.isPrimaryKey);
	const pick = (types: readonly string[]) => columns.filter((field) => types.includes(field.type)).map((field) => ({ value: field.name, label: labels.field(field) }));
	const folders = [...schema.collections.values()].filter((one) => one.isFolder && one.name !== collection.name).map((one) => ({ value: one.name, label: labels.collection(one) }));
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate(undefined, { onSuccess: () => tell(t('settings.saved')) });
			}}
		>
			<LeaveGuard dirty={dirty && !save.isPending} withinPage />
			<Stack gap="lg" maw={720} mx="auto">
				<Fieldset legend={t('settings.looks')}>
					<Stack gap="sm">
						<Group grow align="flex-start">
							<IconPicker
								label={t('settings.icon')}
								value={text('icon') || null}
								onChange={(icon) => {
									set('icon', icon);
								}}
							/>
							<Select
								label={t('settings.folder')}
								placeholder={t('list.noFolder')}
								data={folders}
								value={text('group') || null}
								onChange={(group) => {
									set('group', group);
								}}
								clearable
							/>
						</Group>
						<Textarea
							label={t('settings.note')}
							minRows={1}
							value={text('note')}
							onChange={(event) => {
								set('note', event.currentTarget.value);
							}}
						/>
						<TranslationsEditor
							label={t('settings.names')}
							value={Array.isArray(meta['translations']) ? (meta['translations'] as never[]) : []}
							plural
							onChange={(translations) => {
								set('translations', translations.length > 0 ? translations : null);
							}}
						/>
						<Switch
							label={t('settings.hidden')}
							checked={meta['hidden'] === true}
							onChange={(event) => {
								set('hidden', event.currentTarget.checked);
							}}
						/>
					</Stack>
				</Fieldset>
				{!collection.isFolder && (
					<>
						<Fieldset legend={t('settings.items')}>
							<Stack gap="sm">
								<NameInput
									label={t('settings.template')}
									description={t('settings.templateHint')}
									placeholder={templateOf(model, collection.name) ?? ''}
									value={text('display_template')}
									onChange={(event) => {
										set('display_template', event.currentTarget.value);
									}}
								/>
								<Switch
									label={t('settings.singleton')}
									description={t('settings.singletonHint')}
									checked={meta['singleton'] === true}
									onChange={(event) => {
										set('singleton', event.currentTarget.checked);
									}}
								/>
								<Select
									label={t('settings.sortField')}
									description={t('settings.sortFieldHint')}
									data={pick(['integer', 'bigInteger', 'float', 'decimal'])}
									value={text('sort_field') || null}
									onChange={(value) => {
										set('sort_field', value);
									}}
									clearable
								/>
							</Stack>
						</Fieldset>
						<Fieldset legend={t('settings.archive')}>
							<Stack gap="sm">
								<Select
									label={t('settings.archiveField')}
									description={t('settings.archiveHint')}
									data={pick(['string', 'boolean', 'integer'])}
									value={text('archive_field') || null}
									onChange={(value) => {
										set('archive_field', value);
									}}
									clearable
								/>
								{text('archive_field') !== '' && (
									<Group grow>
										<TextInput
											label={t('settings.archiveValue')}
											value={text('archive_value')}
											onChange={(event) => {
												set('archive_value', event.currentTarget.value);
											}}
										/>
										<TextInput
											label={t('settings.unarchiveValue')}
											value={text('unarchive_value')}
											onChange={(event) => {
												set('unarchive_value', event.currentTarget.value);
											}}
										/>
									</Group>
								)}
							</Stack>
						</Fieldset>
						<Fieldset legend={t('settings.accountability')}>
							<Stack gap={6}>
								<Text size="sm" c="dimmed">
									{t('settings.accountabilityHint')}
								</Text>
								<SegmentedControl
									aria-label={t('settings.accountability')}
									value={text('accountability') || 'none'}
									onChange={(value) => {
										set('accountability', value === 'none' ? null : value);
									}}
									data={(['all', 'activity', 'none'] as const).map((value) => ({ value, label: t(`settings.account.${value}`) }))}
								/>
							</Stack>
						</Fieldset>
					</>
				)}
				{save.isError && (
					<Text c="red" size="sm" role="alert">
						{problemsOf(save.error).map((one) => one.message).join(' ')}
					</Text>
				)}
				<Group justify="flex-end">
					<Button
						variant="default"
						disabled={!dirty}
						onClick={() => {
							setMeta(before);
						}}
					>
						{t('settings.discard')}
					</Button>
					<Button type="submit" disabled={!dirty} loading={save.isPending}>
						{t('common:actions.save')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
