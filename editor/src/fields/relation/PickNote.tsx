/** Says that what can be picked isn't narrowed by another field, because the items that are edited differ in it. */
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import type { Field } from '../../model/schema';
import { useScope } from '../form/scope';
import { useUnnarrowed } from './usePickFilter';

export function PickNote({ field }: { field: Field }) {
	const { t, i18n } = useTranslation('form');
	const labels = useLabels();
	const { collection } = useScope();
	const names = useUnnarrowed(field);
	if (names.length === 0) return null;
	const fields = names.map((name) => collection.fields.find((one) => one.name === name)).map((one, index) => (one ? labels.field(one) : (names[index] ?? '')));
	return (
		<Text size="xs" c="var(--r-changed)" mt={6} role="note">
			{t('picker.differ', { fields: new Intl.ListFormat(i18n.language).format(fields) })}
		</Text>
	);
}
