/** The items below this one, as a tree: arranged by dragging or by keyboard, with items that exist taken in and branches taken out. */
import { DndContext, DragOverlay, pointerWithin, type DragEndEvent, type DragMoveEvent } from '@dnd-kit/core';
import { getEventCoordinates } from '@dnd-kit/utilities';
import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import { problemsOf } from '../../api/errors';
import { useLabels, useSchema } from '../../api/model';
import { changesOf } from '../../model/draft';
import type { Collection, Key, O2M } from '../../model/schema';
import { deepOf, fieldsOf, fits, render, titleTemplate } from '../../model/template';
import { linkedIn, treeOf, type TreeNode } from '../../model/tree';
import { FailedState, LoadingState } from '../../ui/States';
import { useDragSensors } from '../../ui/dragging';
import { useDragSpeech } from '../../ui/useDragSpeech';
import { useFocusKept } from '../../ui/useFocusKept';
import { useEditsAt } from '../form/draftStore';
import { useScope, type FieldProps } from '../form/scope';
import { rightsOf } from '../list/rules';
import { UnknownField } from '../other/OtherFields';
import { referredKey } from '../relation/M2oField';
import { TreeBranch, type TreeView } from './TreeBranch';
import { TreePicker } from './TreePicker';
import classes from './tree.module.css';
import { useTreeEdits, type DropZone } from './useTreeEdits';
import { useTreeItems } from './useTreeItems';

/** Of larger trees only the first level is open at first. */
const N_OPEN = 200;

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
	const access = useAccess();
	const speech = useDragSpeech();
	const sensors = useDragSensors();
	const edits = useEditsAt(scope.path);
	const frame = useRef<HTMLDivElement>(null);
	const keepFocus = useFocusKept(frame);
	const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
	const [adding, setAdding] = useState<string | null>(null);
	const [dragged, setDragged] = useState<TreeNode | null>(null);
	const [target, setTarget] = useState<{ ref: string; zone: DropZone } | null>(null);
	const { primaryKey } = collection;
	const { foreignKey, sortField } = relation;
	const own = field.options['displayTemplate'] ?? field.options['template'];
	const template = typeof own === 'string' && fits(own, collection.name, schema) ? own : titleTemplate(collection);
	const fields = [...new Set([primaryKey, foreignKey, ...(sortField ? [sortField] : []), ...fieldsOf(template)])];
	const deep = deepOf(fields, collection.name, schema);
	const stagedParent = foreignKey in edits ? edits[foreignKey] : scope.base[foreignKey];
	const added = useMemo(() => [...linkedIn(edits, field.name)].toSorted(), [edits, field.name]);
	const read = useTreeItems({
		collection: collection.name,
		pk: primaryKey,
		parent: foreignKey,
		params: { fields, sort: sortField ? [sortField, primaryKey] : [primaryKey], ...(Object.keys(deep).length > 0 && { deep }) },
		root: scope.itemKey,
		above: referredKey(stagedParent, collection),
		added,
	});
	const items = useMemo(() => read.items ?? [], [read.items]);
	const nodes = useMemo(() => treeOf({ items, root: scope.itemKey, field: field.name, pk: primaryKey, parent: foreignKey, sort: sortField, edits }), [items, scope.itemKey, field.name, primaryKey, foreignKey, sortField, edits]);
	const nameOf = (node: TreeNode) => render(template, node.values) || t('m2o.newItem', { kind: labels.item(collection) });
	const tree = useTreeEdits({ field: field.name, relation, collection, nodes, items, nameOf, keepFocus });
	const n_nodes = useMemo(() => countOf(nodes), [nodes]);
	const isFolded = (node: TreeNode) => folded.get(node.ref) ?? (n_nodes > N_OPEN && node.trail.length > 0);

	const rights = rightsOf(access, relation);
	const mayCreate = !isReadonly && field.options['enableCreate'] !== false && access.may('create', collection.name);
	const mayLink = !isReadonly && field.options['enableSelect'] !== false && rights.mayLink;
	const view: TreeView = {
		nameOf,
		fromOf: (node) => {
			const from = node.state === 'linked' ? items.find((item) => String(item[primaryKey]) === String(node.values[foreignKey])) : undefined;
			return from && render(template, from);
		},
		collection,
		edits: tree,
		isFolded,
		fold: (node) => setFolded(new Map(folded).set(node.ref, !isFolded(node))),
		addingTo: adding,
		setAdding: (node) => {
			setAdding(node?.ref ?? null);
			if (node) setFolded(new Map(folded).set(node.ref, false));
		},
		target,
		isReadonly,
		mayCreate,
		mayLink,
		mayMove: !isReadonly && access.may('update', collection.name),
		mayRemove: !isReadonly && rights.mayRemove,
		deletes: relation.deselect === 'delete',
		picker: (parent, rest) => <TreePicker {...rest} field={field} relation={relation} collection={collection} template={template} parent={parent} nodes={parent ? parent.children : nodes} added={added} above={read.above} items={items} onPick={(key: Key) => tree.link(parent, key)} onCreate={mayCreate ? (text) => tree.create(parent, text) : undefined} />,
	};

	const over = (event: DragMoveEvent) => {
		const start = getEventCoordinates(event.activatorEvent);
		const { initial, translated } = event.active.rect.current;
		const node = event.over?.data.current?.['node'] as TreeNode | undefined;
		if (!event.over || !node || !start || !initial || !translated || node.state === 'removed' || node.ref === (event.active.data.current?.['node'] as TreeNode).ref) return setTarget(null);
		const share = (start.y + translated.top - initial.top - event.over.rect.top) / event.over.rect.height;
		const zone = !sortField ? 'into' : share < 0.28 ? 'before' : share > 0.72 ? 'after' : 'into';
		return setTarget((before) => (before?.ref === node.ref && before.zone === zone ? before : { ref: node.ref, zone }));
	};
	const end = ({ active, over: onto }: DragEndEvent) => {
		const node = onto?.data.current?.['node'] as TreeNode | undefined;
		if (node && target?.ref === node.ref) tree.drop(active.data.current?.['node'] as TreeNode, node, target.zone);
		setDragged(null);
		setTarget(null);
	};

	if (read.error) return <FailedState compact problems={problemsOf(read.error)} onRetry={read.retry} />;
	if (!read.items && scope.itemKey !== undefined) return <LoadingState shape="rows" rows={3} />;
	const n_staged = changesOf(field.name in edits ? { [field.name]: edits[field.name] } : {}).length;
	return (
		<div className={classes.tree} ref={frame} data-rows>
			<DndContext
				accessibility={speech}
				sensors={sensors}
				collisionDetection={pointerWithin}
				onDragStart={({ active }) => setDragged(active.data.current?.['node'] as TreeNode)}
				onDragMove={over}
				onDragEnd={end}
				onDragCancel={() => {
					setDragged(null);
					setTarget(null);
				}}
			>
				{nodes.length === 0 ? <div className={classes.empty}>{t('list.empty')}</div> : <TreeBranch nodes={nodes} view={view} />}
				<DragOverlay dropAnimation={null}>{dragged && <span className={classes.dragged}>{nameOf(dragged)}</span>}</DragOverlay>
			</DndContext>
			{read.n_cut !== undefined && (
				<Group className={classes.cut} gap="sm" role="note">
					<Text size="sm">{t('tree.cut', { count: read.n_cut })}</Text>
					<Button variant="default" size="compact-sm" loading={read.isReadingOn} onClick={read.readOn}>
						{t('tree.readOn')}
					</Button>
				</Group>
			)}
			{(mayCreate || mayLink) && (
				<div className={classes.foot}>
					<Group gap="xs" wrap="nowrap" data-add>
						{mayLink && <div style={{ flex: 1 }}>{view.picker(undefined, { label: t('list.addTo', { field: labels.field(field) }), placeholder: t('list.addPlaceholder', { kind: labels.collection(collection) }) })}</div>}
						{mayCreate && (
							<Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => tree.create(undefined, '')}>
								{t('list.createNew')}
							</Button>
						)}
					</Group>
					<Text size="xs" c="dimmed" mt={6}>
						{n_staged > 0 ? t('changes', { count: n_staged }) : t('tree.hint')}
					</Text>
				</div>
			)}
		</div>
	);
}

function countOf(nodes: readonly TreeNode[]): number {
	return nodes.reduce((sum, node) => sum + 1 + countOf(node.children), 0);
}
