/** One item of the tree. */
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Menu } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconDots, IconGripVertical, IconIndentDecrease, IconIndentIncrease } from '@tabler/icons-react';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, Link } from 'react-router';

import type { ForestNode, Step } from '../../../../../model/layout/forest';
import type { Collection, Key } from '../../../../../model/schema';
import { handleOf } from '../../../../../ui/dragging';
import { hrefOf } from '../useTitles';
import classes from './tree.module.css';

/** Where a dragged item would go: into one, or beside it. */
export interface Zone {
	key: Key;
	side: 'before' | 'in' | 'after';
}

interface TreeRowProps {
	node: ForestNode;
	name: string;
	collection: Collection;
	start: number;
	height: number;
	isOpen: boolean;
	isFocusable: boolean;
	isFound: boolean;
	zone: Zone['side'] | undefined;
	canMove: boolean;
	onFocus: () => void;
	onToggle: (isOpen: boolean) => void;
	onStep: (way: Step) => void;
	onGo: (to: number | 'parent' | 'first' | 'last') => void;
}

export function TreeRow({ node, name, collection, start, height, isOpen, isFocusable, isFound, zone, canMove, onFocus, onToggle, onStep, onGo }: TreeRowProps) {
	const { t } = useTranslation('layouts');
	const { t: c } = useTranslation();
	const navigate = useNavigate();
	const drag = useDraggable({ id: `node:${String(node.key)}`, data: { node }, disabled: !canMove });
	const drop = useDroppable({ id: `onto:${String(node.key)}`, data: { node } });
	const ref = useMergedRef(drag.setNodeRef, drop.setNodeRef);
	const hasChildren = node.children.length > 0;
	const href = hrefOf(collection, node.key);
	const keyDown = (event: KeyboardEvent) => {
		if (event.target !== event.currentTarget) return;
		const isRtl = document.documentElement.dir === 'rtl';
		const [inward, outward] = isRtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
		if (event.altKey) {
			const way: Step | undefined = event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : event.key === inward ? 'in' : event.key === outward ? 'out' : undefined;
			if (!way || !canMove) return;
			onStep(way);
		} else if (event.key === 'ArrowDown') onGo(1);
		else if (event.key === 'ArrowUp') onGo(-1);
		else if (event.key === 'Home') onGo('first');
		else if (event.key === 'End') onGo('last');
		else if (event.key === inward) {
			if (hasChildren && !isOpen) onToggle(true);
			else if (hasChildren) onGo(1);
		} else if (event.key === outward) {
			if (hasChildren && isOpen) onToggle(false);
			else onGo('parent');
		} else if (event.key === 'Enter') void navigate(href);
		else return;
		event.preventDefault();
	};
	const moves: Array<[Step, typeof IconArrowUp]> = [['up', IconArrowUp], ['down', IconArrowDown], ['in', IconIndentIncrease], ['out', IconIndentDecrease]];
	return (
		<div
			role="treeitem"
			aria-label={name}
			aria-level={node.depth + 1}
			aria-posinset={node.position + 1}
			aria-setsize={node.n_siblings}
			aria-expanded={hasChildren ? isOpen : undefined}
			tabIndex={isFocusable ? 0 : -1}
			className={classes.row}
			data-node={String(node.key)}
			data-zone={zone}
			data-found={isFound}
			data-away={drag.isDragging}
			style={{ insetBlockStart: start, height, paddingInlineStart: 10 + node.depth * 24 }}
			ref={ref}
			onFocus={onFocus}
			onKeyDown={keyDown}
		>
			{canMove && (
				<span className={classes.grip} {...handleOf(drag)} aria-hidden>
					<IconGripVertical size={15} />
				</span>
			)}
			{hasChildren ? (
				<button type="button" tabIndex={-1} className={classes.toggle} aria-label={c(isOpen ? 'nav.collapse' : 'nav.expand', { name })} onClick={() => onToggle(!isOpen)}>
					<IconChevronRight size={15} className={classes.chevron} data-open={isOpen} />
				</button>
			) : (
				<span className={classes.leaf} />
			)}
			<Link to={href} tabIndex={-1} className={classes.name} draggable={false}>
				{name}
			</Link>
			{hasChildren && <span className={classes.n}>{node.children.length}</span>}
			{canMove && (
				<Menu width={210}>
					<Menu.Target>
						<ActionIcon tabIndex={-1} className={classes.more ?? ''} variant="subtle" color="gray" size={26} aria-label={`${c('actions.more')}: ${name}`}>
							<IconDots size={15} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						{moves.map(([way, Sign]) => (
							<Menu.Item key={way} leftSection={<Sign size={16} className={way === 'in' || way === 'out' ? 'r-flip' : ''} />} onClick={() => onStep(way)}>
								{t(`tree.step.${way}`)}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
			)}
		</div>
	);
}
