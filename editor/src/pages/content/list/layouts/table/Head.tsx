/** The head of the table: sorts; its columns are moved by dragging, by Alt and the arrow keys, or by their menu, and made wider at their edge. */
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Checkbox, Menu, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowLeft, IconArrowRight, IconArrowsSort, IconArrowUp, IconChevronDown, IconEyeOff } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';

import type { Column } from '../../../../../model/columns';
import { surfaceOf } from '../../../../../ui/dragging';
import classes from './table.module.css';
import { bounded, isNumber, NARROWEST, stepped, WIDEST } from './widths';

interface HeadProps {
	columns: readonly Column[];
	nameOf: (column: Column | undefined) => string;
	template: string;
	widths: Record<string, number>;
	sort: string;
	onSort: (sort: string) => void;
	/** The manual order's field, where rows can be put in order. */
	sortField: string | undefined;
	n_items: number;
	n_selected: number;
	onSelectAll: (all: boolean) => void;
	onMove: (from: number, to: number) => void;
	onHide: (path: string) => void;
	onWidth: (path: string, width: number) => void;
}

export function Head({ columns, nameOf, template, widths, sort, onSort, sortField, n_items, n_selected, onSelectAll, onMove, onHide, onWidth }: HeadProps) {
	const { t } = useTranslation('content');
	return (
		<div role="row" aria-rowindex={1} className={classes.headRow} style={{ gridTemplateColumns: template }}>
			{sortField !== undefined && (
				<div role="columnheader" className={classes.headCell} aria-sort={sort === sortField ? 'ascending' : 'none'}>
					<Tooltip label={t('list.manual')}>
						<ActionIcon variant={sort === sortField ? 'light' : 'subtle'} color={sort === sortField ? 'sea' : 'gray'} size={26} aria-label={t('list.manual')} aria-pressed={sort === sortField} onClick={() => onSort(sortField)}>
							<IconArrowsSort size={15} />
						</ActionIcon>
					</Tooltip>
				</div>
			)}
			<div role="columnheader" className={classes.headCell}>
				<Checkbox size="xs" aria-label={t('list.selectAll')} checked={n_selected > 0 && n_selected === n_items} indeterminate={n_selected > 0 && n_selected < n_items} onChange={() => onSelectAll(n_selected === 0)} />
			</div>
			{columns.map((column, index) => (
				<HeadCell key={column.path} column={column} index={index} n_columns={columns.length} name={nameOf(column)} width={widths[column.path]} sort={sort} onSort={onSort} onMove={onMove} onHide={onHide} onWidth={onWidth} />
			))}
		</div>
	);
}

interface HeadCellProps extends Pick<HeadProps, 'sort' | 'onSort' | 'onMove' | 'onHide' | 'onWidth'> {
	column: Column;
	index: number;
	n_columns: number;
	name: string;
	width: number | undefined;
}

function HeadCell({ column, index, n_columns, name, width, sort, onSort, onMove, onHide, onWidth }: HeadCellProps) {
	const { t } = useTranslation('content');
	const cell = useRef<HTMLDivElement>(null);
	const drag = useDraggable({ id: `column:${column.path}`, data: { column: index, name } });
	const drop = useDroppable({ id: `column:${column.path}`, data: { column: index } });
	const by = column.sort;
	const isSorted = by !== undefined && sort.replace(/^-/, '') === by;
	const isDown = sort.startsWith('-');
	const move = (way: -1 | 1) => {
		const to = index + way;
		if (to >= 0 && to < n_columns) onMove(index, to);
	};
	const keyDown = (event: KeyboardEvent) => {
		if (!event.altKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
		event.preventDefault();
		move((event.key === 'ArrowRight') !== (document.documentElement.dir === 'rtl') ? 1 : -1);
	};
	return (
		<div
			role="columnheader"
			className={classes.headCell}
			data-number={isNumber(column)}
			data-over={drop.isOver && !drag.isDragging}
			aria-sort={isSorted ? (isDown ? 'descending' : 'ascending') : 'none'}
			ref={(element) => {
				cell.current = element;
				drop.setNodeRef(element);
				drag.setNodeRef(element);
			}}
			{...surfaceOf(drag)}
		>
			<button type="button" className={classes.headButton} disabled={by === undefined} title={name} onKeyDown={keyDown} onClick={() => by !== undefined && onSort(isSorted && !isDown ? `-${by}` : by)}>
				<span className="r-truncate">{name}</span>
				{isSorted && (isDown ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
			</button>
			<Menu width={210} position="bottom-start">
				<Menu.Target>
					<ActionIcon className={classes.headMenu ?? ''} variant="subtle" color="gray" size={20} aria-label={t('list.columnMenu', { name })} data-still>
						<IconChevronDown size={13} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					{by !== undefined && (
						<>
							<Menu.Item leftSection={<IconArrowUp size={15} />} onClick={() => onSort(by)}>
								{t('list.ascending')}
							</Menu.Item>
							<Menu.Item leftSection={<IconArrowDown size={15} />} onClick={() => onSort(`-${by}`)}>
								{t('list.descending')}
							</Menu.Item>
							<Menu.Divider />
						</>
					)}
					<Menu.Item leftSection={<IconArrowLeft size={15} className="r-flip" />} disabled={index === 0} onClick={() => move(-1)}>
						{t('list.earlier')}
					</Menu.Item>
					<Menu.Item leftSection={<IconArrowRight size={15} className="r-flip" />} disabled={index === n_columns - 1} onClick={() => move(1)}>
						{t('list.later')}
					</Menu.Item>
					<Menu.Item leftSection={<IconEyeOff size={15} />} disabled={n_columns === 1} onClick={() => onHide(column.path)}>
						{t('list.hide')}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<Edge label={t('list.width', { name })} measure={() => cell.current?.offsetWidth ?? 160} width={width} onWidth={(next) => onWidth(column.path, next)} />
		</div>
	);
}

/** The edge that makes a column wider: with the pointer, or the arrow keys. */
function Edge({ label, measure, width, onWidth }: { label: string; measure: () => number; width: number | undefined; onWidth: (width: number) => void }) {
	const start = useRef<{ x: number; width: number } | null>(null);
	const isRtl = () => document.documentElement.dir === 'rtl';
	const pull = (event: PointerEvent) => {
		const from = start.current;
		if (!from) return;
		onWidth(bounded(from.width + (event.clientX - from.x) * (isRtl() ? -1 : 1)));
	};
	return (
		// A separator that can be moved is something to work with, whatever its role is called.
		<div
			role="separator"
			tabIndex={0}
			aria-orientation="vertical"
			aria-label={label}
			aria-valuenow={width ?? 160}
			aria-valuemin={NARROWEST}
			aria-valuemax={WIDEST}
			className={classes.edge}
			data-still
			onPointerDown={(event) => {
				event.preventDefault();
				event.currentTarget.setPointerCapture(event.pointerId);
				start.current = { x: event.clientX, width: measure() };
			}}
			onPointerMove={pull}
			onPointerUp={() => {
				start.current = null;
			}}
			onKeyDown={(event) => {
				const next = stepped(measure(), event.key, isRtl());
				if (next === undefined || event.altKey) return;
				event.preventDefault();
				onWidth(next);
			}}
		/>
	);
}
