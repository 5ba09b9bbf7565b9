/** Siblings of a tree, each with what is below it. */
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconDots, IconGripVertical, IconIndentDecrease, IconIndentIncrease, IconLink, IconLinkOff, IconPencil, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { Collection } from '../../model/schema';
import type { TreeNode } from '../../model/tree';
import { handleOf } from '../../ui/dragging';
import { MenuButton } from '../../ui/MenuButton';
import listClasses from '../list/list.module.css';
import { StateBadge, TakeBackButton } from '../list/RowState';
import { RowUses } from '../list/RowUses';
import classes from './tree.module.css';
import type { PickerLook } from './TreePicker';
import type { DropZone, TreeEdits, Way } from './useTreeEdits';

/** What all branches of a tree share. */
export interface TreeView {
	nameOf: (node: TreeNode) => string;
	/** What an item that was taken in stands below now. */
	fromOf: (node: TreeNode) => string | undefined;
	collection: Collection;
	edits: TreeEdits;
	isFolded: (node: TreeNode) => boolean;
	fold: (node: TreeNode) => void;
	/** The node that items are being added to. */
	addingTo: string | null;
	setAdding: (node: TreeNode | null) => void;
	target: { ref: string; zone: DropZone } | null;
	isReadonly: boolean;
	mayCreate: boolean;
	mayLink: boolean;
	mayMove: boolean;
	mayRemove: boolean;
	/** What is taken out is gone for good. */
	deletes: boolean;
	picker: (parent: TreeNode | undefined, look: PickerLook) => ReactNode;
}

const WAYS: ReadonlyArray<[Way, 'list.up' | 'list.down' | 'tree.in' | 'tree.out', typeof IconArrowUp, string]> = [
	['up', 'list.up', IconArrowUp, 'ArrowUp'],
	['down', 'list.down', IconArrowDown, 'ArrowDown'],
	['in', 'tree.in', IconIndentIncrease, 'ArrowRight'],
	['out', 'tree.out', IconIndentDecrease, 'ArrowLeft'],
];

export function TreeBranch({ nodes, view }: { nodes: readonly TreeNode[]; view: TreeView }) {
	return (
		<ul className={classes.nodes}>
			{nodes.map((node) => (
				<Node key={node.ref} node={node} view={view} />
			))}
		</ul>
	);
}

function Node({ node, view }: { node: TreeNode; view: TreeView }) {
	const { t } = useTranslation('form');
	const name = view.nameOf(node);
	const isRemoved = node.state === 'removed';
	const canMove = view.mayMove && !isRemoved;
	const drag = useDraggable({ id: `branch:${node.ref}`, data: { node }, disabled: !canMove });
	const drop = useDroppable({ id: `onto:${node.ref}`, data: { node } });
	const ref = useMergedRef(drag.setNodeRef, drop.setNodeRef);
	const addButton = useRef<HTMLButtonElement>(null);
	const isFolded = view.isFolded(node);
	const isAdding = view.addingTo === node.ref;
	const from = view.fromOf(node);
	const keyDown = (event: KeyboardEvent) => {
		if (!event.altKey || !canMove) return;
		const isRtl = document.documentElement.dir === 'rtl';
		const pressed = !isRtl ? event.key : event.key === 'ArrowLeft' ? 'ArrowRight' : event.key === 'ArrowRight' ? 'ArrowLeft' : event.key;
		const way = WAYS.find(([, , , key]) => key === pressed)?.[0];
		if (!way) return;
		event.preventDefault();
		view.edits.stepOf(node, way)?.();
	};
	const closePicker = () => {
		view.setAdding(null);
		addButton.current?.focus();
	};
	return (
		<li>
			<div className={classes.node} ref={ref} data-row={node.ref} data-state={node.state} data-away={drag.isDragging || undefined} data-drop={view.target?.ref === node.ref ? view.target.zone : undefined}>
				{view.mayMove && (
					<span className={classes.grip} {...handleOf(drag)} data-off={!canMove || undefined} aria-hidden>
						<IconGripVertical size={15} />
					</span>
				)}
				{node.children.length > 0 ? (
					<ActionIcon variant="subtle" color="gray" size={24} aria-expanded={!isFolded} aria-label={t(isFolded ? 'tree.expand' : 'tree.fold', { name })} onClick={() => view.fold(node)}>
						<IconChevronRight size={15} className={classes.chevron} data-open={!isFolded} />
					</ActionIcon>
				) : (
					<span className={classes.leaf} />
				)}
				<button type="button" className={`${classes.title ?? ''} r-own-direction`} onKeyDown={keyDown} onClick={() => view.edits.open(node)} disabled={isRemoved} title={name}>
					{name}
				</button>
				{node.state !== 'same' && (
					<span className={classes.marks}>
						{from && <span className={listClasses.from}>{t('list.movesFrom', { name: from })}</span>}
						<StateBadge state={node.state} deletes={view.deletes} />
					</span>
				)}
				{!view.isReadonly && (
					<div className={classes.tools}>
						<TakeBackButton state={node.state} name={name} onTakeBack={() => view.edits.takeBack(node)} />
						{!isRemoved && <NodeTools node={node} name={name} view={view} addButton={addButton} />}
					</div>
				)}
			</div>
			{isRemoved && view.deletes && node.key !== undefined && <RowUses collection={view.collection} itemKey={node.key} />}
			{node.children.length > 0 && !isFolded && <TreeBranch nodes={node.children} view={view} />}
			{isAdding && (
				<div
					className={classes.adding}
					onKeyDown={(event) => {
						if (event.key !== 'Escape') return;
						event.stopPropagation();
						closePicker();
					}}
				>
					<div style={{ flex: 1 }}>{view.picker(node, { label: t('tree.addTo', { name }), placeholder: t('tree.addTo', { name }), takesFocus: true })}</div>
					<ActionIcon variant="subtle" color="gray" size={30} aria-label={t('tree.addDone')} onClick={closePicker}>
						<IconX size={16} />
					</ActionIcon>
				</div>
			)}
		</li>
	);
}

function NodeTools({ node, name, view, addButton }: { node: TreeNode; name: string; view: TreeView; addButton: React.RefObject<HTMLButtonElement | null> }) {
	const { t } = useTranslation('form');
	const { mayCreate, mayLink, edits } = view;
	const addLabel = `${t('tree.addBelow')}: ${name}`;
	const create = () => edits.create(node, '');
	const add = (
		<ActionIcon ref={addButton} variant="subtle" color="gray" size={28} aria-label={addLabel} onClick={mayCreate && mayLink ? undefined : mayCreate ? create : () => view.setAdding(node)}>
			<IconPlus size={16} />
		</ActionIcon>
	);
	const removeLabel = t(view.deletes ? 'list.delete' : 'tree.takeOut');
	const isStored = node.state === 'same' || node.state === 'edited' || node.state === 'moved';
	return (
		<>
			{mayCreate && mayLink ? (
				// The focus goes on to the input.
				<MenuButton button={add} returnFocus={view.addingTo !== node.ref}>
					{() => (
						<>
							<Menu.Item leftSection={<IconPlus size={16} />} onClick={create}>
								{t('tree.createBelow')}
							</Menu.Item>
							<Menu.Item leftSection={<IconLink size={16} />} onClick={() => view.setAdding(node)}>
								{t('tree.linkBelow')}
							</Menu.Item>
						</>
					)}
				</MenuButton>
			) : (
				(mayCreate || mayLink) && <Tooltip label={t('tree.addBelow')}>{add}</Tooltip>
			)}
			<Tooltip label={t('m2o.edit')}>
				<ActionIcon className={classes.edit ?? ''} variant="subtle" color="gray" size={28} aria-label={`${t('m2o.edit')}: ${name}`} onClick={() => edits.open(node)}>
					<IconPencil size={16} />
				</ActionIcon>
			</Tooltip>
			{view.mayRemove && isStored && (
				<Tooltip label={removeLabel}>
					<ActionIcon variant="subtle" color="gray" size={28} aria-label={`${removeLabel}: ${name}`} onClick={() => edits.remove(node)}>
						{view.deletes ? <IconTrash size={16} /> : <IconLinkOff size={16} />}
					</ActionIcon>
				</Tooltip>
			)}
			{view.mayMove && (
				<MenuButton
					button={
						<ActionIcon variant="subtle" color="gray" size={28} aria-label={t('list.moreOf', { name })}>
							<IconDots size={16} />
						</ActionIcon>
					}
				>
					{() =>
						WAYS.map(([way, label, Sign]) => {
							const go = edits.stepOf(node, way);
							return (
								<Menu.Item key={way} leftSection={<Sign size={16} className={way === 'in' || way === 'out' ? 'r-flip' : ''} />} disabled={!go} onClick={go}>
									{t(label)}
								</Menu.Item>
							);
						})
					}
				</MenuButton>
			)}
		</>
	);
}
