/** One permission in detail: which items, which fields, what new values must look like, what is put in by itself. */
import { Button, Checkbox, Group, SimpleGrid, Stack, Tabs, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../api/model';
import { useFilterContext } from '../../fields/filter/useFilterContext';
import { DraftContext, DraftStore } from '../../fields/form/draftStore';
import { ScopeContext, type Scope } from '../../fields/form/scope';
import type { PermissionRow } from '../../model/access/matrix';
import { filterJson, parseFilter } from '../../model/filter/tree';
import { CloseGuard, SideDialog } from '../../ui/Dialog';
import { FilterBuilder } from '../../ui/filter/FilterBuilder';
import { enteredPresets, PresetsPart, type PresetsEntry } from './PresetsPart';

interface PermissionDrawerProps {
	row: PermissionRow | null;
	onClose: () => void;
	onApply: (row: PermissionRow) => void;
}

export function PermissionDrawer({ row, onClose, onApply }: PermissionDrawerProps) {
	const { t } = useTranslation(['access', 'common']);
	const labels = useLabels();
	return (
		<SideDialog opened={row !== null} onClose={onClose} size="lg" closeOnClickOutside={false} title={row && t('matrix.cell', { collection: labels.collection(row.collection), action: t(`action.${row.action}`) })}>
			{row && <Content key={`${row.collection}.${row.action}`} before={row} onClose={onClose} onApply={onApply} />}
		</SideDialog>
	);
}

function Content({ before, onClose, onApply }: { before: PermissionRow; onClose: () => void; onApply: (row: PermissionRow) => void }) {
	const { t } = useTranslation(['access', 'common']);
	const [row, setRow] = useState(before);
	const [rule, setRule] = useState(() => parseFilter(before.permissions));
	const [validation, setValidation] = useState(() => parseFilter(before.validation));
	const [presets, setPresets] = useState<PresetsEntry>({ values: before.presets ?? {}, text: null });
	// What inputs hold that is no value yet.
	const [store] = useState(() => new DraftStore());
	const [unfinished, setUnfinished] = useState<string[]>([]);
	const collection = useSchema().collection(row.collection);
	const scope = useMemo((): Scope | null => (collection ? { collection, path: [], itemKey: undefined, base: {}, isReadonly: false } : null), [collection]);
	const writes = row.action === 'create' || row.action === 'update';
	const hasFields = writes || row.action === 'read';
	const parsed = enteredPresets(presets);
	const context = useFilterContext(row.collection);
	// A text that is no object yet is an edit, too.
	const entered = JSON.stringify([row.fields, filterJson(rule), filterJson(validation), parsed ?? presets.text]);
	const [untouched] = useState(entered);
	const apply = (): void => {
		if (parsed === undefined) return;
		const faults = [...store.getUnfinished().values()];
		setUnfinished(faults);
		if (faults.length > 0) return;
		onApply({ ...row, permissions: row.action === 'create' ? null : filterJson(rule), validation: writes ? filterJson(validation) : null, presets: writes && Object.keys(parsed).length > 0 ? parsed : null });
	};
	const first = row.action === 'create' ? 'fields' : 'items';
	return (
		<Stack gap="lg">
			<CloseGuard dirty={entered !== untouched} />
			<Tabs defaultValue={first} keepMounted={false}>
				<Tabs.List mb="md">
					{row.action !== 'create' && <Tabs.Tab value="items">{t('permission.items')}</Tabs.Tab>}
					{hasFields && <Tabs.Tab value="fields">{t('permission.fields')}</Tabs.Tab>}
					{writes && <Tabs.Tab value="validation">{t('permission.validation')}</Tabs.Tab>}
					{writes && <Tabs.Tab value="presets">{t('permission.presets')}</Tabs.Tab>}
				</Tabs.List>
				<Tabs.Panel value="items">
					<Stack gap="sm">
						<Text size="sm" c="dimmed">
							{t('permission.itemsHint')}
						</Text>
						<FilterBuilder context={context} value={rule} onChange={setRule} />
					</Stack>
				</Tabs.Panel>
				<Tabs.Panel value="fields">
					<Fields
						collection={row.collection}
						fields={row.fields}
						onChange={(fields) => {
							setRow({ ...row, fields });
						}}
					/>
				</Tabs.Panel>
				<Tabs.Panel value="validation">
					<Stack gap="sm">
						<Text size="sm" c="dimmed">
							{t('permission.validationHint')}
						</Text>
						<FilterBuilder context={{ ...context, flat: true }} value={validation} onChange={setValidation} />
					</Stack>
				</Tabs.Panel>
				<Tabs.Panel value="presets">
					{scope && (
						<DraftContext value={store}>
							<ScopeContext value={scope}>
								<PresetsPart collection={scope.collection} isUpdate={row.action === 'update'} entry={presets} onChange={setPresets} />
							</ScopeContext>
						</DraftContext>
					)}
				</Tabs.Panel>
			</Tabs>
			{unfinished.length > 0 && (
				<Text c="red" size="sm" role="alert">
					{unfinished.join(' ')}
				</Text>
			)}
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{t('common:actions.cancel')}
				</Button>
				<Button onClick={apply} disabled={parsed === undefined}>
					{t('common:actions.apply')}
				</Button>
			</Group>
		</Stack>
	);
}

function Fields({ collection, fields, onChange }: { collection: string; fields: string[] | null; onChange: (fields: string[]) => void }) {
	const { t } = useTranslation(['access', 'common']);
	const labels = useLabels();
	const names = (useSchema().collection(collection)?.fields ?? []).filter((field) => !field.special.includes('no-data'));
	const every = fields?.includes('*') === true;
	return (
		<Stack gap="sm">
			<Checkbox
				label={t('permission.everyField')}
				description={t('permission.everyFieldHint')}
				checked={every}
				onChange={(event) => {
					onChange(event.currentTarget.checked ? ['*'] : names.map((field) => field.name));
				}}
			/>
			{!every && (
				<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" role="group" aria-label={t('permission.fields')}>
					{names.map((field) => (
						<Checkbox
							key={field.name}
							label={labels.field(field)}
							checked={fields?.includes(field.name) === true}
							onChange={(event) => {
								const rest = (fields ?? []).filter((one) => one !== field.name);
								onChange(event.currentTarget.checked ? [...rest, field.name] : rest);
							}}
						/>
					))}
				</SimpleGrid>
			)}
		</Stack>
	);
}
