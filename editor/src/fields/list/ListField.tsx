/**
 * Items of a one-to-many or many-to-many relation, files included: rows with the related item's name and the link's own fields in place.
 *
 * What is staged stays visible until it is saved: new, linked, edited and removed rows are marked and can be taken back one by one.
 */
import { Button, Group, Pagination } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import { problemsOf } from '../../api/errors';

import { useLabels, useSchema } from '../../api/model';
import { addRow, freshRef, linkRow, listAt, NestedItem, removeRow, restoreRow, withField, type Edits, type Step } from '../../model/draft';
import { linkPair, madeInPair, pairingOf, restorePair, unlinkPair } from '../../model/pairs';
import { placeBehind } from '../../model/order';
import { isList, rowCollection, type Collection, type Key, type M2M, type O2M } from '../../model/schema';
import { fieldsOf, fits, titleTemplate } from '../../model/template';
import { Sortable } from '../../ui/Sortable';
import { refuse } from '../../ui/notify';
import { FailedState, LoadingState } from '../../ui/States';
import { useFocusKept } from '../../ui/useFocusKept';
import { useSteady } from '../../ui/useSteady';
import { useDraftStore } from '../form/draftStore';
import { useOpen, useScope, type FieldProps } from '../form/scope';
import { UnknownField } from '../other/OtherFields';
import { ItemPicker } from '../relation/ItemPicker';
import { titled } from '../relation/newItem';
import { usePickFilter } from '../relation/usePickFilter';
import { listColumns, titleSort } from './columns';
import { linksBack } from './linksBack';
import classes from './list.module.css';
import { ListHead, SortHead, type SortChoice } from './ListHead';
import { ListRow, type RowActions } from './ListRow';
import { stageMove, stageMoveAmongAll } from './reorder';
import { relatedKeyOf, rightsOf, rulesOf, sortOf, unlinkedFilter } from './rules';
import { UploadButton } from './UploadButton';
import { useListView } from './useListView';
import { useRows, type ShownRow } from './useRows';

const PAGE_SIZE = 25;

export function ListField(props: FieldProps) {
	const schema = useSchema();
	const relation = schema.relation(props.field.collection, props.field.name);
	const related = relation?.kind === 'o2m' || relation?.kind === 'm2m' ? schema.collection(relation.related) : undefined;
	if (!related || !isList(relation) || relation.kind === 'm2a') return <UnknownField {...props} />;
	return <List {...props} relation={relation} related={related} />;
}

/** How the related item reads: the part of the field's template that speaks of it, else its own template. */
function relatedTemplate(relation: O2M | M2M, related: Collection, own: unknown, isFitting: (template: string) => boolean): string {
	if (typeof own !== 'string') return titleTemplate(related);
	if (relation.kind === 'o2m') return isFitting(own) ? own : titleTemplate(related);
	const prefix = `${relation.relatedField}.`;
	const parts = fieldsOf(own).filter((path) => path.startsWith(prefix)).map((path) => `{{${path.slice(prefix.length)}}}`);
	const template = parts.join(' ');
	return parts.length > 0 && isFitting(template) ? template : titleTemplate(related);
}

function List({ field, relation, related, isReadonly }: FieldProps & { relation: O2M | M2M; related: Collection }) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	const scope = useScope();
	const store = useDraftStore();
	const open = useOpen();
	const frame = useRef<HTMLDivElement>(null);
	const keepFocus = useFocusKept(frame);
	const pageSize = typeof field.options['limit'] === 'number' && field.options['limit'] > 0 ? field.options['limit'] : PAGE_SIZE;
	const rowsCollection = schema.collection(rowCollection(relation));
	const view = useListView(pageSize, sortOf(field, rowsCollection));
	const template = relatedTemplate(relation, related, field.options['template'], (text) => fits(text, related.name, schema));
	const columns = useMemo(() => listColumns(relation, rowsCollection, field.options, template, schema), [relation, rowsCollection, field.options, template, schema]);
	const fields = useMemo(() => {
		const names = fieldsOf(template);
		const title = relation.kind === 'm2m' ? [`${relation.relatedField}.${related.primaryKey}`, ...names.map((name) => `${relation.relatedField}.${name}`)] : names;
		return [...columns.map((one) => one.path), ...title];
	}, [template, relation, related, columns]);
	const { rows, list, total, n_all, isComplete, isPending, error, retry, collection, source } = useRows({ scope, name: field.name, relation, fields, page: view.page });

	const stepOf = (row: { ref: string; key: Key | undefined }): Step => ({ field: field.name, ref: row.ref, isList: true, collection: collection.name, pk: collection.primaryKey, key: row.key });
	const changeList = (change: (current: typeof list) => typeof list) => store.change(scope.path, (edits) => withField(edits, field.name, change(listAt(edits, field.name, collection.primaryKey))));
	const relatedStep = (row: ShownRow): Step[] => {
		if (relation.kind === 'o2m') return [];
		const key = relatedKeyOf(row, relation, related);
		return [{ field: relation.relatedField, ref: key === null ? '+' : String(key), isList: false, collection: related.name, pk: related.primaryKey, key: key ?? undefined }];
	};

	const isGallery = related.name === 'directus_files';
	const isSelf = related.name === scope.collection.name;
	const linked = relation.kind === 'm2m' ? rows.filter((row) => row.state !== 'removed').map((row) => relatedKeyOf(row, relation, related)).filter((key) => key !== null) : rows.filter((row) => row.state === 'linked').map((row) => row.key).filter((key) => key !== undefined);
	const self = isSelf && scope.itemKey !== undefined ? [scope.itemKey] : [];
	const allowsDuplicates = field.options['allowDuplicates'] === true && relation.kind === 'm2m' && !rulesOf(field).isUnique;
	const exclude = [...self, ...(allowsDuplicates ? [] : linked)];
	const offered = usePickFilter(field);
	const unlinked = allowsDuplicates ? undefined : unlinkedFilter(relation, scope.itemKey, schema, list.removed);
	const pairing = pairingOf(field, relation, schema);

	// A row at the end gets the next number where all are known; otherwise the server numbers it.
	const nextSort = () => {
		const last = isComplete ? placeBehind(rows.filter((row) => row.state !== 'removed')) : undefined;
		return relation.sortField && last !== undefined ? { [relation.sortField]: last } : {};
	};
	const add = (key: Key) => {
		const gone = relation.kind === 'm2m' ? rows.find((row) => row.state === 'removed' && relatedKeyOf(row, relation, related) === key) : undefined;
		if (gone) restore(gone);
		else if (relation.kind === 'o2m') changeList((current) => linkRow(current, key));
		else if (pairing) withLinksBack(key, (edits, back) => linkPair(edits, pairing, key, nextSort(), back));
		else changeList((current) => addRow(current, { [relation.relatedField]: key, ...nextSort() }));
	};
	const remove = (row: ShownRow) => {
		if (!pairing) changeList((current) => removeRow(current, row.ref, row.key));
		else withLinksBack(otherOf(row), (edits, back) => unlinkPair(edits, pairing, row, otherOf(row), back));
	};
	const restore = (row: ShownRow) => {
		if (row.state === 'new' || row.state === 'linked') remove(row);
		else if (pairing && row.state === 'removed') withLinksBack(otherOf(row), (edits, back) => restorePair(edits, pairing, row.ref, back));
		else changeList((current) => restoreRow(current, row.ref));
	};
	const otherOf = (row: ShownRow) => (relation.kind === 'm2m' ? relatedKeyOf(row, relation, related) : null);
	const withLinksBack = (other: Key | null, change: (edits: Edits, back: Key[]) => Edits) => {
		const found = pairing && other !== null ? linksBack(pairing, scope.itemKey, other) : Promise.resolve([]);
		found.then(
			(back) => store.change(scope.path, (edits) => change(edits, back)),
			(failed: unknown) => refuse(problemsOf(failed)[0]?.message),
		);
	};
	// An item that isn't stored yet can't be linked back to by another one.
	const mayCreate = field.options['enableCreate'] !== false && (!pairing || scope.itemKey !== undefined);
	const rights = rightsOf(access, relation);
	const create = (text: string) => {
		const ref = freshRef(list);
		const named = titled(related, text);
		const values = pairing && scope.itemKey !== undefined ? madeInPair(pairing, scope.itemKey, named) : named;
		changeList((current) => addRow(current, relation.kind === 'o2m' ? { ...values, ...nextSort() } : { [relation.relatedField]: new NestedItem(related.primaryKey, undefined, values), ...nextSort() }, ref));
		const row = stepOf({ ref, key: undefined });
		open([...scope.path, row, ...(relation.kind === 'm2m' ? [{ field: relation.relatedField, ref: '+', isList: false, collection: related.name, pk: related.primaryKey, key: undefined }] : [])]);
	};

	const canSort = rights.maySort && !isReadonly && !view.isNarrowed && view.sort === undefined;
	const mover = relation.sortField ? { store, path: scope.path, field: field.name, pk: collection.primaryKey, sortField: relation.sortField } : undefined;
	const first = (view.index - 1) * pageSize;
	/** To a place among all rows, counted from 0. The page follows. */
	const moveTo = (row: ShownRow, index: number, to: number) => {
		if (!mover) return;
		if (isComplete) stageMove(mover, rows, index, Math.min(rows.length - 1, Math.max(0, to)));
		else {
			const last = Math.max(0, total - 1);
			const target = Math.min(last, Math.max(0, to));
			void stageMoveAmongAll(mover, source, list, row.ref, target).then(() => view.setIndex(Math.floor(target / pageSize) + 1));
		}
	};
	const actions = useSteady<RowActions>({
		step: (row, index, by) => {
			keepFocus(row.ref);
			moveTo(row, index, first + index + by);
		},
		moveTo: (row, index, position) => {
			keepFocus(row.ref);
			moveTo(row, index, position - 1);
		},
		open: (row) => open([...scope.path, stepOf(row), ...relatedStep(row)]),
		remove: (row) => {
			keepFocus(row.ref);
			remove(row);
		},
		restore: (row) => {
			keepFocus(row.state === 'new' || row.state === 'linked' ? undefined : row.ref);
			restore(row);
		},
	});
	const owner = useMemo(() => (relation.kind === 'o2m' ? { collection: scope.collection, field: relation.foreignKey } : undefined), [relation, scope.collection]);
	const rules = rulesOf(field);
	const n_new = list.rows.filter((row) => row.key === undefined || row.isLinked).length;
	const count = n_all + n_new - list.removed.length;
	const n_pages = Math.ceil(total / pageSize);
	const isFull = rules.max !== undefined && count >= rules.max;
	const byTitle = titleSort(relation, related, template, schema);
	const choices: SortChoice[] = [...(byTitle ? [{ sort: byTitle, name: t('list.nameColumn') }] : []), ...columns.filter((one) => one.field.type !== 'json').map((one) => ({ sort: one.path, name: labels.field(one.field) }))];
	const isTable = field.options['layout'] === 'table' && !isGallery;
	const headOf = (sort: string | undefined) => {
		const choice = choices.find((one) => one.sort === sort);
		return isTable && choice ? <SortHead view={view} {...choice} /> : undefined;
	};

	if (error) return <FailedState compact problems={problemsOf(error)} onRetry={retry} />;
	return (
		<div className={classes.list} ref={frame} data-rows>
			<ListHead view={view} rows={collection} n_shown={total} n_all={count} n_staged={list.count} rules={rules} choices={choices} />
			{isPending ? (
				<LoadingState shape="rows" rows={3} />
			) : rows.length === 0 ? (
				<div className={classes.empty}>{t(view.isNarrowed ? 'picker.nothing' : 'list.empty')}</div>
			) : (
				<Sortable
					ids={rows.map((row) => row.ref)}
					onMove={(from, to) => rows[from] && moveTo(rows[from], from, first + to)}
					isGrid={isGallery}
					{...(canSort && view.index > 1 && { before: { label: t('list.toPreviousPage'), onDrop: (from: number) => rows[from] && moveTo(rows[from], from, first - 1) } })}
					{...(canSort && view.index < n_pages && { after: { label: t('list.toNextPage'), onDrop: (from: number) => rows[from] && moveTo(rows[from], from, first + pageSize) } })}
				>
					<ul className={isGallery ? classes.gallery : classes.rows}>
						{rows.map((row, index) => (
							<ListRow
								key={row.ref}
								row={row}
								index={index}
								field={field.name}
								rows={collection}
								related={related}
								relatedField={relation.kind === 'm2m' ? relation.relatedField : undefined}
								template={template}
								columns={columns}
								showsHead={index === 0}
								titleHead={index === 0 ? headOf(byTitle) : undefined}
								headOf={index === 0 ? headOf : undefined}
								isReadonly={isReadonly}
								mayRemove={!isReadonly && rights.mayRemove}
								canSort={canSort}
								removes={relation.deselect === 'delete' && relation.kind === 'o2m' ? 'delete' : 'unlink'}
								owner={owner}
								isGallery={isGallery}
								actions={actions}
							/>
						))}
					</ul>
				</Sortable>
			)}
			{n_pages > 1 && <Pagination size="sm" total={n_pages} value={view.index} onChange={view.setIndex} className={classes.pages} getControlProps={(control) => ({ 'aria-label': t(`list.page.${control}`) })} getItemProps={(number) => ({ 'aria-label': t('list.page.number', { number }) })} />}
			{!isReadonly && !isFull && (rights.mayLink || (relation.kind === 'o2m' && mayCreate && access.may('create', related.name))) && (
				<Group gap="xs" wrap="nowrap" className={classes.add} data-add>
					{field.options['enableSelect'] !== false && rights.mayLink && (
						<div style={{ flex: 1 }}>
							<ItemPicker
								label={t('list.addTo', { field: labels.field(field) })}
								collection={related}
								template={template}
								placeholder={t('list.addPlaceholder', { kind: labels.collection(related) })}
								filter={offered && unlinked ? { _and: [offered, unlinked] } : (offered ?? unlinked)}
								exclude={exclude}
								onPick={add}
								onCreate={!mayCreate || isGallery ? undefined : create}
								picksMany
								leftSection={<IconPlus size={16} />}
							/>
						</div>
					)}
					{isGallery && field.options['enableCreate'] !== false && access.may('create', related.name) && <UploadButton label={t('file.upload')} onUploaded={add} />}
					{!isGallery && mayCreate && access.may('create', related.name) && (
						<Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => create('')}>
							{t('list.createNew')}
						</Button>
					)}
				</Group>
			)}
		</div>
	);
}
