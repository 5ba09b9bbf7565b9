/** What every layout shows while it has no items: loading, nothing yet, nothing found, failed. */
import { Button } from '@mantine/core';
import { IconInbox, IconPlus, IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useAccess } from '../../../../api/access';
import { problemsOf } from '../../../../api/errors';
import type { Collection } from '../../../../model/schema';
import { FailedState, LoadingState, Notice } from '../../../../ui/States';

interface ListStatesProps {
	collection: Collection;
	total: number | undefined;
	error: unknown;
	onRetry: () => void;
	isNarrowed: boolean;
	onClear: () => void;
}

/** Nothing where the layout itself is to be shown. */
export function listState({ collection, total, error, onRetry, isNarrowed, onClear }: ListStatesProps): ReactNode | undefined {
	if (error) return <FailedState problems={problemsOf(error)} onRetry={onRetry} />;
	if (total === undefined)
		return (
			<div style={{ padding: 24 }}>
				<LoadingState shape="rows" rows={12} />
			</div>
		);
	if (total === 0) return isNarrowed ? <NothingFound onClear={onClear} /> : <NothingYet collection={collection} />;
	return undefined;
}

export function NothingFound({ onClear }: { onClear: () => void }) {
	const { t } = useTranslation('content');
	return (
		<Notice
			icon={IconSearchOff}
			title={t('list.nothing')}
			action={
				<Button variant="default" onClick={onClear}>
					{t('list.clearAll')}
				</Button>
			}
		>
			{t('list.nothingHint')}
		</Notice>
	);
}

function NothingYet({ collection }: { collection: Collection }) {
	const { t } = useTranslation('content');
	const access = useAccess();
	return (
		<Notice
			icon={IconInbox}
			title={t('list.empty')}
			action={
				access.may('create', collection.name) && (
					<Button component={Link} to={`/content/${collection.name}/+`} leftSection={<IconPlus size={16} />}>
						{t('list.emptyAction')}
					</Button>
				)
			}
		>
			{collection.note}
		</Notice>
	);
}
