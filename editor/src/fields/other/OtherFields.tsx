/** Dates, colours, sliders, and what no interface here can edit. */
import { CloseButton, Group, Slider, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import { instantOf, localTime } from '../../model/moment';
import { ColorBox } from '../../ui/ColorBox';
import type { FieldProps } from '../form/scope';

const INPUT_TYPES: Record<string, string> = { date: 'date', time: 'time', dateTime: 'datetime-local', timestamp: 'datetime-local' };

export function DateTimeField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const isInstant = field.type === 'timestamp';
	const text = value === null || value === undefined ? '' : isInstant ? localTime(String(value)) : String(value).slice(0, field.type === 'date' ? 10 : field.type === 'time' ? 8 : 19);
	return (
		<TextInput
			id={id}
			aria-describedby={describedBy}
			type={INPUT_TYPES[field.type] ?? 'text'}
			step={field.options['includeSeconds'] ? 1 : undefined}
			readOnly={isReadonly}
			variant={isReadonly ? 'filled' : 'default'}
			error={isInvalid}
			value={text}
			onChange={(event) => {
				const next = event.currentTarget.value;
				onChange(next === '' ? null : isInstant ? instantOf(next) : field.type === 'time' && next.length === 5 ? `${next}:00` : next);
			}}
		/>
	);
}

export function SliderField({ field, value, onChange, isReadonly, id }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const number = (name: string, fallback: number) => (typeof field.options[name] === 'number' ? field.options[name] : fallback);
	const min = number('minValue', 0);
	const hasValue = value !== null && value !== undefined;
	return (
		<Group gap="md" wrap="nowrap" mih={36}>
			<Slider id={id} style={{ flex: 1, opacity: hasValue ? undefined : 0.6 }} thumbLabel={labels.field(field)} disabled={isReadonly} min={min} max={number('maxValue', 100)} step={number('stepInterval', 1)} value={hasValue ? Number(value) : min} onChange={onChange} label={null} />
			<Text component="output" htmlFor={id} fw={550} miw={34} ta="end" c={hasValue ? undefined : 'dimmed'} style={{ fontVariantNumeric: 'tabular-nums' }}>
				{hasValue ? String(value) : '–'}
			</Text>
			{hasValue && field.isNullable && !field.required && !isReadonly && <CloseButton size="sm" aria-label={`${t('clear')}: ${labels.field(field)}`} onClick={() => onChange(null)} />}
		</Group>
	);
}

export function ColorField({ value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	return <ColorBox id={id} aria-describedby={describedBy} readOnly={isReadonly} error={isInvalid} value={typeof value === 'string' ? value : ''} onChange={(next) => onChange(next || null)} size="sm" />;
}

/** A field that has no column and no interface known here. A relation whose other side isn't known is one that may not be seen. */
export function UnknownField({ field }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const isRelation = field.special.some((one) => RELATIONAL.has(one));
	return (
		<Text size="sm" c="dimmed">
			{isRelation ? t('hiddenRelation') : t('unknownInterface', { field: labels.field(field) })}
		</Text>
	);
}

const RELATIONAL = new Set(['m2o', 'o2m', 'm2m', 'm2a', 'translations', 'file', 'files']);
