import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { titleOf, useItemSummary } from '../../api/items';
import type { Collection, Key } from '../../model/schema';
import { titleTemplate } from '../../model/template';

/** A reference in words, for places where it isn't edited. */
export function ItemTitle({ collection, itemKey, template, fallback }: { collection: Collection; itemKey: Key | null; template?: string; fallback?: string }) {
	const { t } = useTranslation('form');
	const used = template ?? titleTemplate(collection);
	const summary = useItemSummary(collection, itemKey, used);
	if (itemKey === null) return null;
	if (summary.data === null)
		return (
			<Text span c="dimmed">
				{fallback ?? t('m2o.hidden')}
			</Text>
		);
	return <>{summary.data ? titleOf(used, summary.data, collection) : '…'}</>;
}
