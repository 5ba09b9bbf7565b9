/** Rows that are put in order: by dragging their handle, or with the handle focused by Alt and the arrow keys. */
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useDroppable, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { rectSortingStrategy, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { useMemo, useState, type CSSProperties, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import classes from './Sortable.module.css';
import { useDragSpeech } from './useDragSpeech';

/** Where something is dropped that belongs onto another page. */
interface Edge {
	label: string;
	onDrop: (from: number) => void;
}

interface SortableProps {
	before?: Edge;
	after?: Edge;
	/** Side by side, in several lines. */
	isGrid?: boolean;
	ids: string[];
	onMove: (from: number, to: number) => void;
	children: ReactNode;
}

const BEFORE = 'edge before';
const AFTER = 'edge after';

// The same objects each time: with new ones every row would be drawn anew.
const POINTER = { activationConstraint: { distance: 4 } };
const KEYBOARD = { coordinateGetter: sortableKeyboardCoordinates };

export function Sortable({ ids, onMove, before, after, isGrid = false, children }: SortableProps) {
	const [isDragging, setIsDragging] = useState(false);
	const speech = useDragSpeech();
	const sensors = useSensors(useSensor(PointerSensor, POINTER), useSensor(KeyboardSensor, KEYBOARD));
	// eslint-disable-next-line react-hooks/exhaustive-deps
	const order = useMemo(() => ids, [ids.join('\n')]);
	const end = ({ active, over }: DragEndEvent) => {
		setIsDragging(false);
		if (!over || active.id === over.id) return;
		const from = ids.indexOf(String(active.id));
		if (over.id === BEFORE) before?.onDrop(from);
		else if (over.id === AFTER) after?.onDrop(from);
		else onMove(from, ids.indexOf(String(over.id)));
	};
	return (
		<DndContext accessibility={speech} sensors={sensors} collisionDetection={closestCenter} onDragStart={() => setIsDragging(true)} onDragCancel={() => setIsDragging(false)} onDragEnd={end}>
			{before && isDragging && <EdgeZone id={BEFORE} label={before.label} />}
			<SortableContext items={order} strategy={isGrid ? rectSortingStrategy : verticalListSortingStrategy}>
				{children}
			</SortableContext>
			{after && isDragging && <EdgeZone id={AFTER} label={after.label} />}
		</DndContext>
	);
}

function EdgeZone({ id, label }: { id: string; label: string }) {
	const { setNodeRef, isOver } = useDroppable({ id });
	return (
		<div ref={setNodeRef} className={classes['edge']} data-over={isOver || undefined}>
			{label}
		</div>
	);
}

interface SortableRow {
	ref: (element: HTMLElement | null) => void;
	style: CSSProperties;
	handle: ReactNode;
}

/** For one row: where it is while it is dragged, and its handle. */
export function useSortableRow({ id, label, onStep, isDisabled }: { id: string; label: string; onStep: (by: -1 | 1) => void; isDisabled?: boolean }): SortableRow {
	const { t } = useTranslation('form');
	const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id, disabled: isDisabled ?? false });
	const text = t('list.move', { name: label });
	return {
		ref: setNodeRef,
		style: { transform: CSS.Translate.toString(transform), transition, zIndex: isDragging ? 2 : undefined, position: 'relative', opacity: isDragging ? 0.85 : undefined },
		handle: isDisabled ? null : (
			<Tooltip label={t('list.moveHint')}>
				<ActionIcon
					{...attributes}
					{...listeners}
					variant="subtle"
					color="gray"
					size={26}
					aria-label={text}
					style={{ cursor: 'grab', touchAction: 'none' }}
					onKeyDown={(event) => {
						if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
							event.preventDefault();
							onStep(event.key === 'ArrowUp' ? -1 : 1);
							return;
						}
						listeners?.['onKeyDown']?.(event);
					}}
				>
					<IconGripVertical size={16} />
				</ActionIcon>
			</Tooltip>
		),
	};
}
