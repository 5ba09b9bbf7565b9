/** What a deletion takes along, counted, before it happens. */
import { Alert, List, Skeleton, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useCounts } from '../../api/definition';
import { useLabels } from '../../api/model';
import type { Loss } from '../../model/definition/losses';

export function LossList({ loss, enabled }: { loss: Loss; enabled: boolean }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const counts = useCounts(loss.counts, enabled);
	const fieldLabel = ({ collection, field }: { collection: string; field: string }): string => `${labels.collection(collection)} › ${field}`;
	const nothing = loss.counts.length === 0 && loss.fields.length === 0 && loss.junctions.length === 0;
	if (nothing) return <Text size="sm">{t('loss.nothing')}</Text>;
	return (
		<Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={t('loss.title')}>
			<List size="sm" spacing={4}>
				{loss.counts.map((count, index) => {
					const result = counts[index];
					const name = labels.collection(count.collection);
					return (
						<List.Item key={`${count.collection}.${count.field ?? ''}`}>
							{result?.isPending === true && <Skeleton h={14} w={160} />}
							{result?.isError === true && t('loss.unknown', { name })}
							{result?.data !== undefined && (count.field === null ? t('loss.rows', { count: result.data, name }) : t('loss.values', { count: result.data, name, field: count.field }))}
						</List.Item>
					);
				})}
				{loss.fields.map((field) => (
					<List.Item key={`${field.collection}.${field.field}`}>{t('loss.field', { field: fieldLabel(field) })}</List.Item>
				))}
			</List>
		</Alert>
	);
}
