/** The fields of a collection as the form has them: in order, half or whole lines, within their groups. */
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates, useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Button } from '@mantine/core';
import { IconGripVertical, IconListDetails, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { send, useModelChange } from '../../../api/definition';
import { useLabels } from '../../../api/model';
import { isGroup } from '../../../model/definition/interfaces';
import type { Collection, Field } from '../../../model/schema';
import { Notice } from '../../../ui/States';
import { useDragSpeech } from '../../../ui/useDragSpeech';
import { DeleteFieldDialog } from './DeleteFieldDialog';
import { FieldCard, type FieldChange } from './FieldCard';
import classes from './fields.module.css';

interface Place {
	field: string;
	meta: { sort?: number; group?: string | null; width?: string; hidden?: boolean };
}

export function FieldList({ collection }: { collection: Collection }) {
	const { t } = useTranslation('model');
	const [deleting, setDeleting] = useState<Field | null>(null);
	const store = useModelChange((places: Place[]) => send({ method: 'PATCH', path: `/fields/${collection.name}`, body: places }));
	const change = (field: Field, what: FieldChange): void => {
		if (what === 'delete') setDeleting(field);
		else store.mutate([{ field: field.name, meta: what }]);
	};
	const fields = collection.fields.filter((field) => field.raw.meta?.system !== true || field.isPrimaryKey);
	if (fields.every((field) => field.isPrimaryKey)) {
		return (
			<>
				<div className={classes['board']}>
					<FieldGrid fields={fields} all={fields} parent={undefined} onChange={change} onOrder={store.mutate} />
				</div>
				<Notice
					icon={IconListDetails}
					title={t('fields.empty')}
					compact
					action={
						<Button component={Link} to={`/model/${collection.name}/add`} leftSection={<IconPlus size={16} />}>
							{t('fields.add')}
						</Button>
					}
				>
					{t('fields.emptyHint')}
				</Notice>
			</>
		);
	}
	return (
		<div className={classes['board']} aria-busy={store.isPending}>
			<FieldGrid fields={fields.filter((field) => field.group === undefined || !fields.some((one) => one.name === field.group))} all={fields} parent={undefined} onChange={change} onOrder={store.mutate} />
			<DeleteFieldDialog
				field={deleting}
				onClose={() => {
					setDeleting(null);
				}}
			/>
		</div>
	);
}

interface GroupProps {
	fields: readonly Field[];
	all: readonly Field[];
	parent: string | undefined;
	onChange: (field: Field, what: FieldChange) => void;
	onOrder: (places: Place[]) => void;
}

function FieldGrid({ fields, all, parent, onChange, onOrder }: GroupProps) {
	const { t } = useTranslation('model');
	const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
	const speech = useDragSpeech(t('fields.dragHelp'));
	const names = fields.map((field) => field.name);
	const order = (from: number, to: number): void => {
		const next = arrayMove([...names], from, to);
		onOrder(next.map((field, index) => ({ field, meta: { sort: index + 1 } })).filter((place, index) => fields[index]?.name !== place.field || fields[index]?.sort !== place.meta.sort));
	};
	const onEnd = ({ active, over }: DragEndEvent): void => {
		const from = names.indexOf(String(active.id));
		const to = names.indexOf(String(over?.id));
		if (from >= 0 && to >= 0 && from !== to) order(from, to);
	};
	const groups = all.filter((field) => isGroup(field.interface) && field.name !== parent);
	return (
		<DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onEnd} accessibility={speech}>
			<SortableContext items={names} strategy={rectSortingStrategy}>
				<div className={classes['grid']} role="list">
					{fields.map((field, index) => (
						<Cell key={field.name} field={field}>
							<FieldCard
								field={field}
								groups={groups.filter((group) => group.name !== field.name && group.name !== field.group)}
								onChange={(what) => {
									onChange(field, what);
								}}
								onShift={(by) => {
									if (index + by >= 0 && index + by < names.length) order(index, index + by);
								}}
							/>
							{isGroup(field.interface) && (
								<div className={classes['inner']}>
									<FieldGrid fields={all.filter((one) => one.group === field.name)} all={all} parent={field.name} onChange={onChange} onOrder={onOrder} />
									{!all.some((one) => one.group === field.name) && <div className={classes['hollow']}>{t('fields.hollow')}</div>}
								</div>
							)}
						</Cell>
					))}
				</div>
			</SortableContext>
		</DndContext>
	);
}

function Cell({ field, children }: { field: Field; children: React.ReactNode }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: field.name });
	return (
		<div ref={setNodeRef} role="listitem" className={classes['cell']} data-width={field.width} data-dragging={isDragging || undefined} style={{ transform: CSS.Translate.toString(transform), transition }}>
			<button type="button" ref={setActivatorNodeRef} className={classes['handle']} {...attributes} {...listeners} aria-label={t('list.drag', { name: labels.field(field) })}>
				<IconGripVertical size={15} aria-hidden />
			</button>
			{children}
		</div>
	);
}
