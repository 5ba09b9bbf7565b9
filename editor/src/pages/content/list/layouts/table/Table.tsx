/** Rows of any number: only those in view are drawn, and only their pages are read. */
import { DndContext, DragOverlay, type DragEndEvent, type DragMoveEvent } from '@dnd-kit/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../../api/access';
import { ask } from '../../../../../api/client';
import { problemsOf } from '../../../../../api/errors';
import type { Item } from '../../../../../api/items';
import { itemsChanged } from '../../../../../api/keys';
import { useLabels, useSchema } from '../../../../../api/model';
import { PAGE, useWindow } from '../../../../../api/window';
import { columnOf, defaultColumns, type Column } from '../../../../../model/columns';
import type { Key } from '../../../../../model/schema';
import { deepOf, titleTemplate } from '../../../../../model/template';
import { listState } from '../ListStates';
import type { LayoutProps } from '../types';
import { keyIn, titleOf } from '../useTitles';
import { refuse } from '../../../../../ui/notify';
import { useDragSensors } from '../../../../../ui/dragging';
import { useDragSpeech } from '../../../../../ui/useDragSpeech';
import { useRowsInView } from '../../../../../ui/useRowsInView';
import { Head } from './Head';
import { Row, type RowMove } from './Row';
import classes from './table.module.css';
import { templateOf, widthsOf } from './widths';

const HEIGHTS: Record<string, number> = { compact: 34, cozy: 42, comfortable: 54 };

export function Table({ collection, conditions, total, totalError, onRetry, isNarrowed, onClear, sort, onSort, query: view, onQuery, options, onOptions, selection, onSelect }: LayoutProps) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	const height = HEIGHTS[String(options['spacing'])] ?? HEIGHTS['cozy'] ?? 42;
	const shown = (view.fields ?? defaultColumns(collection, schema)).join();
	const columns = useMemo(() => shown.split(',').map((path) => columnOf(schema, collection.name, path)).filter((one): one is Column => one !== undefined && access.mayField('read', collection.name, one.path.split('.')[0] ?? '')), [schema, collection.name, shown, access]);
	const query = useMemo(() => {
		const title = titleTemplate(collection);
		const fields = [...new Set([collection.primaryKey, ...(collection.archiveField ? [collection.archiveField] : []), ...columns.flatMap((column) => column.fields)])];
		const deep = deepOf(fields, collection.name, schema);
		return { title, asked: { fields, sort: [sort, ...(sort.replace('-', '') === collection.primaryKey ? [] : [collection.primaryKey])], ...conditions, ...(Object.keys(deep).length > 0 && { deep }) } };
	}, [collection, columns, sort, conditions, schema]);
	const rows = useRowsInView({ count: total ?? 0, height, around: 12 });
	const items = useWindow(collection.name, query.asked, rows.first, total === undefined ? PAGE - 1 : rows.last, total);
	const speech = useDragSpeech();
	const sensors = useDragSensors();
	const [dragged, setDragged] = useState<string | null>(null);
	const [target, setTarget] = useState<{ key: Key; side: 'before' | 'after' } | null>(null);
	const [said, setSaid] = useState('');
	// Where a range that is selected with Shift begins.
	const last = useRef<number | null>(null);

	const canOrder = collection.sortField !== undefined && access.may('update', collection.name) && access.mayField('update', collection.name, collection.sortField);
	const isManual = sort === collection.sortField;
	const arrange = useMutation({
		mutationFn: ({ key, to }: { key: Key; to: RowMove }) => ask(`/utils/move/${collection.name}`, { method: 'POST', body: { item: key, ...to } }),
		onSettled: async (_, failed, { key }) => {
			if (failed) refuse(problemsOf(failed)[0]?.message);
			else setSaid(t('list.moved'));
			await itemsChanged();
			requestAnimationFrame(() => rows.scroller?.querySelector<HTMLElement>(`[data-grip="${CSS.escape(String(key))}"]`)?.focus());
		},
	});

	const state = listState({
		collection,
		total,
		error: items.error ?? totalError,
		onRetry: () => {
			items.retry();
			onRetry();
		},
		isNarrowed,
		onClear,
	});
	if (state !== undefined) return state;

	const n_items = total ?? 0;
	const isSelected = (key: Key) => selection.all || selection.keys.has(key);
	const toggle = (index: number, key: Key, isRange: boolean) => {
		const keys = new Set(selection.all ? [] : selection.keys);
		const from = last.current;
		if (isRange && from !== null) {
			for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
				const item = items.at(at);
				if (item) keys.add(keyIn(item, collection));
			}
		} else if (!keys.delete(key)) keys.add(key);
		last.current = index;
		onSelect({ all: false, keys });
	};
	const setColumns = (fields: string[]) => onQuery({ fields });
	const moveColumn = (from: number, to: number) => {
		const paths = columns.map((column) => column.path);
		const [moved] = paths.splice(from, 1);
		if (moved === undefined || to < 0 || to > paths.length) return;
		setColumns(paths.toSpliced(to, 0, moved));
		setSaid(t('list.columnMoved', { name: nameOf(columns[from]), position: to + 1 }));
	};
	const nameOf = (column: Column | undefined) => column?.trail.map((field) => labels.field(field)).join(' › ') ?? '';
	const widths = widthsOf(options['widths']);
	const template = templateOf(columns, widths, canOrder);
	const over = ({ active, over: at }: DragMoveEvent) => {
		const key = at?.data.current?.['row'] as Key | undefined;
		const pointer = active.rect.current.translated;
		if (!at || key === undefined || !pointer || active.data.current?.['column'] !== undefined) return setTarget(null);
		const side = pointer.top + pointer.height / 2 < at.rect.top + at.rect.height / 2 ? 'before' : 'after';
		return setTarget((before) => (before?.key === key && before.side === side ? before : { key, side }));
	};
	const end = ({ active, over: at }: DragEndEvent) => {
		setDragged(null);
		setTarget(null);
		const column = active.data.current?.['column'] as number | undefined;
		const onto = at?.data.current?.['column'] as number | undefined;
		if (column !== undefined) {
			if (onto !== undefined && onto !== column) moveColumn(column, onto);
			return;
		}
		const key = active.data.current?.['row'] as Key | undefined;
		if (key !== undefined && target && target.key !== key) arrange.mutate({ key, to: { [target.side]: target.key } });
	};
	return (
		<DndContext accessibility={speech} sensors={sensors} onDragStart={({ active }) => setDragged(String(active.data.current?.['name'] ?? ''))} onDragMove={over} onDragEnd={end} onDragCancel={() => setDragged(null)}>
			<div className={classes.scroller} ref={rows.ref} tabIndex={-1}>
				<div role="grid" aria-label={labels.collection(collection)} aria-rowcount={n_items + 1} aria-colcount={columns.length + (canOrder ? 2 : 1)} className={classes.grid}>
					<Head
						columns={columns}
						nameOf={nameOf}
						template={template}
						widths={widths}
						sort={sort}
						onSort={onSort}
						sortField={canOrder ? collection.sortField : undefined}
						n_items={n_items}
						n_selected={selection.all ? n_items : selection.keys.size}
						onSelectAll={(all) => onSelect(all ? { all: true } : { all: false, keys: new Set() })}
						onMove={moveColumn}
						onHide={(path) => setColumns(columns.map((column) => column.path).filter((one) => one !== path))}
						onWidth={(path, width) => onOptions({ widths: { ...widths, [path]: width } })}
					/>
					<div role="rowgroup" style={{ height: rows.height, position: 'relative' }}>
						{rows.indexes.map((index) => {
							const item: Item | undefined = items.at(index);
							return (
								<Row
									key={index}
									item={item}
									index={index}
									start={rows.startOf(index)}
									height={height}
									collection={collection}
									columns={columns}
									template={template}
									name={item ? titleOf(query.title, item, collection) : ''}
									isSelected={item !== undefined && isSelected(keyIn(item, collection))}
									onToggle={toggle}
									order={!canOrder ? 'none' : isManual ? 'on' : 'off'}
									target={item && target?.key === keyIn(item, collection) ? target.side : undefined}
									n_items={n_items}
									onArrange={(key, to) => arrange.mutate({ key, to })}
									before={items.at(index - 1)}
									after={items.at(index + 1)}
								/>
							);
						})}
					</div>
				</div>
			</div>
			<div className="r-visually-hidden" role="status">
				{said}
			</div>
			<DragOverlay dropAnimation={null}>{dragged !== null && <span className={classes.dragged}>{dragged}</span>}</DragOverlay>
		</DndContext>
	);
}
