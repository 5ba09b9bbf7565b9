/** One permission in detail: which items, which fields, what new values must look like, what is put in by itself. */
import { Button, Checkbox, Group, JsonInput, SimpleGrid, Stack, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../api/model';
import { useFilterContext } from '../../fields/filter/useFilterContext';
import type { PermissionRow } from '../../model/access/matrix';
import { filterJson, parseFilter } from '../../model/filter/tree';
import type { JsonObject } from '../../model/relations';
import { CloseGuard, SideDialog } from '../../ui/Dialog';
import { FilterBuilder } from '../../ui/filter/FilterBuilder';

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
	const [presets, setPresets] = useState(before.presets === null ? '' : JSON.stringify(before.presets, null, 2));
	const writes = row.action === 'create' || row.action === 'update';
	const hasFields = writes || row.action === 'read';
	const parsed = parsePresets(presets);
	const context = useFilterContext(row.collection);
	// A text that is no object yet is an edit, too.
	const entered = JSON.stringify([row.fields, filterJson(rule), filterJson(validation), presets]);
	const [untouched] = useState(entered);
	const apply = (): void => {
		if (parsed === undefined) return;
		onApply({ ...row, permissions: row.action === 'create' ? null : filterJson(rule), validation: writes ? filterJson(validation) : null, presets: writes ? parsed : null });
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
					<JsonInput label={t('permission.presets')} description={t('permission.presetsHint')} value={presets} onChange={setPresets} error={parsed === undefined ? t('permission.presetsWrong') : undefined} formatOnBlur autosize minRows={5} dir="ltr" />
				</Tabs.Panel>
			</Tabs>
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

/** `undefined` where the text is no object. */
function parsePresets(text: string): JsonObject | null | undefined {
	if (text.trim() === '') return null;
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
	} catch {
		return undefined;
	}
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
