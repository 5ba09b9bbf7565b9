/** One column: how many items it has, the first of them, and more on request. */
import { useDroppable } from '@dnd-kit/core';
import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { ask, type Params } from '../../../../../api/client';
import { problemsOf } from '../../../../../api/errors';
import { itemsPath, type Item } from '../../../../../api/items';
import { keys } from '../../../../../api/keys';
import type { Collection, Field, Key } from '../../../../../model/schema';
import { FailedState } from '../../../../../ui/States';
import { both, type Conditions } from '../types';
import type { Lane } from './Kanban';
import { KanbanCard, type CardParts } from './KanbanCard';
import classes from './kanban.module.css';

interface ColumnProps {
	collection: Collection;
	field: Field;
	lane: Lane;
	lanes: readonly Lane[];
	n_items: number;
	asked: Params;
	conditions: Conditions;
	sort: string;
	moved: ReadonlyMap<string, { item: Item; to: Key | null }>;
	card: CardParts;
	onMove: ((item: Item, lane: Lane) => void) | undefined;
}

const N_READ = 40;

export function Column({ collection, field, lane, lanes, n_items, asked, conditions, sort, moved, card, onMove }: ColumnProps) {
	const { t } = useTranslation('layouts');
	const { t: content } = useTranslation('content');
	const filter = both(conditions.filter, { [field.name]: lane.value === null ? { _null: true } : { _eq: lane.value } });
	const params = { ...asked, ...conditions, filter, sort: [collection.sortField ?? sort, collection.primaryKey] };
	const found = useInfiniteQuery({
		queryKey: keys.list(collection.name, { ...params, inLanes: true }),
		queryFn: ({ pageParam, signal }) => ask<Item[]>(itemsPath(collection.name), { params: { ...params, limit: N_READ, page: pageParam }, signal }),
		initialPageParam: 1,
		getNextPageParam: (last, all) => (last.length < N_READ ? undefined : all.length + 1),
		enabled: n_items > 0,
	});
	const drop = useDroppable({ id: `lane:${String(lane.value ?? '')}`, data: { lane } });
	const keyOf = (item: Item) => String(item[collection.primaryKey]);
	const here = (found.data?.pages.flat() ?? []).filter((item) => !moved.has(keyOf(item)));
	const arriving = [...moved.values()].filter((one) => one.to === lane.value).map((one) => one.item);
	const leaving = [...moved.values()].filter((one) => one.to !== lane.value && found.data?.pages.flat().some((item) => keyOf(item) === keyOf(one.item))).length;
	const items = [...arriving, ...here];
	const at = lanes.indexOf(lane);
	return (
		<section className={classes.column} aria-label={t('kanban.column', { name: lane.label, items: content('list.count', { count: n_items }) })} data-over={drop.isOver} ref={drop.setNodeRef}>
			<header className={classes.head}>
				<span className="r-truncate" title={lane.label}>
					{lane.label}
				</span>
				<span className={classes.n}>{Math.max(0, n_items + arriving.length - leaving)}</span>
			</header>
			<div className={classes.cards}>
				{found.isError && <FailedState compact problems={problemsOf(found.error)} onRetry={() => void found.refetch()} />}
				{found.isPending && n_items > 0 && Array.from({ length: Math.min(3, n_items) }, (_, index) => <Skeleton key={index} h={64} radius="md" />)}
				<ul className={classes.list}>
					{items.map((item) => (
						<li key={keyOf(item)}>
							<KanbanCard
								item={item}
								collection={collection}
								card={card}
								lanes={onMove ? lanes : []}
								lane={lane}
								onMove={(to) => onMove?.(item, to)}
								onStep={(by) => {
									const next = lanes[at + by];
									if (next) onMove?.(item, next);
								}}
							/>
						</li>
					))}
				</ul>
				{items.length === 0 && n_items === 0 && <div className={classes.empty}>{onMove ? t('kanban.drop') : t('kanban.nothing')}</div>}
				{found.hasNextPage && (
					<Button variant="subtle" color="gray" size="compact-sm" fullWidth loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						{t('kanban.more')}
					</Button>
				)}
			</div>
		</section>
	);
}
