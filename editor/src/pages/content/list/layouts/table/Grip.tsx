/** The handle of a row: by dragging, by Alt and the arrow keys, or to a position. */
import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Menu, Popover, Skeleton } from '@mantine/core';
import { IconArrowBarToDown, IconArrowBarToUp, IconArrowDown, IconArrowUp, IconGripVertical, IconHash } from '@tabler/icons-react';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Item } from '../../../../../api/items';
import type { Collection, Key } from '../../../../../model/schema';
import { handleOf } from '../../../../../ui/dragging';
import { keyIn } from '../useTitles';
import type { RowMove } from './Row';
import classes from './table.module.css';

const MoveTo = lazy(async () => ({ default: (await import('./MoveTo')).MoveTo }));

interface GripProps {
	itemKey: Key;
	index: number;
	name: string;
	collection: Collection;
	n_items: number;
	onArrange: (key: Key, to: RowMove) => void;
	before: Item | undefined;
	after: Item | undefined;
}

export function Grip({ itemKey, index, name, collection, n_items, onArrange, before, after }: GripProps) {
	const { t } = useTranslation('content');
	const drag = useDraggable({ id: `grip:${String(itemKey)}`, data: { row: itemKey, name } });
	const [asks, setAsks] = useState(false);
	const step = (way: -1 | 1) => {
		const beside = way === -1 ? before : after;
		if (beside) onArrange(itemKey, way === -1 ? { before: keyIn(beside, collection) } : { after: keyIn(beside, collection) });
	};
	const keyDown = (event: KeyboardEvent) => {
		if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
		event.preventDefault();
		event.stopPropagation();
		step(event.key === 'ArrowUp' ? -1 : 1);
	};
	const label = t('list.moveRow', { name });
	return (
		// Its target is no button but what surrounds one: only what opens has a role.
		<Popover withRoles={false} opened={asks} onChange={setAsks} trapFocus returnFocus position="bottom-start" shadow="lg">
			<Popover.Target>
				<span ref={drag.setNodeRef}>
					<Menu width={220} position="bottom-start">
						<Menu.Target>
							<ActionIcon variant="subtle" color="gray" size={26} className={classes.grip ?? ''} aria-label={label} data-grip={String(itemKey)} onKeyDown={keyDown} {...handleOf(drag)}>
								<IconGripVertical size={15} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item leftSection={<IconArrowUp size={15} />} rightSection="Alt ↑" disabled={!before} onClick={() => step(-1)}>
								{t('list.moveUp')}
							</Menu.Item>
							<Menu.Item leftSection={<IconArrowDown size={15} />} rightSection="Alt ↓" disabled={!after} onClick={() => step(1)}>
								{t('list.moveDown')}
							</Menu.Item>
							<Menu.Item leftSection={<IconArrowBarToUp size={15} />} onClick={() => onArrange(itemKey, { position: 1 })}>
								{t('list.moveFirst')}
							</Menu.Item>
							<Menu.Item leftSection={<IconArrowBarToDown size={15} />} onClick={() => onArrange(itemKey, { position: n_items })}>
								{t('list.moveLast')}
							</Menu.Item>
							<Menu.Item leftSection={<IconHash size={15} />} onClick={() => setAsks(true)}>
								{t('list.moveTo')}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				</span>
			</Popover.Target>
			<Popover.Dropdown role="dialog" aria-label={t('list.moveTo')}>
				<Suspense fallback={<Skeleton h={56} w={200} />}>
					<MoveTo
						position={index + 1}
						last={n_items}
						onMove={(position) => {
							setAsks(false);
							onArrange(itemKey, { position });
						}}
					/>
				</Suspense>
			</Popover.Dropdown>
		</Popover>
	);
}
