import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { FieldProps } from '../form/scope';

export function BooleanField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const label = typeof field.options['label'] === 'string' && !field.options['label'].startsWith('$t:') ? field.options['label'] : value ? t('yes') : t('no');
	return <Switch id={id} aria-describedby={describedBy} disabled={isReadonly} error={isInvalid} label={label} checked={value === true || value === 1} onChange={(event) => onChange(event.currentTarget.checked)} mih={36} styles={{ body: { alignItems: 'center', minHeight: 36 } }} />;
}
