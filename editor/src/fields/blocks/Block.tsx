/** One block: its head with a preview, and its form below. */
import { ActionIcon, Badge, Collapse, Menu, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconCopy, IconCopyPlus, IconDots, IconExternalLink, IconLinkOff, IconUnlink } from '@tabler/icons-react';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../api/model';
import { useItemSummary } from '../../api/items';
import type { Edits, Step } from '../../model/draft';
import type { Collection, Key, M2A } from '../../model/schema';
import { render, titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { MenuButton } from '../../ui/MenuButton';
import { useSortableRow } from '../../ui/Sortable';
import { useRowError } from '../form/draftStore';
import { ItemForm } from '../form/ItemForm';
import { useOpen, useScope, type Scope } from '../form/scope';
import listClasses from '../list/list.module.css';
import { MoveTargets, PositionDialog } from '../list/MoveTargets';
import { StateBadge, TakeBackButton } from '../list/RowState';
import type { ShownRow } from '../list/useRows';
import { AddBlock } from './AddBlock';
import classes from './blocks.module.css';
import { itemOf } from './BlocksField';

/** What can be done with a block; the same for all blocks of a field, for good. */
export interface BlockActions {
	insert: (index: number, collection: Collection, values?: Edits) => void;
	fold: (row: ShownRow, index: number) => void;
	insertAfter: (ref: string, collection: Collection, values: Edits) => void;
	step: (row: ShownRow, index: number, by: -1 | 1) => void;
	/** Counted from 1. */
	moveTo: (row: ShownRow, index: number, position: number) => void;
	duplicate: (row: ShownRow) => void;
	/** To be pasted on any page. */
	copy: (row: ShownRow) => void;
	/** Edits of a shared item change it everywhere: this gives the page one of its own. */
	detach: (row: ShownRow) => void;
	remove: (row: ShownRow) => void;
	restore: (row: ShownRow) => void;
}

interface BlockProps {
	row: ShownRow;
	relation: M2A;
	field: string;
	junction: Collection;
	/** Kinds of blocks that can be added beside this one. */
	makable: Collection[];
	mayRemove: boolean;
	index: number;
	n_blocks: number;
	n_uses: number;
	isFolded: boolean;
	isReadonly: boolean;
	canSort: boolean;
	actions: BlockActions;
}

/** Drawn anew when something of its own changes, not with each key in another block. */
export const Block = memo(function Block({ row, relation, field, junction, makable, mayRemove, index, n_blocks, n_uses, isFolded, isReadonly, canSort, actions }: BlockProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const schema = useSchema();
	const outer = useScope();
	const open = useOpen();
	const [asks, setAsks] = useState(false);
	const collectionName = String(row.values[relation.collectionField] ?? '');
	const collection = schema.collection(collectionName);
	const base = row.base[relation.itemField];
	const step = useMemo((): Step => ({ field, ref: row.ref, isList: true, collection: junction.name, pk: junction.primaryKey, key: row.key }), [field, row.ref, row.key, junction]);
	const baseItem = useMemo(() => (typeof base === 'object' && base !== null ? (base as Record<string, unknown>) : undefined), [base]);
	const linkedKey = baseItem ? undefined : (row.values[relation.itemField] as unknown);
	// A block that was just linked is known by its key only.
	const linked = useItemSummary(collection, typeof linkedKey === 'string' || typeof linkedKey === 'number' ? linkedKey : null, linkedTemplate(collection));
	const itemKey = (baseItem?.[collection?.primaryKey ?? 'id'] ?? linked.data?.[collection?.primaryKey ?? 'id']) as Key | undefined;
	const isShared = row.key !== undefined || typeof linkedKey !== 'object';
	const scope = useMemo((): Scope | undefined => {
		if (!collection) return undefined;
		const along = { [relation.collectionField]: collection.name };
		return {
			collection,
			path: [
				...outer.path,
				{ ...step, along },
				{ field: relation.itemField, ref: itemKey === undefined ? '+' : String(itemKey), isList: false, collection: collection.name, pk: collection.primaryKey, key: itemKey, along: { collection: collection.name } },
			],
			itemKey,
			base: baseItem ?? linked.data ?? {},
			isReadonly: outer.isReadonly || isReadonly || row.state === 'removed' || (isShared && itemKey === undefined && row.key !== undefined),
		};
	}, [collection, relation, outer, step, isShared, row.key, row.state, itemKey, baseItem, linked.data, isReadonly]);
	const kind = collection ? labels.item(collection) : collectionName;
	const values = itemOf(row, relation);
	const preview = collection ? render(titleTemplate(collection), Object.keys(values).length > 0 ? values : linked.data) : '';
	const name = preview || kind;
	const sortable = useSortableRow({ id: row.ref, label: name, onStep: (by) => actions.step(row, index, by), isDisabled: !canSort || row.state === 'removed' });
	const isRemoved = row.state === 'removed';
	const isMakable = makable.some((one) => one.name === collectionName);
	const error = useRowError(outer.path, field, row.ref);
	const body = `block-${field}-${row.ref}`;
	return (
		<li ref={sortable.ref} style={sortable.style} className={classes.item}>
			{canSort && makable.length > 0 && <AddBlock allowed={makable} isBetween label={t('blocks.insertAt', { number: index + 1 })} onAdd={(added, values) => actions.insert(index, added, values)} />}
			<section className={classes.block} data-row={row.ref} data-state={row.state} data-invalid={error !== undefined || undefined} aria-label={`${index + 1}: ${kind}`}>
				<div className={classes.head}>
					{sortable.handle}
					<button type="button" className={classes.toggle} onClick={() => actions.fold(row, index)} aria-expanded={!isFolded && !isRemoved} aria-controls={body} disabled={isRemoved}>
						<IconChevronRight size={16} className={classes.chevron} data-open={!isFolded && !isRemoved} />
						<span className={classes.kind}>
							<CollectionIcon name={collection?.icon} size={16} />
							{kind}
						</span>
						<span className={`${classes.preview ?? ''} r-own-direction`}>{preview}</span>
					</button>
					{n_uses > 1 && (
						<Tooltip label={t('blocks.sharedHint')}>
							<Badge size="sm" color="gray" className={classes.uses}>
								{t('blocks.uses', { count: n_uses - 1 })}
							</Badge>
						</Tooltip>
					)}
					<StateBadge state={row.state} />
					{!isReadonly && (
						<div className={classes.tools}>
							<TakeBackButton state={row.state} name={name} onTakeBack={() => actions.restore(row)} />
							{!isRemoved && (
								<MenuButton
									button={
										<ActionIcon variant="subtle" color="gray" size={28} aria-label={t('list.moreOf', { name })}>
											<IconDots size={16} />
										</ActionIcon>
									}
								>
									{() => (
										<>
											{isMakable && (
												<Menu.Item leftSection={<IconCopyPlus size={16} />} onClick={() => actions.duplicate(row)}>
													{t('blocks.duplicate')}
												</Menu.Item>
											)}
											<Menu.Item leftSection={<IconCopy size={16} />} onClick={() => actions.copy(row)}>
												{t('blocks.copy')}
											</Menu.Item>
											{n_uses > 1 && isMakable && mayRemove && (
												<Menu.Item leftSection={<IconUnlink size={16} />} onClick={() => actions.detach(row)}>
													{t('blocks.detach')}
												</Menu.Item>
											)}
											<Menu.Item leftSection={<IconExternalLink size={16} />} onClick={() => scope && open(scope.path)}>
												{t('blocks.openAlone')}
											</Menu.Item>
											{canSort && n_blocks > 1 && (
												<>
													<Menu.Divider />
													{index > 0 && (
														<Menu.Item leftSection={<IconArrowUp size={16} />} onClick={() => actions.step(row, index, -1)}>
															{t('list.up')}
														</Menu.Item>
													)}
													{index < n_blocks - 1 && (
														<Menu.Item leftSection={<IconArrowDown size={16} />} onClick={() => actions.step(row, index, 1)}>
															{t('list.down')}
														</Menu.Item>
													)}
													<MoveTargets onMoveTo={(position) => actions.moveTo(row, index, position)} onAsk={() => setAsks(true)} />
												</>
											)}
											{(mayRemove || row.state === 'new') && (
												<>
													<Menu.Divider />
													<Menu.Item color="red" leftSection={<IconLinkOff size={16} />} onClick={() => (row.state === 'new' ? actions.restore(row) : actions.remove(row))}>
														{t('blocks.remove')}
													</Menu.Item>
												</>
											)}
										</>
									)}
								</MenuButton>
							)}
							{asks && <PositionDialog name={name} onMoveTo={(position) => actions.moveTo(row, index, position)} onClose={() => setAsks(false)} />}
						</div>
					)}
				</div>
				{error && (
					<div className={listClasses.error} role="alert">
						{error}
					</div>
				)}
				<Collapse expanded={!isFolded && !isRemoved} id={body} keepMounted={false}>
					<div className={classes.body}>
						{scope && <ItemForm scope={scope} />}
					</div>
				</Collapse>
			</section>
		</li>
	);
});

function linkedTemplate(collection: ReturnType<ReturnType<typeof useSchema>['collection']>): string {
	return collection ? collection.fields.filter((field) => !field.isAlias).map((field) => `{{${field.name}}}`).join(' ') : '';
}
