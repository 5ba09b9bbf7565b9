/** Every item that points here, also where no list shows it. */
import { Badge } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../../../api/errors';
import { useLabels, useSchema } from '../../../../api/model';
import { useUsage } from '../../../../api/usage';
import type { Scope } from '../../../../fields/form/scope';
import type { Key } from '../../../../model/schema';
import { CollectionIcon } from '../../../../ui/CollectionIcon';
import { FailedState, LoadingState, Notice } from '../../../../ui/States';
import { UseItems } from '../../UseItems';
import classes from './history.module.css';

export function UsesTab({ scope, itemKey }: { scope: Scope; itemKey: Key }) {
	const { t } = useTranslation('item');
	const labels = useLabels();
	const schema = useSchema();
	const usage = useUsage(scope.collection.name, [itemKey]);
	if (usage.isError) return <FailedState compact problems={problemsOf(usage.error)} onRetry={() => void usage.refetch()} />;
	if (usage.isPending) return <LoadingState shape="rows" rows={5} />;
	const uses = usage.data?.uses.filter((use) => use.depth === 1) ?? [];
	if (uses.length === 0) {
		return (
			<Notice compact icon={IconLinkOff} title={t('uses.none')}>
				{t('uses.noneHint')}
			</Notice>
		);
	}
	return (
		<ul className={classes['uses']}>
			{uses.map((use) => {
				// Links are shown as what they join.
				const leads = use.leads_to?.[0]?.collection;
				const shown = leads ? schema.collection(leads) : schema.collection(use.collection);
				return (
					<li key={`${use.collection}.${use.field}`}>
						<div className={classes['useHead']}>
							<CollectionIcon name={shown?.icon} size={16} />
							<b>{labels.collection(shown ?? use.collection)}</b>
							<span className={classes['dimmed']}>{leads ? labels.collection(use.collection) : labels.field(schema.field(use.collection, use.field) ?? use.field)}</span>
							<Badge size="sm" color="gray" ml="auto">
								{use.count}
							</Badge>
						</div>
						<UseItems use={use} />
					</li>
				);
			})}
		</ul>
	);
}
