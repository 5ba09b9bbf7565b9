/** Collections and folders as a tree that is dragged into order. Every move can be made from the menu, too. */
import { closestCenter, DndContext, DragOverlay, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent, type DragMoveEvent, type DragOverEvent } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconGripVertical } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { send, useModel, useModelChange } from '../../../api/definition';
import { useLabels } from '../../../api/model';
import { indexAt, landing, placeAt, treeLines, type Landing, type Placed, type TreeItem, type TreeLine } from '../../../model/definition/tree';
import { junctionsOf } from '../../../model/diagram';
import type { Collection } from '../../../model/schema';
import { useDragSpeech } from '../../../ui/useDragSpeech';
import { DeleteCollectionDialog } from './DeleteCollectionDialog';
import { CollectionMenu, CollectionName } from './CollectionLine';
import classes from './list.module.css';

const STEP = 26;

interface Drag {
	active: string;
	over: string;
	deeper: number;
}

function dragOf({ active, over, delta }: DragMoveEvent | DragOverEvent | DragEndEvent): Drag | null {
	return over && { active: String(active.id), over: String(over.id), deeper: Math.round(delta.x / STEP) * (document.dir === 'rtl' ? -1 : 1) };
}

function useTree(collections: readonly Collection[]) {
	const [closed, setClosed] = useState<ReadonlySet<string>>(() => new Set(collections.filter((one) => one.isFolder && one.collapse === 'closed').map((one) => one.name)));
	const items = useMemo((): TreeItem[] => collections.map((one) => ({ id: one.name, parent: one.group ?? null, sort: one.sort, folder: one.isFolder })), [collections]);
	const lines = useMemo(() => treeLines(items, closed), [items, closed]);
	const fold = (id: string): void => {
		setClosed((old) => {
			const next = new Set(old);
			if (!next.delete(id)) next.add(id);
			return next;
		});
	};
	return { items, lines, fold };
}

function storePlaces(places: readonly Placed[]): Promise<unknown> {
	return send({ method: 'PATCH', path: '/collections', body: places.map(({ id, parent, sort }) => ({ collection: id, meta: { sort, group: parent } })) });
}

export function CollectionTree({ collections }: { collections: readonly Collection[] }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const model = useModel();
	const { items, lines, fold } = useTree(collections);
	const [drag, setDrag] = useState<Drag | null>(null);
	const [deleting, setDeleting] = useState<Collection | null>(null);
	const move = useModelChange(storePlaces);
	const hide = useModelChange(({ name, hidden }: { name: string; hidden: boolean }) => send({ method: 'PATCH', path: `/collections/${name}`, body: { meta: { hidden } } }));
	const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
	const junctions = useMemo(() => new Set(junctionsOf(model).map((one) => one.collection)), [model]);
	const byName = useMemo(() => new Map(collections.map((one) => [one.name, one])), [collections]);
	const folders = collections.filter((one) => one.isFolder);
	const speech = useDragSpeech(t('list.dragHelp'));
	const land = drag && landing(lines, drag.active, drag.over, drag.deeper);

	const place = (places: Placed[]): void => {
		if (places.length > 0) move.mutate(places);
	};
	const onMove = (event: DragMoveEvent | DragOverEvent): void => {
		const at = dragOf(event);
		if (at) setDrag(at);
	};
	const onEnd = (event: DragEndEvent): void => {
		// A step of the keyboard tells only here what it led over.
		const at = dragOf(event);
		if (at) {
			const target = landing(lines, at.active, at.over, at.deeper);
			place(placeAt(items, at.active, target.parent, indexAt(lines, at.active, at.over, target)));
		}
		setDrag(null);
	};
	const shift = (line: TreeLine, by: -1 | 1): void => {
		const siblings = lines.filter((one) => one.parent === line.parent);
		const index = siblings.findIndex((one) => one.id === line.id) + by;
		if (index >= 0 && index < siblings.length) place(placeAt(items, line.id, line.parent, index));
	};
	return (
		<>
			<DndContext
				sensors={sensors}
				collisionDetection={closestCenter}
				onDragMove={onMove}
				onDragOver={onMove}
				onDragEnd={onEnd}
				onDragCancel={() => {
					setDrag(null);
				}}
				accessibility={speech}
			>
				<SortableContext items={lines.map((line) => line.id)} strategy={verticalListSortingStrategy}>
					<div className={classes['list']} role="list" aria-busy={move.isPending}>
						{lines.map((line) => {
							const collection = byName.get(line.id);
							return (
								collection && (
									<Line key={line.id} line={line} landing={drag?.active === line.id ? land : null} label={labels.collection(collection)} onFold={fold}>
										<CollectionName collection={collection} isJunction={junctions.has(line.id)} />
										<CollectionMenu
											collection={collection}
											folders={folders}
											onMove={(parent) => {
												place(placeAt(items, line.id, parent, items.length));
											}}
											onShift={(by) => {
												shift(line, by);
											}}
											onHide={(hidden) => {
												hide.mutate({ name: line.id, hidden });
											}}
											onDelete={() => {
												setDeleting(collection);
											}}
										/>
									</Line>
								)
							);
						})}
					</div>
				</SortableContext>
				<DragOverlay dropAnimation={null}>
					{drag && byName.get(drag.active) && (
						<div className={`${classes['line'] ?? ''} ${classes['overlay'] ?? ''}`}>
							<CollectionName collection={byName.get(drag.active) as Collection} isJunction={false} />
						</div>
					)}
				</DragOverlay>
			</DndContext>
			<DeleteCollectionDialog
				collection={deleting}
				onClose={() => {
					setDeleting(null);
				}}
			/>
		</>
	);
}

interface LineProps {
	line: TreeLine;
	landing: Landing | null;
	label: string;
	onFold: (id: string) => void;
	children: React.ReactNode;
}

function Line({ line, landing: land, label, onFold, children }: LineProps) {
	const { t } = useTranslation('model');
	const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: line.id });
	const depth = land?.depth ?? line.depth;
	return (
		<div ref={setNodeRef} role="listitem" className={classes['line']} data-dragging={isDragging || undefined} style={{ transform: CSS.Translate.toString(transform), transition, paddingInlineStart: 6 + depth * STEP }}>
			<button type="button" ref={setActivatorNodeRef} className={classes['handle']} {...attributes} {...listeners} aria-label={t('list.drag', { name: label })}>
				<IconGripVertical size={15} aria-hidden />
			</button>
			<span className={classes['folding']}>
				{line.folder && line.n_children > 0 && (
					<ActionIcon
						variant="subtle"
						color="gray"
						size="sm"
						aria-expanded={!line.closed}
						aria-label={line.closed ? t('list.unfold', { name: label }) : t('list.fold', { name: label })}
						onClick={() => {
							onFold(line.id);
						}}
					>
						{line.closed ? <IconChevronRight size={15} className="r-flip" /> : <IconChevronDown size={15} />}
					</ActionIcon>
				)}
			</span>
			{children}
		</div>
	);
}
