/** Within a menu: to the top, to the bottom, or to a position that is asked for. */
import { Button, Group, Menu, NumberInput } from '@mantine/core';
import { IconArrowBarToDown, IconArrowBarToUp, IconHash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Dialog } from '../../ui/Dialog';

/** Positions are counted from 1. */
export function MoveTargets({ onMoveTo, onAsk }: { onMoveTo: (position: number) => void; onAsk: () => void }) {
	const { t } = useTranslation('form');
	return (
		<>
			<Menu.Item leftSection={<IconArrowBarToUp size={16} />} onClick={() => onMoveTo(1)}>
				{t('list.toTop')}
			</Menu.Item>
			<Menu.Item leftSection={<IconArrowBarToDown size={16} />} onClick={() => onMoveTo(Number.MAX_SAFE_INTEGER)}>
				{t('list.toBottom')}
			</Menu.Item>
			<Menu.Item leftSection={<IconHash size={16} />} onClick={onAsk}>
				{t('list.toPosition')}…
			</Menu.Item>
		</>
	);
}

export function PositionDialog({ name, onMoveTo, onClose }: { name: string; onMoveTo: (position: number) => void; onClose: () => void }) {
	const { t } = useTranslation('form');
	const { t: content } = useTranslation('content');
	const [position, setPosition] = useState<number | string>('');
	return (
		<Dialog opened onClose={onClose} size="xs" title={t('list.move', { name })}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (typeof position !== 'number') return;
					onClose();
					onMoveTo(position);
				}}
			>
				<Group gap="xs" align="flex-end" wrap="nowrap">
					<NumberInput data-autofocus flex={1} min={1} allowDecimal={false} label={t('list.toPosition')} value={position} onChange={setPosition} />
					<Button type="submit" disabled={typeof position !== 'number'}>
						{content('list.moveDo')}
					</Button>
				</Group>
			</form>
		</Dialog>
	);
}
