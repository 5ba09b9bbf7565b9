/** Items on the days of a month. Dragging one to another day is one request; by keyboard, Alt and the arrow keys move it by a day or a week. */
import { DndContext, DragOverlay, useDraggable, useDroppable, type DragEndEvent } from '@dnd-kit/core';
import { ActionIcon, Button, Group, Popover, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { useAccess } from '../../../../../api/access';
import { ask } from '../../../../../api/client';
import { problemsOf } from '../../../../../api/errors';
import { itemPath, useList, type Item } from '../../../../../api/items';
import { itemsChanged } from '../../../../../api/keys';
import { useLabels } from '../../../../../api/model';
import { addDays, addMonths, dayOf, dayText, firstWeekday, onDay, rangeOf, weeksOf } from '../../../../../model/layout/calendar';
import { dateFields, startDate } from '../../../../../model/layout/choose';
import { groupBy } from '../../../../../model/group';
import type { Collection, Field } from '../../../../../model/schema';
import { FailedState } from '../../../../../ui/States';
import { both, type LayoutProps } from '../types';
import { hrefOf, keyIn, titleOf, useFields, useTemplate } from '../useTitles';
import { refuse } from '../../../../../ui/notify';
import { surfaceOf, useDragSensors } from '../../../../../ui/dragging';
import { useDragSpeech } from '../../../../../ui/useDragSpeech';
import classes from './calendar.module.css';

/** Of one month; more are never read at once. */
const N_MAX = 1000;
const N_A_DAY = 3;

export function Calendar(props: LayoutProps) {
	const { collection, options } = props;
	const fields = dateFields(collection);
	const field = fields.find((one) => one.name === options['startDateField']) ?? startDate(collection);
	return field ? <Month {...props} field={field} end={fields.find((one) => one.name === options['endDateField'])} /> : null;
}

function Month({ collection, conditions, options, field, end }: LayoutProps & { field: Field; end: Field | undefined }) {
	const { t, i18n } = useTranslation('layouts');
	const { t: content } = useTranslation('content');
	const labels = useLabels();
	const access = useAccess();
	const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
	const today = dayText(new Date());
	// Where one looks is no part of a view: it would be saved with it, and be there next year.
	const [parameters, setParameters] = useSearchParams();
	const wanted = parameters.get('month') ?? '';
	const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(wanted) ? wanted : today.slice(0, 7);
	const go = (to: string) =>
		setParameters(
			(before) => {
				const next = new URLSearchParams(before);
				if (to === today.slice(0, 7)) next.delete('month');
				else next.set('month', to);
				return next;
			},
			{ replace: true },
		);
	const first = firstWeekday(i18n.language);
	const weeks = useMemo(() => weeksOf(month, first), [month, first]);
	const title = useTemplate(collection, options['template']);
	const asked = useFields(collection, [title], [field.name, end?.name]);
	const [from, to] = rangeOf(weeks[0]?.[0] ?? '', weeks.at(-1)?.at(-1) ?? '', field.type);
	const within = end ? { _and: [{ [field.name]: { _lte: to } }, { _or: [{ [end.name]: { _gte: from } }, { _and: [{ [end.name]: { _null: true } }, { [field.name]: { _gte: from } }] }] }] } : { [field.name]: { _between: [from, to] } };
	const params = { ...asked, ...conditions, filter: both(conditions.filter, within), sort: [field.name, collection.primaryKey], limit: N_MAX };
	const found = useList(collection.name, params);
	const [moved, setMoved] = useState<ReadonlyMap<string, string>>(new Map());
	const [dragged, setDragged] = useState<Item | null>(null);
	const speech = useDragSpeech();
	const sensors = useDragSensors();
	const mayMove = access.may('update', collection.name) && access.mayField('update', collection.name, field.name) && !field.readonly && !field.special.some((one) => one.startsWith('date-'));
	const keyOf = (item: Item) => String(keyIn(item, collection));
	const send = useMutation({
		mutationFn: ({ item, values }: { item: Item; values: Record<string, unknown> }) => ask(itemPath(collection.name, keyIn(item, collection)), { method: 'PATCH', body: values, params: { fields: [collection.primaryKey] } }),
		onSettled: async (_, failed, { item }) => {
			if (failed) refuse(problemsOf(failed)[0]?.message);
			await itemsChanged();
			setMoved((before) => new Map([...before].filter(([key]) => key !== keyOf(item))));
		},
	});
	const dayOfItem = (item: Item) => moved.get(keyOf(item)) ?? dayOf(item[field.name], field.type);
	const move = (item: Item, day: string) => {
		const before = dayOfItem(item);
		if (before === undefined || before === day) return;
		const values: Record<string, unknown> = { [field.name]: onDay(String(item[field.name]), field.type, day) };
		const last = end && dayOf(item[end.name], end.type);
		// What lasts several days keeps its length.
		if (end && last) values[end.name] = onDay(String(item[end.name]), end.type, addDays(last, Math.round((Date.parse(day) - Date.parse(before)) / 86_400_000)));
		setMoved((old) => new Map([...old, [keyOf(item), day]]));
		send.mutate({ item, values });
	};
	const byDay = useMemo(() => {
		const days = new Map<string, Item[]>();
		const starts = groupBy(found.data ?? [], (item) => dayOfItem(item) ?? '');
		for (const [day, items] of starts) {
			for (const item of items) {
				const last = (end && dayOf(item[end.name], end.type)) ?? day;
				for (let at = day, n = 0; at <= last && n < 62; at = addDays(at, 1), n += 1) days.set(at, [...(days.get(at) ?? []), item]);
			}
		}
		return days;
		// eslint-disable-next-line react-hooks/exhaustive-deps -- the rest follows from these
	}, [found.data, moved, end, field]);
	const drop = ({ active, over }: DragEndEvent) => {
		setDragged(null);
		const item = active.data.current?.['item'] as Item | undefined;
		if (item && over) move(item, String(over.id));
	};
	const nearest = useNearest(collection, conditions, field, found.data?.length === 0);
	const heading = new Date(`${month}-15T12:00:00`).toLocaleDateString(i18n.language, { month: 'long', year: 'numeric' });
	const entry = { collection, title, mayMove, onMove: move, field };
	if (found.error) return <FailedState problems={problemsOf(found.error)} onRetry={() => void found.refetch()} />;
	return (
		<DndContext accessibility={speech} sensors={sensors} onDragStart={({ active }) => setDragged((active.data.current?.['item'] as Item | undefined) ?? null)} onDragEnd={drop} onDragCancel={() => setDragged(null)}>
			<div className={classes.calendar}>
				<Group gap="xs" className={classes.head ?? ''}>
					<ActionIcon variant="default" size={34} aria-label={t('calendar.before')} onClick={() => go(addMonths(month, -1))}>
						<IconChevronLeft size={17} className="r-flip" />
					</ActionIcon>
					<ActionIcon variant="default" size={34} aria-label={t('calendar.after')} onClick={() => go(addMonths(month, 1))}>
						<IconChevronRight size={17} className="r-flip" />
					</ActionIcon>
					<Button variant="default" size="xs" h={34} onClick={() => go(today.slice(0, 7))}>
						{t('calendar.today')}
					</Button>
					<Text component="h2" fw={620} size="lg" aria-live="polite" ms="xs">
						{heading}
					</Text>
					<Text c="dimmed" size="sm" ms="auto">
						{found.data && `${labels.field(field)} · ${content(found.data.length === N_MAX ? 'list.firstOf' : 'list.count', { count: found.data.length })}`}
					</Text>
				</Group>
				{found.data?.length === 0 && (
					<div className={classes.none} role="status">
						{t('calendar.nothing')}
						{nearest !== undefined && (
							<Button variant="subtle" size="compact-sm" onClick={() => go(nearest)}>
								{t('calendar.go', { month: new Date(`${nearest}-15T12:00:00`).toLocaleDateString(i18n.language, { month: 'long', year: 'numeric' }) })}
							</Button>
						)}
					</div>
				)}
				{isNarrow ? (
					<Agenda days={[...byDay].filter(([day]) => day.startsWith(month)).toSorted(([a], [b]) => a.localeCompare(b))} language={i18n.language} {...entry} />
				) : (
					<div className={classes.month} role="grid" aria-label={heading} aria-busy={found.isFetching}>
						<div role="row" className={classes.weekdays}>
							{weeks[0]?.map((day) => (
								<div key={day} role="columnheader" className={classes.weekday}>
									{new Date(`${day}T12:00:00`).toLocaleDateString(i18n.language, { weekday: 'short' })}
								</div>
							))}
						</div>
						{weeks.map((week) => (
							<div key={week[0]} role="row" className={classes.week}>
								{week.map((day) => (
									<Day key={day} day={day} isToday={day === today} isOutside={!day.startsWith(month)} items={byDay.get(day) ?? []} language={i18n.language} {...entry} />
								))}
							</div>
						))}
					</div>
				)}
			</div>
			<DragOverlay dropAnimation={null}>{dragged && <span className={classes.entry} data-dragged="true">{titleOf(title, dragged, collection)}</span>}</DragOverlay>
		</DndContext>
	);
}

/** The month of the last item, where the month that is shown has none. */
function useNearest(collection: Collection, conditions: LayoutProps['conditions'], field: Field, isAsked: boolean): string | undefined {
	const last = useList(collection.name, { fields: [field.name], ...conditions, filter: both(conditions.filter, { [field.name]: { _nnull: true } }), sort: [`-${field.name}`], limit: 1 }, isAsked);
	return dayOf(last.data?.[0]?.[field.name], field.type)?.slice(0, 7);
}

interface EntryProps {
	collection: Collection;
	title: string;
	field: Field;
	mayMove: boolean;
	onMove: (item: Item, day: string) => void;
}

function Day({ day, isToday, isOutside, items, language, ...entry }: EntryProps & { day: string; isToday: boolean; isOutside: boolean; items: Item[]; language: string }) {
	const { t } = useTranslation('layouts');
	const drop = useDroppable({ id: day });
	const name = new Date(`${day}T12:00:00`).toLocaleDateString(language, { dateStyle: 'full' });
	const rest = items.slice(N_A_DAY);
	return (
		<div role="gridcell" aria-label={name} className={classes.day} data-outside={isOutside} data-over={drop.isOver} ref={drop.setNodeRef}>
			<span className={classes.number} data-today={isToday} aria-current={isToday ? 'date' : undefined}>
				{Number(day.slice(8)).toLocaleString(language)}
			</span>
			{items.slice(0, N_A_DAY).map((item) => (
				<Entry key={String(keyIn(item, entry.collection))} item={item} day={day} {...entry} />
			))}
			{rest.length > 0 && (
				<Popover width={260} position="bottom" shadow="lg" trapFocus returnFocus>
					<Popover.Target>
						<button type="button" className={classes.more}>
							{t('calendar.more', { count: rest.length })}
						</button>
					</Popover.Target>
					<Popover.Dropdown p="xs" mah={340} style={{ overflowY: 'auto' }}>
						<Text fw={600} size="sm" mb={6}>
							{name}
						</Text>
						{items.map((item) => (
							<Entry key={String(keyIn(item, entry.collection))} item={item} day={day} {...entry} isCopy />
						))}
					</Popover.Dropdown>
				</Popover>
			)}
		</div>
	);
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function Entry({ item, day, collection, title, mayMove, onMove, isCopy = false }: EntryProps & { item: Item; day: string; isCopy?: boolean }) {
	const { t } = useTranslation('layouts');
	const key = keyIn(item, collection);
	const drag = useDraggable({ id: `${isCopy ? 'copy' : 'entry'}:${String(key)}:${day}`, data: { item }, disabled: !mayMove });
	const keyDown = (event: KeyboardEvent) => {
		const step = STEPS[event.key];
		if (!event.altKey || step === undefined || !mayMove) return;
		event.preventDefault();
		const isAcross = Math.abs(step) === 1 && document.documentElement.dir === 'rtl';
		onMove(item, addDays(day, isAcross ? -step : step));
	};
	return (
		<Link to={hrefOf(collection, key)} className={classes.entry} draggable={false} ref={drag.setNodeRef} data-away={drag.isDragging} title={mayMove ? t('calendar.hint') : undefined} {...surfaceOf(drag)} onKeyDown={keyDown}>
			{titleOf(title, item, collection)}
		</Link>
	);
}

/** Where there is no room for a month: its days one below the other. */
function Agenda({ days, language, ...entry }: EntryProps & { days: Array<[string, Item[]]>; language: string }) {
	return (
		<div className={classes.agenda}>
			{days.map(([day, items]) => (
				<section key={day} aria-label={day}>
					<h3 className={classes.agendaDay}>{new Date(`${day}T12:00:00`).toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' })}</h3>
					{items.map((item) => (
						<Entry key={String(keyIn(item, entry.collection))} item={item} day={day} {...entry} />
					))}
				</section>
			))}
		</div>
	);
}

