/**
 * The items below this one, as a tree, with one request for all of them.
 *
 * A node moves among its siblings, one level in or out, or below any other; its own descendants are never offered as its parent.
 */
import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconIndentDecrease, IconIndentIncrease, IconPencil, IconPlus } from '@tabler/icons-react';
import { useMemo, useRef, useState, type DragEvent, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import { problemsOf } from '../../api/errors';
import { useList } from '../../api/items';
import { useLabels, useSchema } from '../../api/model';
import { addRow, changeAt, changesOf, freshRef, linkRow, listAt, moveRows, removeRow, withField, type Edits, type Path, type Step } from '../../model/draft';
import { move } from '../../model/order';
import { treeOf, type TreeNode } from '../../model/tree';
import type { Collection, Key, O2M } from '../../model/schema';
import { fieldsOf, fits, render, titleTemplate } from '../../model/template';
import { FailedState, LoadingState } from '../../ui/States';
import { refuse } from '../../ui/notify';
import { useFocusKept } from '../../ui/useFocusKept';
import { useDraftStore, useEditsAt } from '../form/draftStore';
import { useOpen, useScope, type FieldProps } from '../form/scope';
import { StateBadge } from '../list/RowState';
import { UnknownField } from '../other/OtherFields';
import classes from './tree.module.css';

/** More than this is no tree that anybody arranges by hand. */
const N_MAX = 5000;

export function TreeField(props: FieldProps) {
	const schema = useSchema();
	const relation = schema.relation(props.field.collection, props.field.name);
	const collection = relation?.kind === 'o2m' && relation.related === props.field.collection ? schema.collection(relation.related) : undefined;
	if (relation?.kind !== 'o2m' || !collection) return <UnknownField {...props} />;
	return <Tree {...props} relation={relation} collection={collection} />;
}

function Tree({ field, relation, collection, isReadonly }: FieldProps & { relation: O2M; collection: Collection }) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const schema = useSchema();
	const scope = useScope();
	const store = useDraftStore();
	const open = useOpen();
	const access = useAccess();
	const mayMake = !isReadonly && access.may('create', collection.name);
	const mayMove = !isReadonly && access.may('update', collection.name);
	const edits = useEditsAt(scope.path);
	const frame = useRef<HTMLDivElement>(null);
	const keepFocus = useFocusKept(frame);
	const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
	const { primaryKey } = collection;
	const own = field.options['displayTemplate'] ?? field.options['template'];
	const template = typeof own === 'string' && fits(own, collection.name, schema) ? own : titleTemplate(collection);
	const { sortField } = relation;
	const found = useList(collection.name, { fields: [...new Set([primaryKey, relation.foreignKey, ...(sortField ? [sortField] : []), ...fieldsOf(template)])], limit: N_MAX, sort: sortField ? [sortField] : [primaryKey] }, scope.itemKey !== undefined);
	const nodes = useMemo(
		() => treeOf({ items: scope.itemKey === undefined ? [] : (found.data ?? []), root: scope.itemKey, field: field.name, pk: primaryKey, parent: relation.foreignKey, sort: sortField, edits }),
		[found.data, scope.itemKey, field.name, primaryKey, relation.foreignKey, sortField, edits],
	);
	const step = (ref: string, key: Key | undefined): Step => ({ field: field.name, ref, isList: true, collection: collection.name, pk: primaryKey, key });
	const pathTo = (trail: TreeNode['trail']): Path => trail.map((one) => step(one.ref, one.key));
	const nameOf = (node: TreeNode) => render(template, node.values) || t('m2o.newItem', { kind: labels.item(collection) });
	const [dragged, setDragged] = useState<{ node: TreeNode; from: TreeNode['trail']; siblings: TreeNode[] } | null>(null);
	const [target, setTarget] = useState<{ ref: string; zone: DropZone } | null>(null);
	const inside = (parent: TreeNode['trail'], change: (own: Edits) => Edits) => (root: Edits) => changeAt(root, pathTo(parent), change);

	const reorder = (siblings: TreeNode[], from: number, to: number) => {
		const node = siblings[from];
		if (!sortField || !node) return;
		const changed = move(siblings.map(({ ref, sort }) => ({ ref, sort })), from, to);
		if (changed.size === 0) return;
		keepFocus(node.ref);
		store.change(scope.path, inside(node.trail.slice(0, -1), (values) => withField(values, field.name, moveRows(listAt(values, field.name, primaryKey), sortField, changed, placesOf(siblings), node.ref))));
	};
	/** Puts a node below another, at a place among those that are there; the server takes it from where it was. */
	const place = (node: TreeNode, from: TreeNode['trail'], to: TreeNode['trail'], siblings: TreeNode[], index: number) => {
		const { key, ref } = node;
		if (key === undefined) return;
		keepFocus(ref);
		if (to.some((one) => one.ref === ref)) {
			refuse(t('tree.circle', { name: nameOf(node) }));
			return;
		}
		const others = siblings.filter((one) => one.ref !== ref);
		const last = Math.max(0, ...others.map((one) => one.sort ?? 0)) + 1;
		const places = new Map([[ref, last], ...move([...others.map((one) => ({ ref: one.ref, sort: one.sort })), { ref, sort: last }], others.length, Math.min(index, others.length))]);
		store.change(scope.path, (root) => {
			// A node that was moved before is no longer wanted where it went then.
			const freed = node.state === 'linked' ? changeAt(root, pathTo(from), (values) => withField(values, field.name, removeRow(listAt(values, field.name, primaryKey), ref, key))) : root;
			return changeAt(freed, pathTo(to), (values) => {
				const list = linkRow(listAt(values, field.name, primaryKey), key);
				return withField(values, field.name, sortField ? moveRows(list, sortField, places, placesOf([...others, node]), ref) : list);
			});
		});
	};
	const moveIn = (node: TreeNode, from: TreeNode['trail'], { trail, children }: TreeNode) => place(node, from, trail, children, children.length);
	/** Behind the one that it was below. */
	const moveOut = (node: TreeNode, { trail, ref }: TreeNode, to: TreeNode['trail'], siblings: TreeNode[]) => place(node, trail, to, siblings, siblings.findIndex((one) => one.ref === ref) + 1);
	const create = (parent: TreeNode['trail']) => {
		const ref = freshRef(listAt(parent.length === 0 ? edits : {}, field.name, primaryKey));
		const unique = `+${Date.now().toString().slice(-6)}${ref.slice(1)}`;
		store.change(scope.path, inside(parent, (values) => withField(values, field.name, addRow(listAt(values, field.name, primaryKey), {}, unique))));
		open([...scope.path, ...pathTo(parent), step(unique, undefined)]);
	};

	if (found.error) return <FailedState compact problems={problemsOf(found.error)} onRetry={() => void found.refetch()} />;
	if (found.isPending && scope.itemKey !== undefined) return <LoadingState shape="rows" rows={3} />;
	const renderNodes = (siblings: TreeNode[], parent: TreeNode | undefined, grand: TreeNode['trail'], aunts: TreeNode[]): ReactNode => (
		<ul className={classes.nodes}>
			{siblings.map((node, index) => {
				const name = nameOf(node);
				const own = parent?.trail ?? [];
				const previous = siblings[index - 1];
				const isClosed = closed.has(node.ref);
				const canMove = mayMove && node.key !== undefined;
				const keyDown = (event: KeyboardEvent) => {
					if (!event.altKey || !canMove) return;
					if (event.key === 'ArrowUp') reorder(siblings, index, index - 1);
					else if (event.key === 'ArrowDown') reorder(siblings, index, index + 1);
					else if (event.key === 'ArrowRight' && previous) moveIn(node, own, previous);
					else if (event.key === 'ArrowLeft' && parent) moveOut(node, parent, grand, aunts);
					else return;
					event.preventDefault();
				};
				return (
					<li key={node.ref}>
						<div
							className={classes.node}
							data-row={node.ref}
							data-state={node.state}
							data-drop={target?.ref === node.ref ? target.zone : undefined}
							draggable={canMove}
							onDragStart={(event) => {
								event.dataTransfer.effectAllowed = 'move';
								event.dataTransfer.setData('text/plain', name);
								setDragged({ node, from: own, siblings });
							}}
							onDragEnd={() => {
								setDragged(null);
								setTarget(null);
							}}
							onDragOver={(event) => {
								if (!dragged || dragged.node.ref === node.ref) return;
								event.preventDefault();
								const zone = zoneOf(event, sortField !== undefined);
								if (target?.ref !== node.ref || target.zone !== zone) setTarget({ ref: node.ref, zone });
							}}
							onDrop={(event) => {
								event.preventDefault();
								const zone = zoneOf(event, sortField !== undefined);
								setTarget(null);
								if (!dragged || dragged.node.ref === node.ref) return;
								if (zone === 'into') return place(dragged.node, dragged.from, node.trail, node.children, node.children.length);
								const others = siblings.filter((one) => one.ref !== dragged.node.ref);
								const at = others.indexOf(node) + (zone === 'after' ? 1 : 0);
								const before = siblings.findIndex((one) => one.ref === dragged.node.ref);
								if (before >= 0) reorder(siblings, before, at);
								else place(dragged.node, dragged.from, own, siblings, at);
							}}
						>
							{node.children.length > 0 ? (
								<ActionIcon variant="subtle" color="gray" size={24} aria-expanded={!isClosed} aria-label={t(isClosed ? 'tree.expand' : 'tree.fold', { name })} onClick={() => setClosed((before) => (before.has(node.ref) ? new Set([...before].filter((one) => one !== node.ref)) : new Set([...before, node.ref])))}>
									<IconChevronRight size={15} className={classes.chevron} data-open={!isClosed} />
								</ActionIcon>
							) : (
								<span className={classes.leaf} />
							)}
							<button type="button" className={classes.title} onKeyDown={keyDown} onClick={() => open([...scope.path, ...pathTo(node.trail)])}>
								{name}
							</button>
							{/* Whatever is added here was elsewhere in the tree. */}
							<StateBadge state={node.state === 'linked' ? 'moved' : node.state} />
							{!isReadonly && (
								<Group gap={0} wrap="nowrap" className={classes.tools}>
									{canMove && (
										<>
											<Tool label={t('list.up')} name={name} icon={<IconArrowUp size={15} />} isDisabled={index === 0 || !sortField} onClick={() => reorder(siblings, index, index - 1)} />
											<Tool label={t('list.down')} name={name} icon={<IconArrowDown size={15} />} isDisabled={index === siblings.length - 1 || !sortField} onClick={() => reorder(siblings, index, index + 1)} />
											<Tool label={t('tree.in')} name={name} icon={<IconIndentIncrease size={15} className="r-flip" />} isDisabled={!previous} onClick={() => previous && moveIn(node, own, previous)} />
											<Tool label={t('tree.out')} name={name} icon={<IconIndentDecrease size={15} className="r-flip" />} isDisabled={!parent} onClick={() => parent && moveOut(node, parent, grand, aunts)} />
										</>
									)}
									{mayMake && <Tool label={t('tree.addBelow')} name={name} icon={<IconPlus size={15} />} onClick={() => create(node.trail)} />}
									<Tool label={t('m2o.edit')} name={name} icon={<IconPencil size={15} />} onClick={() => open([...scope.path, ...pathTo(node.trail)])} />
								</Group>
							)}
						</div>
						{node.children.length > 0 && !isClosed && renderNodes(node.children, node, own, siblings)}
					</li>
				);
			})}
		</ul>
	);
	const n_staged = changesOf(field.name in edits ? { [field.name]: edits[field.name] } : {}).length;
	return (
		<div className={classes.tree} ref={frame} data-rows>
			{nodes.length === 0 ? <div className={classes.empty}>{t('list.empty')}</div> : renderNodes(nodes, undefined, [], [])}
			{mayMake && (
				<Group className={classes.foot} gap="sm" data-add>
					<Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => create([])}>
						{t('list.createNew')}
					</Button>
					<Text size="xs" c="dimmed">
						{n_staged > 0 ? t('changes', { count: n_staged }) : t('tree.hint')}
					</Text>
				</Group>
			)}
		</div>
	);
}

function placesOf(nodes: readonly TreeNode[]): Map<string, { key: Key; sort: unknown }> {
	return new Map(nodes.flatMap(({ ref, key, placed }) => (key === undefined ? [] : [[ref, { key, sort: placed }] as const])));
}

type DropZone = 'before' | 'into' | 'after';

/** The edges of a node mean beside it, its middle below it. */
function zoneOf(event: DragEvent, hasOrder: boolean): DropZone {
	const { top, height } = event.currentTarget.getBoundingClientRect();
	const part = (event.clientY - top) / height;
	return !hasOrder ? 'into' : part < 0.28 ? 'before' : part > 0.72 ? 'after' : 'into';
}

function Tool({ label, name, icon, isDisabled, onClick }: { label: string; name: string; icon: ReactNode; isDisabled?: boolean; onClick: () => void }) {
	return (
		<Tooltip label={label}>
			<ActionIcon variant="subtle" color="gray" size={26} aria-label={`${label}: ${name}`} disabled={isDisabled ?? false} onClick={onClick}>
				{icon}
			</ActionIcon>
		</Tooltip>
	);
}
