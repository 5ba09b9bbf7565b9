/** One or several of given values. */
import { Checkbox, Group, MultiSelect, Radio, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { FieldProps } from '../form/scope';
import { useChoices } from './choices';

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

export function DropdownField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const choices = useChoices(field);
	const current = value === null || value === undefined ? null : String(value);
	const data = current !== null && !choices.some((one) => one.value === current) ? [...choices, { value: current, label: current }] : choices;
	return (
		<Select
			id={id}
			aria-describedby={describedBy}
			aria-required={field.required}
			readOnly={isReadonly}
			variant={isReadonly ? 'filled' : 'default'}
			error={isInvalid}
			data={data.map(({ value: name, label }) => ({ value: name, label }))}
			searchable={data.length > 8}
			clearable={field.isNullable && !field.required && !isReadonly}
			clearButtonProps={{ 'aria-label': t('clear') }}
			allowDeselect={false}
			placeholder={t('choose')}
			value={current}
			onChange={(next) => onChange(next === null ? null : (choices.find((one) => one.value === next)?.stored ?? next))}
		/>
	);
}

export function MultiDropdownField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const choices = useChoices(field);
	return <MultiSelect id={id} aria-describedby={describedBy} readOnly={isReadonly} error={isInvalid} data={choices.map(({ value: name, label }) => ({ value: name, label }))} searchable value={texts(value)} onChange={(next) => onChange(next.length > 0 ? next.map((name) => choices.find((one) => one.value === name)?.stored ?? name) : null)} />;
}

export function RadioField({ field, value, onChange, isReadonly, isInvalid, id }: FieldProps) {
	const choices = useChoices(field);
	return (
		<Radio.Group value={value === null || value === undefined ? null : String(value)} onChange={(next) => onChange(choices.find((one) => one.value === next)?.stored ?? next)} error={isInvalid} aria-labelledby={`${id}-label`}>
			<Group gap="md">
				{choices.map((one) => (
					<Radio key={one.value} value={one.value} label={one.label} disabled={isReadonly} />
				))}
			</Group>
		</Radio.Group>
	);
}

export function CheckboxesField({ field, value, onChange, isReadonly, isInvalid, id }: FieldProps) {
	const choices = useChoices(field);
	return (
		<Checkbox.Group value={texts(value)} onChange={(next) => onChange(next.length > 0 ? next.map((name) => choices.find((one) => one.value === name)?.stored ?? name) : null)} error={isInvalid} aria-labelledby={`${id}-label`}>
			<Stack gap="xs">
				{choices.map((one) => (
					<Checkbox key={one.value} value={one.value} label={one.label} disabled={isReadonly} />
				))}
			</Stack>
		</Checkbox.Group>
	);
}
