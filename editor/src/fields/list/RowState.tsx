/** What is staged for a row or a block: its sign, and the button that takes it back. */
import { ActionIcon, Badge, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import classes from './list.module.css';
import type { RowState } from './useRows';

export const STATE_COLORS: Record<RowState, string> = { same: 'gray', new: 'green', linked: 'green', edited: 'yellow', moved: 'gray', removed: 'red' };

/** `deletes`: what is removed here is gone for good. */
export function StateBadge({ state, deletes = false }: { state: RowState; deletes?: boolean }) {
	const { t } = useTranslation('form');
	if (state === 'same') return null;
	return (
		<Badge size="sm" color={STATE_COLORS[state]} className={classes.state} data-state={state}>
			{t(state === 'removed' && deletes ? 'state.deleted' : `state.${state}`)}
		</Badge>
	);
}

/** `name`: what the row is called. */
export function TakeBackButton({ state, name, onTakeBack }: { state: RowState; name: string; onTakeBack: () => void }) {
	const { t } = useTranslation('form');
	if (state === 'same') return null;
	return (
		<Tooltip label={t('list.takeBack')}>
			<ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('list.takeBack')}: ${name}`} onClick={onTakeBack}>
				<IconArrowBackUp size={16} className="r-flip" />
			</ActionIcon>
		</Tooltip>
	);
}
