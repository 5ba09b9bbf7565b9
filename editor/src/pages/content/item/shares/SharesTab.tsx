/** The links that show this item to people without an account. */
import { Button, Stack, Text } from '@mantine/core';
import { IconPlus, IconShare2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { problemsOf } from '../../../../api/errors';
import { useShares } from '../../../../api/shares';
import type { Collection, Key } from '../../../../model/schema';
import { FailedState, LoadingState, Notice } from '../../../../ui/States';
import { ShareCard } from './ShareCard';
import { ShareDialog } from './ShareDialog';
import classes from './shares.module.css';

export function SharesTab({ collection, itemKey }: { collection: Collection; itemKey: Key }) {
	const { t } = useTranslation('item');
	const mayMake = useAccess().may('create', 'directus_shares');
	const shares = useShares(collection.name, itemKey);
	const [isMaking, setIsMaking] = useState(false);
	if (shares.isError) return <FailedState compact problems={problemsOf(shares.error)} onRetry={() => void shares.refetch()} />;
	if (shares.isPending) return <LoadingState shape="rows" rows={4} />;
	const make = mayMake && (
		<Button leftSection={<IconPlus size={16} />} onClick={() => setIsMaking(true)}>
			{t('shares.make')}
		</Button>
	);
	return (
		<>
			{shares.data.length === 0 ? (
				<Notice compact icon={IconShare2} title={t('shares.none')} action={make}>
					{t('shares.noneHint')}
				</Notice>
			) : (
				<Stack gap="md">
					<Text size="sm" c="dimmed">
						{t('shares.noneHint')}
					</Text>
					<ul className={classes['shares']}>
						{shares.data.map((share) => (
							<ShareCard key={share.id} share={share} />
						))}
					</ul>
					<div>{make}</div>
				</Stack>
			)}
			{isMaking && <ShareDialog of={{ collection: collection.name, item: itemKey }} onClose={() => setIsMaking(false)} />}
		</>
	);
}
