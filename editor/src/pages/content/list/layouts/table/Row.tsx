/** One row. Where the table is in the collection's own order, a row is moved by its handle: by dragging, by Alt and the arrow keys, or to a position. */
import { useDroppable } from '@dnd-kit/core';
import { Checkbox, Skeleton } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { lazy, memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import type { Item } from '../../../../../api/items';
import type { Column } from '../../../../../model/columns';
import type { Collection, Key } from '../../../../../model/schema';
import { hrefOf, keyIn } from '../useTitles';
import { Cell } from './Cell';
import classes from './table.module.css';
import { isNumber, nameIndex } from './widths';

const Grip = lazy(async () => ({ default: (await import('./Grip')).Grip }));

/** Where a row goes, as `/utils/move` takes it. */
export type RowMove = { before: Key } | { after: Key } | { position: number } | Record<string, Key>;

interface RowProps {
	item: Item | undefined;
	index: number;
	start: number;
	height: number;
	collection: Collection;
	columns: readonly Column[];
	template: string;
	name: string;
	isSelected: boolean;
	onToggle: (index: number, key: Key, isRange: boolean) => void;
	/** `off`: the collection has an order, but the table is sorted otherwise. */
	order: 'none' | 'off' | 'on';
	target: 'before' | 'after' | undefined;
	n_items: number;
	onArrange: (key: Key, to: RowMove) => void;
	before: Item | undefined;
	after: Item | undefined;
}

export function Row({ item, index, start, height, collection, columns, template, name, isSelected, onToggle, order, target, ...rest }: RowProps) {
	const { t } = useTranslation('content');
	const navigate = useNavigate();
	const style = { gridTemplateColumns: template, transform: `translateY(${String(start)}px)`, height };
	const key = item && keyIn(item, collection);
	const drop = useDroppable({ id: `row:${String(index)}`, data: { row: key }, disabled: order !== 'on' });
	if (item === undefined || key === undefined) {
		return (
			<div role="row" aria-rowindex={index + 2} className={classes.row} style={style}>
				<div role="gridcell" className={classes.cell} style={{ gridColumn: '1 / -1' }}>
					<Skeleton h={12} w="60%" />
				</div>
			</div>
		);
	}
	const to = hrefOf(collection, key);
	const off = <IconGripVertical size={15} className={classes.gripOff} aria-hidden />;
	return (
		<div
			role="row"
			aria-rowindex={index + 2}
			aria-selected={isSelected}
			className={classes.row}
			data-target={target}
			style={style}
			ref={drop.setNodeRef}
			onClick={(event) => {
				if (event.target instanceof Element && event.target.closest('a, button, input, label, [data-free]')) return;
				void navigate(to);
			}}
		>
			{order !== 'none' && (
				<div role="gridcell" className={classes.cell} data-free>
					<Suspense fallback={off}>{order === 'on' ? <Grip itemKey={key} index={index} name={name} collection={collection} {...rest} /> : off}</Suspense>
				</div>
			)}
			<div role="gridcell" className={classes.cell} data-free>
				<Checkbox size="xs" aria-label={t('list.select', { name })} checked={isSelected} onChange={(event) => onToggle(index, key, (event.nativeEvent as MouseEvent).shiftKey)} />
			</div>
			<Cells item={item} columns={columns} to={to} />
		</div>
	);
}

const Cells = memo(function Cells({ item, columns, to }: { item: Item; columns: readonly Column[]; to: string }) {
	return columns.map((column, index) => (
		<div role="gridcell" key={column.path} className={classes.cell} data-number={isNumber(column)}>
			{index === nameIndex(columns) ? (
				<Link to={to} className={classes.link}>
					<Cell column={column} item={item} isName />
				</Link>
			) : (
				<Cell column={column} item={item} />
			)}
		</div>
	));
});
