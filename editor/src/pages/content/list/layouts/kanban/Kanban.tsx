/**
 * Items in columns, by one of a few choices or by an item that they refer to. A card that changes its column is one request.
 *
 * By keyboard: Alt and the arrow keys on a card, or its menu.
 */
import { DndContext, DragOverlay, type DragEndEvent } from '@dnd-kit/core';
import { Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../../api/access';
import { ask } from '../../../../../api/client';
import { problemsOf } from '../../../../../api/errors';
import { itemPath, itemsPath, useList, type Item } from '../../../../../api/items';
import { itemsChanged, keys } from '../../../../../api/keys';
import { useLabels, useSchema } from '../../../../../api/model';
import { useChoices } from '../../../../../fields/choice/choices';
import { choicesOf, chosen, fileFields, groupFields } from '../../../../../model/layout/choose';
import type { Field, Key } from '../../../../../model/schema';
import { titleTemplate } from '../../../../../model/template';
import { FailedState, LoadingState } from '../../../../../ui/States';
import { listState } from '../ListStates';
import type { LayoutProps } from '../types';
import { titleOf, useFields, useTemplate } from '../useTitles';
import { refuse } from '../../../../../ui/notify';
import { useDragSensors } from '../../../../../ui/dragging';
import { useDragSpeech } from '../../../../../ui/useDragSpeech';
import { Column } from './Column';
import { CardFace } from './KanbanCard';
import classes from './kanban.module.css';

export interface Lane {
	/** What the field holds; nothing for items without. */
	value: Key | null;
	label: string;
}

/** More columns than this nobody looks through. */
const N_LANES = 40;

export function Kanban(props: LayoutProps) {
	const { collection, options } = props;
	const schema = useSchema();
	const field = chosen(groupFields(collection, schema), options['groupField']);
	if (!field) return null;
	return <Board key={field.name} {...props} field={field} />;
}

/** `counts`: how many items hold each value. Where there are more items to refer to than columns, those that are referred to most. */
function useLanes(field: Field, groupTitle: unknown, counts: ReadonlyMap<string, number> | undefined): { lanes: Lane[] | undefined; error: unknown; retry: () => void } {
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const labels = useLabels();
	const relation = schema.relation(field.collection, field.name);
	const related = relation?.kind === 'm2o' ? schema.collection(relation.related) : undefined;
	const choices = useChoices(field);
	const fallback = related ?? schema.collection(field.collection);
	if (!fallback) throw new Error('a field of no collection');
	const template = useTemplate(fallback, groupTitle ?? (related ? field.options['template'] : undefined) ?? titleTemplate(fallback));
	const asked = useFields(fallback, [template]);
	const sort = [related?.sortField ?? asked.fields[1] ?? fallback.primaryKey];
	const all = useList(related?.name ?? '', { ...asked, limit: N_LANES + 1, sort }, related !== undefined);
	const areTooMany = (all.data?.length ?? 0) > N_LANES;
	const used = [...(counts ?? [])].filter(([value]) => value !== '').toSorted(([, a], [, b]) => b - a).slice(0, N_LANES).map(([value]) => value);
	const some = useList(related?.name ?? '', { ...asked, filter: { [fallback.primaryKey]: { _in: used } }, limit: N_LANES, sort }, areTooMany && counts !== undefined);
	const found = areTooMany ? some : all;
	const none: Lane = { value: null, label: t('kanban.none', { field: labels.field(field) }) };
	if (!related) {
		const offered = choicesOf(field).map(({ value, text }): Lane => ({ value, label: choices.find((one) => one.value === String(value))?.label ?? text }));
		const others = [...(counts?.keys() ?? [])].filter((value) => value !== '' && !offered.some((one) => String(one.value) === value)).slice(0, N_LANES);
		return { lanes: [...offered, ...others.map((value): Lane => ({ value, label: value })), none], error: null, retry: () => undefined };
	}
	return {
		lanes: found.data && [none, ...found.data.map((item): Lane => ({ value: item[related.primaryKey] as Key, label: titleOf(template, item, related) }))],
		error: found.error,
		retry: () => void found.refetch(),
	};
}

function Board({ field, ...props }: LayoutProps & { field: Field }) {
	const { collection, conditions, total, totalError, onRetry, isNarrowed, onClear, options, sort } = props;
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const access = useAccess();
	const title = useTemplate(collection, options['titleField'] ?? options['title']);
	const files = fileFields(collection, schema);
	const image = options['imageSource'] === null ? undefined : chosen(files, options['imageSource']);
	const text = typeof options['textField'] === 'string' && schema.field(collection.name, options['textField']) ? options['textField'] : undefined;
	const asked = useFields(collection, [title], [field.name, text, ...(image ? [`${image.name}.id`, `${image.name}.type`, `${image.name}.modified_on`] : [])]);
	const counts = useQuery({
		queryKey: keys.count(collection.name, { ...conditions, by: field.name }),
		queryFn: async ({ signal }) => {
			const rows = await ask<Array<Record<string, unknown>>>(itemsPath(collection.name), { params: { ...conditions, aggregate: { count: '*' }, groupBy: [field.name], limit: -1 }, signal });
			return new Map(rows.map((row) => [String(row[field.name] ?? ''), Number(row['count'])]));
		},
	});
	const { lanes, error, retry } = useLanes(field, options['groupTitle'], counts.data);
	// Where a card is while the server is being told.
	const [moved, setMoved] = useState<ReadonlyMap<string, { item: Item; to: Key | null }>>(new Map());
	const [dragged, setDragged] = useState<Item | null>(null);
	const [said, setSaid] = useState('');
	const speech = useDragSpeech();
	const sensors = useDragSensors();
	const mayMove = access.may('update', collection.name) && access.mayField('update', collection.name, field.name) && !field.readonly;
	const send = useMutation({
		mutationFn: ({ item, to }: { item: Item; to: Key | null }) => ask(itemPath(collection.name, item[collection.primaryKey] as Key), { method: 'PATCH', body: { [field.name]: to }, params: { fields: [collection.primaryKey] } }),
		onSettled: async (_, failed, { item }) => {
			if (failed) refuse(problemsOf(failed)[0]?.message);
			await itemsChanged();
			setMoved((before) => new Map([...before].filter(([key]) => key !== String(item[collection.primaryKey]))));
		},
	});
	const moveTo = (item: Item, lane: Lane) => {
		setMoved((before) => new Map([...before, [String(item[collection.primaryKey]), { item, to: lane.value }]]));
		setSaid(t('kanban.moved', { name: titleOf(title, item, collection), to: lane.label }));
		send.mutate({ item, to: lane.value });
	};
	const end = ({ active, over }: DragEndEvent) => {
		setDragged(null);
		const item = active.data.current?.['item'] as Item | undefined;
		const from = active.data.current?.['from'] as Lane | undefined;
		const lane = over?.data.current?.['lane'] as Lane | undefined;
		if (item && lane && lane.value !== from?.value) moveTo(item, lane);
	};
	const state = listState({ collection, total, error: totalError, onRetry, isNarrowed, onClear });
	if (state !== undefined) return state;
	if (error) return <FailedState problems={problemsOf(error)} onRetry={retry} />;
	if (!lanes || counts.isPending) return <div style={{ padding: 24 }}><LoadingState shape="rows" rows={8} /></div>;
	const n_of = (lane: Lane) => counts.data?.get(String(lane.value ?? '')) ?? 0;
	// Items without stand first only if there are any; empty columns can be hidden.
	const shown = lanes.filter((lane) => n_of(lane) > 0 || (lane.value !== null && options['showEmpty'] !== false) || [...moved.values()].some((one) => one.to === lane.value));
	const n_hidden = [...(counts.data?.values() ?? [])].reduce((sum, n) => sum + n, 0) - shown.reduce((sum, lane) => sum + n_of(lane), 0);
	return (
		<DndContext accessibility={speech} sensors={sensors} onDragStart={({ active }) => setDragged((active.data.current?.['item'] as Item | undefined) ?? null)} onDragEnd={end} onDragCancel={() => setDragged(null)}>
			<div className={classes.board}>
				{shown.map((lane) => (
					<Column
						key={String(lane.value ?? '')}
						collection={collection}
						field={field}
						lane={lane}
						lanes={shown}
						n_items={n_of(lane)}
						asked={asked}
						conditions={conditions}
						sort={sort}
						moved={moved}
						card={{ title, image: image?.name, text }}
						onMove={mayMove ? moveTo : undefined}
					/>
				))}
			</div>
			{n_hidden > 0 && (
				<Text size="sm" c="dimmed" px="md" pb="sm" role="note">
					{t('kanban.hidden', { count: n_hidden })}
				</Text>
			)}
			<div className="r-visually-hidden" role="status">
				{said}
			</div>
			<DragOverlay dropAnimation={null}>{dragged && <div className={classes.card} data-dragged="true"><CardFace item={dragged} collection={collection} card={{ title, image: image?.name, text }} /></div>}</DragOverlay>
		</DndContext>
	);
}
