/** Text in its simple forms. */
import { NumberInput, PasswordInput, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useScope, type FieldProps } from '../form/scope';

const NUMBERS = new Set(['integer', 'float', 'decimal']);
/** What a double is sure to keep. */
const MAX_EXACT_DIGITS = 15;
const LONG_NUMBERS = new Set(['bigInteger']);

const textValue = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** Empty text is no text, unless the column must have some. */
function stored(text: string, isNullable: boolean): string | null {
	return text === '' && isNullable ? null : text;
}

export function InputField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const common = { id, 'aria-describedby': describedBy, 'aria-required': field.required, readOnly: isReadonly, error: isInvalid, variant: isReadonly ? 'filled' : 'default', placeholder: String(field.options['placeholder'] ?? '') };
	if (NUMBERS.has(field.type)) {
		const number = value === null || value === undefined ? '' : exactNumber(value);
		const isLong = typeof number === 'string' && number !== '';
		return (
			<NumberInput
				{...common}
				value={number}
				onChange={(next) => onChange(next === '' ? null : exactNumber(next))}
				// What is told first is rounded.
				onValueChange={(next, { source }) => {
					if (String(source) === 'event' && typeof exactNumber(next.value) === 'string') onChange(next.value);
				}}
				clampBehavior={isLong ? 'none' : 'blur'}
				trimLeadingZeroesOnBlur={!isLong}
				allowDecimal={field.type !== 'integer'}
				min={numberOf(field.options['min'])}
				max={numberOf(field.options['max'])}
				decimalScale={field.type === 'integer' ? 0 : undefined}
			/>
		);
	}
	const isLongNumber = LONG_NUMBERS.has(field.type);
	const isMasked = field.options['masked'] === true;
	return (
		<TextInput
			{...common}
			type={isMasked ? 'password' : 'text'}
			inputMode={isLongNumber ? 'numeric' : undefined}
			maxLength={field.maxLength}
			value={textValue(value)}
			onChange={(event) => {
				const text = field.options['slug'] ? slug(event.currentTarget.value) : event.currentTarget.value;
				onChange(stored(text, field.isNullable));
			}}
			onBlur={() => {
				const text = textValue(value);
				if (field.options['trim'] && text !== text.trim()) onChange(stored(text.trim(), field.isNullable));
			}}
		/>
	);
}

/** As a number, as long as that keeps every digit; decimals may have more. */
function exactNumber(value: unknown): number | string {
	const text = String(value);
	const digits = text.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
	return digits.length > MAX_EXACT_DIGITS ? text : Number(text);
}

function numberOf(value: unknown): number | undefined {
	return typeof value === 'number' ? value : undefined;
}

function slug(text: string): string {
	return text.toLowerCase().normalize('NFKD').replace(/[̀-ͯ]/g, '').replace(/[^a-z0-9-]+/g, '-').replace(/--+/g, '-');
}

export function TextareaField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	return (
		<Textarea
			id={id}
			aria-describedby={describedBy}
			aria-required={field.required}
			readOnly={isReadonly}
			variant={isReadonly ? 'filled' : 'default'}
			error={isInvalid}
			minRows={3}
			maxRows={24}
			placeholder={String(field.options['placeholder'] ?? '')}
			value={textValue(value)}
			onChange={(event) => onChange(stored(event.currentTarget.value, field.isNullable))}
		/>
	);
}

export function TagsField({ value, onChange, isReadonly, isInvalid, id, describedBy, field }: FieldProps) {
	const presets = Array.isArray(field.options['presets']) ? field.options['presets'].map(String) : [];
	return <TagsInput id={id} aria-describedby={describedBy} readOnly={isReadonly} variant={isReadonly ? 'filled' : 'default'} error={isInvalid} data={presets} value={Array.isArray(value) ? value.map(String) : []} onChange={(tags) => onChange(tags.length > 0 || !field.isNullable ? tags : null)} />;
}

/** What is stored is never shown: an empty input, and a new value replaces the old. */
export function HashField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const { base } = useScope();
	const isStored = value !== null && value !== undefined && value === base[field.name];
	const common = { id, 'aria-describedby': describedBy, autoComplete: 'new-password', readOnly: isReadonly, variant: isReadonly ? 'filled' : 'default', error: isInvalid, placeholder: isStored ? t('hashed') : String(field.options['placeholder'] ?? ''), value: isStored ? '' : textValue(value) } as const;
	const change = (text: string) => onChange(text === '' ? (base[field.name] ?? null) : text);
	if (field.options['masked'] === false) return <TextInput {...common} onChange={(event) => change(event.currentTarget.value)} />;
	return <PasswordInput {...common} visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }} onChange={(event) => change(event.currentTarget.value)} />;
}
