/** One card. Its menu and Alt with the arrow keys do what dragging does. */
import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowsHorizontal } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Item } from '../../../../../api/items';
import { FileSign } from '../../../../../fields/library/FileSign';
import type { Collection } from '../../../../../model/schema';
import { textOf } from '../../../../../model/template';
import { surfaceOf } from '../../../../../ui/dragging';
import { MenuButton } from '../../../../../ui/MenuButton';
import { hrefOf, keyIn, titleOf } from '../useTitles';
import type { Lane } from './Kanban';
import classes from './kanban.module.css';

/** What a card shows. */
export interface CardParts {
	title: string;
	image: string | undefined;
	text: string | undefined;
}

interface KanbanCardProps {
	item: Item;
	collection: Collection;
	card: CardParts;
	lane: Lane;
	/** Where it may go; none where it may not. */
	lanes: readonly Lane[];
	onMove: (lane: Lane) => void;
	onStep: (by: -1 | 1) => void;
}

export function KanbanCard({ item, collection, card, lane, lanes, onMove, onStep }: KanbanCardProps) {
	const { t } = useTranslation('layouts');
	const key = keyIn(item, collection);
	const name = titleOf(card.title, item, collection);
	const drag = useDraggable({ id: `card:${String(key)}`, data: { item, from: lane }, disabled: lanes.length === 0 });
	return (
		<div
			className={classes.card}
			data-away={drag.isDragging}
			ref={drag.setNodeRef}
			{...surfaceOf(drag)}
			onKeyDown={(event) => {
				if (!event.altKey || lanes.length === 0 || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
				event.preventDefault();
				const forward = (event.key === 'ArrowRight') !== (document.documentElement.dir === 'rtl');
				onStep(forward ? 1 : -1);
			}}
		>
			<Link to={hrefOf(collection, key)} className={classes.link} draggable={false}>
				<CardFace item={item} collection={collection} card={card} />
			</Link>
			{lanes.length > 0 && (
				<MenuButton
					width={220}
					styles={{ dropdown: { maxHeight: 320, overflowY: 'auto' } }}
					button={
						<ActionIcon className={classes.tool ?? ''} variant="default" size={26} aria-label={t('kanban.move', { name })} data-still>
							<IconArrowsHorizontal size={15} />
						</ActionIcon>
					}
				>
					{() => (
						<>
							<Menu.Label>{t('kanban.moveTo')}</Menu.Label>
							{lanes.map((one) => (
								<Menu.Item key={String(one.value ?? '')} disabled={one === lane} onClick={() => onMove(one)}>
									{one.label}
								</Menu.Item>
							))}
						</>
					)}
				</MenuButton>
			)}
		</div>
	);
}

export function CardFace({ item, collection, card }: Pick<KanbanCardProps, 'item' | 'collection' | 'card'>) {
	const image = card.image === undefined ? undefined : item[card.image];
	const text = card.text === undefined ? '' : textOf(item[card.text]);
	return (
		<>
			{typeof image === 'object' && image !== null && (
				<span className={classes.frame}>
					<FileSign file={image as Item} fit="cover" />
				</span>
			)}
			<span className={classes.title}>{titleOf(card.title, item, collection)}</span>
			{text !== '' && <span className={classes.text}>{text}</span>}
		</>
	);
}
