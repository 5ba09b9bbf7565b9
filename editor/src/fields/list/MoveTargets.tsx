/** Within a menu: to the top, to the bottom, or to a position that is typed, counted from 1. */
import { Menu, NumberInput } from '@mantine/core';
import { IconArrowBarToDown, IconArrowBarToUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function MoveTargets({ onMoveTo, close }: { onMoveTo: (position: number) => void; close: () => void }) {
	const { t } = useTranslation('form');
	const [position, setPosition] = useState<number | string>('');
	return (
		<>
			<Menu.Item leftSection={<IconArrowBarToUp size={16} />} onClick={() => onMoveTo(1)}>{t('list.toTop')}</Menu.Item>
			<Menu.Item leftSection={<IconArrowBarToDown size={16} />} onClick={() => onMoveTo(Number.MAX_SAFE_INTEGER)}>{t('list.toBottom')}</Menu.Item>
			<NumberInput
				mx={12}
				my="xs"
				w={170}
				size="xs"
				min={1}
				label={t('list.toPosition')}
				value={position}
				onChange={setPosition}
				onKeyDown={(event) => {
					event.stopPropagation();
					if (event.key === 'Enter' && position !== '') {
						onMoveTo(Number(position));
						close();
					}
					if (event.key === 'Escape') close();
				}}
			/>
		</>
	);
}
