/**
 * A whole collection as a tree, read with one request where it isn't larger than that: whoever wants reads on. Items are dragged below others and between them; by keyboard, Alt and the arrow keys.
 *
 * What would put an item below itself is refused here with the reason, and by the server in any case.
 */
import { DndContext, DragOverlay, type DragEndEvent, type DragMoveEvent } from '@dnd-kit/core';
import { Button, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../../api/access';
import { ask } from '../../../../../api/client';
import { problemsOf } from '../../../../../api/errors';
import { askItems, itemPath, useList, type Item } from '../../../../../api/items';
import { itemsChanged, keys } from '../../../../../api/keys';
import { useLabels, useSchema } from '../../../../../api/model';
import { chosen, parentFields } from '../../../../../model/layout/choose';
import { circleOf, findNode, forest, parentIn, pruned, rowsOf, stepOf, type ForestItem, type ForestNode, type Move, type Step } from '../../../../../model/layout/forest';
import type { Field, Key } from '../../../../../model/schema';
import { FailedState, LoadingState } from '../../../../../ui/States';
import { listState, NothingFound } from '../ListStates';
import type { LayoutProps } from '../types';
import { keyIn, titleOf, useFields, useTemplate } from '../useTitles';
import { refuse } from '../../../../../ui/notify';
import { useDragSensors } from '../../../../../ui/dragging';
import { useDragSpeech } from '../../../../../ui/useDragSpeech';
import { useRowsInView } from '../../../../../ui/useRowsInView';
import classes from './tree.module.css';
import { TreeRow, type Zone } from './TreeRow';

/** So many are read at once. */
const N_MAX = 5000;
const ROW_HEIGHT = 38;

export function Tree(props: LayoutProps) {
	const schema = useSchema();
	const field = chosen(parentFields(props.collection, schema), props.options['parentField']);
	return field ? <Forest {...props} parentField={field} /> : null;
}

function Forest({ collection, conditions, total, totalError, onRetry, isNarrowed, onClear, options, parentField }: LayoutProps & { parentField: Field }) {
	const { t } = useTranslation('layouts');
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	const title = useTemplate(collection, options['template']);
	const asked = useFields(collection, [title], [parentField.name, collection.sortField]);
	// Whatever is searched for: the way down to it must be known.
	const params = { ...asked, sort: [...(collection.sortField ? [collection.sortField] : []), collection.primaryKey], limit: N_MAX };
	const found = useInfiniteQuery({
		queryKey: keys.list(collection.name, { ...params, inParts: true }),
		queryFn: ({ pageParam, signal }) => askItems(schema, collection.name, { ...params, page: pageParam }, signal),
		initialPageParam: 1,
		getNextPageParam: (last, all) => (last.length < N_MAX ? undefined : all.length + 1),
		placeholderData: keepPreviousData,
	});
	const items = useMemo(() => found.data?.pages.flat() ?? [], [found.data]);
	const matching = useList(collection.name, { ...conditions, fields: [collection.primaryKey], limit: N_MAX * (found.data?.pages.length ?? 1) }, isNarrowed);
	const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
	const [current, setCurrent] = useState<Key | null>(null);
	const [dragged, setDragged] = useState<ForestNode | null>(null);
	const [zone, setZone] = useState<Zone | null>(null);
	const [said, setSaid] = useState('');
	const speech = useDragSpeech();
	const sensors = useDragSensors();
	const mayMove = access.may('update', collection.name) && access.mayField('update', collection.name, parentField.name);

	const whole = useMemo(() => forest(items.map((item): ForestItem => ({ key: keyIn(item, collection), parent: parentOf(item[parentField.name], collection.primaryKey), values: item }))), [items, collection, parentField.name]);
	const nodes = useMemo(() => {
		if (!isNarrowed || !matching.data) return whole;
		const wanted = new Set(matching.data.map((item) => String(keyIn(item, collection))));
		return pruned(whole, (key) => wanted.has(String(key)));
	}, [whole, isNarrowed, matching.data, collection]);
	const isClosed = useCallback((key: Key) => !isNarrowed && closed.has(String(key)), [closed, isNarrowed]);
	const rows = useMemo(() => rowsOf(nodes, isClosed), [nodes, isClosed]);
	const view = useRowsInView({ count: rows.length, height: ROW_HEIGHT, around: 15 });
	const nameOf = (node: ForestNode) => titleOf(title, node.values, collection);

	const send = useMutation({
		mutationFn: async ({ node, to }: { node: ForestNode; to: Move }) => {
			const before = parentIn(whole, node.key)?.key ?? null;
			if (String(before) !== String(to.parent)) await ask<Item>(itemPath(collection.name, node.key), { method: 'PATCH', body: { [parentField.name]: to.parent }, params: { fields: [collection.primaryKey] } });
			if (collection.sortField && to.beside) await ask(`/utils/move/${collection.name}`, { method: 'POST', body: { item: node.key, [to.beside.side]: to.beside.key } });
		},
		onSettled: async (_, failed, { node }) => {
			if (failed) refuse(problemsOf(failed)[0]?.message);
			await itemsChanged();
			focusRow(node.key);
		},
	});
	const focusRow = (key: Key) => requestAnimationFrame(() => view.scroller?.querySelector<HTMLElement>(`[data-node="${CSS.escape(String(key))}"]`)?.focus());
	const move = (node: ForestNode, to: Move) => {
		if (circleOf(whole, node.key, to)) {
			const above = findNode(whole, to.parent);
			const reason = t(above && String(above.key) === String(node.key) ? 'tree.itself' : 'tree.circle', { name: nameOf(node), below: above ? nameOf(above) : '' });
			setSaid(reason);
			refuse(reason, t('tree.refused'));
			return;
		}
		const parent = findNode(whole, to.parent);
		if (to.parent !== null) setClosed((before) => new Set([...before].filter((one) => one !== String(to.parent))));
		setSaid(parent ? t('tree.moved', { name: nameOf(node), parent: nameOf(parent) }) : t('tree.movedTop', { name: nameOf(node) }));
		send.mutate({ node, to });
	};
	const step = (node: ForestNode, way: Step) => {
		const to = stepOf(whole, node.key, way);
		if (!to) return setSaid(t('tree.noWay'));
		if ((way === 'up' || way === 'down') && !collection.sortField) return setSaid(t('tree.noOrder'));
		return move(node, to);
	};
	const goTo = (index: number) => {
		const row = rows[index];
		if (!row) return;
		setCurrent(row.key);
		view.show(index);
		focusRow(row.key);
	};
	const toggle = (node: ForestNode, isOpen: boolean) => setClosed((before) => (isOpen ? new Set([...before].filter((one) => one !== String(node.key))) : new Set([...before, String(node.key)])));

	const over = (event: DragMoveEvent) => {
		const target = event.over;
		const pointer = event.active.rect.current.translated;
		if (!target || !pointer) return setZone(null);
		const node = target.data.current?.['node'] as ForestNode | undefined;
		if (!node) return setZone(null);
		const share = (pointer.top + pointer.height / 2 - target.rect.top) / target.rect.height;
		const side = !collection.sortField ? 'in' : share < 0.28 ? 'before' : share > 0.72 ? 'after' : 'in';
		return setZone((before) => (before?.key === node.key && before.side === side ? before : { key: node.key, side }));
	};
	const end = ({ active }: DragEndEvent) => {
		const node = active.data.current?.['node'] as ForestNode | undefined;
		const target = zone && findNode(whole, zone.key);
		setDragged(null);
		setZone(null);
		if (!node || !zone || !target || node.key === target.key) return;
		if (zone.side === 'in') {
			const last = target.children.findLast((child) => child.key !== node.key);
			move(node, { parent: target.key, ...(last && { beside: { side: 'after', key: last.key } }) });
		} else {
			move(node, { parent: parentIn(whole, target.key)?.key ?? null, beside: { side: zone.side, key: target.key } });
		}
	};
	const state = listState({ collection, total: found.data ? (total ?? 0) : total, error: found.error ?? matching.error ?? totalError, onRetry: () => { void found.refetch(); onRetry(); }, isNarrowed, onClear });
	if (state !== undefined) return state;
	if (!found.data) return <div style={{ padding: 24 }}><LoadingState shape="rows" rows={10} /></div>;
	if (found.isError) return <FailedState problems={problemsOf(found.error)} onRetry={() => void found.refetch()} />;
	if (rows.length === 0) return <NothingFound onClear={onClear} />;
	const focused = current !== null && rows.some((row) => row.key === current) ? current : rows[0]?.key;
	return (
		<DndContext accessibility={speech} sensors={sensors} onDragStart={({ active }) => setDragged((active.data.current?.['node'] as ForestNode | undefined) ?? null)} onDragMove={over} onDragEnd={end} onDragCancel={() => { setDragged(null); setZone(null); }}>
			<div className={classes.tools}>
				<Button variant="subtle" color="gray" size="compact-sm" onClick={() => setClosed(new Set())}>
					{t('tree.openAll')}
				</Button>
				<Button variant="subtle" color="gray" size="compact-sm" onClick={() => setClosed(new Set(withChildren(whole)))}>
					{t('tree.closeAll')}
				</Button>
				{mayMove && (
					<Text size="xs" c="dimmed" ms="auto" className={classes.hint ?? ''}>
						{t('tree.hint')}
					</Text>
				)}
			</div>
			{found.hasNextPage && (
				<div className={classes.cut} role="note">
					{t('tree.cut', { count: items.length })}
					<Button variant="default" size="compact-sm" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
						{t('tree.readOn')}
					</Button>
				</div>
			)}
			<div className={classes.scroller} ref={view.ref}>
				<div role="tree" aria-label={labels.collection(collection)} style={{ height: view.height, position: 'relative' }}>
					{view.indexes.map((index) => {
						const node = rows[index];
						if (!node) return null;
						return (
							<TreeRow
								key={node.key}
								node={node}
								name={nameOf(node)}
								collection={collection}
								start={view.startOf(index)}
								height={ROW_HEIGHT}
								isOpen={!isClosed(node.key)}
								isFocusable={node.key === focused}
								zone={zone?.key === node.key && dragged?.key !== node.key ? zone.side : undefined}
								canMove={mayMove && !isNarrowed}
								isFound={isNarrowed && matching.data?.some((item) => keyIn(item, collection) === node.key) === true}
								onFocus={() => setCurrent(node.key)}
								onToggle={(isOpen) => toggle(node, isOpen)}
								onStep={(way) => step(node, way)}
								onGo={(to) => {
									if (to === 'parent') {
										const parent = parentIn(nodes, node.key);
										if (parent) goTo(rows.findIndex((row) => row.key === parent.key));
									} else goTo(to === 'first' ? 0 : to === 'last' ? rows.length - 1 : index + to);
								}}
							/>
						);
					})}
				</div>
			</div>
			<div className="r-visually-hidden" role="status">
				{said}
			</div>
			<DragOverlay dropAnimation={null}>{dragged && <span className={classes.dragged}>{nameOf(dragged)}</span>}</DragOverlay>
		</DndContext>
	);
}

/** A reference may have been read as an object, where the template goes through it. */
function parentOf(value: unknown, primaryKey: string): Key | null {
	if (typeof value === 'object' && value !== null) return ((value as Item)[primaryKey] as Key | undefined) ?? null;
	return (value as Key | null | undefined) ?? null;
}

function withChildren(nodes: readonly ForestNode[]): string[] {
	return nodes.flatMap((node) => (node.children.length > 0 ? [String(node.key), ...withChildren(node.children)] : []));
}
