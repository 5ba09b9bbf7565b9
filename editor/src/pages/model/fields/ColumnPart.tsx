/** How the values of a field are stored. */
import { Group, NumberInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { traitsOf } from '../../../model/definition/types';
import { Flag } from './BasicsPart';
import type { PartProps } from './FieldDrawer';

/** Values that the server sets by itself, by the type of the field. */
const AUTOMATIC: Partial<Record<string, readonly string[]>> = {
	timestamp: ['date-created', 'date-updated'],
	dateTime: ['date-created', 'date-updated'],
	uuid: ['user-created', 'user-updated', 'role-created', 'role-updated'],
};

export function ColumnPart({ existing, draft, set, error }: PartProps) {
	const { t } = useTranslation(['model', 'filter']);
	const traits = traitsOf(draft.type);
	const automatic = AUTOMATIC[draft.type];
	const own = draft.special.find((one) => automatic?.includes(one) === true) ?? null;
	const key = existing?.isPrimaryKey === true;
	return (
		<Stack gap="md">
			{traits.length && (
				<NumberInput
					label={t('field.maxLength')}
					value={draft.maxLength ?? ''}
					onChange={(value) => {
						set({ maxLength: typeof value === 'number' ? value : null });
					}}
					error={error('maxLength')}
					min={1}
					disabled={key}
				/>
			)}
			{traits.precision && (
				<Group grow>
					<NumberInput
						label={t('field.precision')}
						value={draft.precision ?? ''}
						onChange={(value) => {
							set({ precision: typeof value === 'number' ? value : null });
						}}
						error={error('precision')}
						min={1}
					/>
					<NumberInput
						label={t('field.scale')}
						value={draft.scale ?? ''}
						onChange={(value) => {
							set({ scale: typeof value === 'number' ? value : null });
						}}
						min={0}
					/>
				</Group>
			)}
			{traits.default === 'boolean' && (
				<Stack gap={6}>
					<Text size="sm" fw={500}>
						{t('field.default')}
					</Text>
					<SegmentedControl
						aria-label={t('field.default')}
						value={draft.defaultValue === '1' || draft.defaultValue === 'true' ? 'true' : draft.defaultValue === '' ? '' : 'false'}
						onChange={(defaultValue) => {
							set({ defaultValue });
						}}
						data={[
							{ value: '', label: t('field.noDefault') },
							{ value: 'true', label: t('filter:yes') },
							{ value: 'false', label: t('filter:no') },
						]}
					/>
				</Stack>
			)}
			{(traits.default === 'text' || traits.default === 'number' || traits.default === 'json') && !key && (
				<TextInput
					label={t('field.default')}
					placeholder={t('field.noDefault')}
					value={draft.defaultValue}
					onChange={(event) => {
						set({ defaultValue: event.currentTarget.value });
					}}
					error={error('defaultValue')}
				/>
			)}
			{automatic && (
				<Select
					label={t('field.automatic')}
					description={t('field.automaticHint')}
					data={automatic.map((one) => ({ value: one, label: t(`field.auto.${one as 'date-created'}`) }))}
					value={own}
					onChange={(value) => {
						set({ special: [...draft.special.filter((one) => !automatic.includes(one)), ...(value === null ? [] : [value])] });
					}}
					clearable
				/>
			)}
			{!key && (
				<Stack gap="xs">
					<Flag
						label={t('field.nullable')}
						description={t('field.nullableHint')}
						checked={draft.nullable}
						onChange={(nullable) => {
							set({ nullable });
						}}
					/>
					{traits.unique && (
						<Flag
							label={t('field.unique')}
							description={t('field.uniqueHint')}
							checked={draft.unique}
							onChange={(unique) => {
								set({ unique });
							}}
						/>
					)}
					{traits.unique && (
						<Flag
							label={t('field.indexed')}
							description={t('field.indexedHint')}
							checked={draft.indexed}
							onChange={(indexed) => {
								set({ indexed });
							}}
						/>
					)}
				</Stack>
			)}
		</Stack>
	);
}
