/** Below a row whose item the next save deletes: where else that item is used, and what becomes of each use. */
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import { useUsage } from '../../api/usage';
import type { Collection, Key } from '../../model/schema';
import classes from './list.module.css';

export function RowUses({ collection, itemKey }: { collection: Collection; itemKey: Key }) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const uses = useUsage(collection.name, [itemKey]).data?.uses ?? [];
	if (uses.length === 0) return null;
	return (
		<div className={classes.uses} role="status">
			{t('delete.used')}
			<ul>
				{uses.map((use) => (
					<li key={`${use.collection}.${use.field}.${use.depth}.${use.refers_to}`}>
						<b>{labels.collection(use.collection)}</b> · {labels.field(use.field)}: {t('list.count', { count: use.count })}, {t(`delete.effect.${use.effect}`)}
					</li>
				))}
			</ul>
		</div>
	);
}
