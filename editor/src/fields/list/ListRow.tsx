/** One row of a list: handle, name, the link's fields in place, state, and what can be done with it. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDots, IconExternalLink, IconLinkOff, IconPencil, IconTrash } from '@tabler/icons-react';
import { memo, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useItemSummary, type Item } from '../../api/items';
import { useLabels } from '../../api/model';
import type { Step } from '../../model/draft';
import type { Collection, Key } from '../../model/schema';
import { render, through, titleTemplate } from '../../model/template';
import { MenuButton } from '../../ui/MenuButton';
import { useSortableRow } from '../../ui/Sortable';
import { Thumbnail } from '../file/Thumbnail';
import { useRowError } from '../form/draftStore';
import { InlineCell } from '../form/InlineCell';
import { ScopeContext, useScope, type Scope } from '../form/scope';
import type { ListColumn } from './columns';
import classes from './list.module.css';
import { MoveTargets, PositionDialog } from './MoveTargets';
import { StateBadge, TakeBackButton } from './RowState';
import { RowUses } from './RowUses';
import type { ShownRow } from './useRows';

/** What can be done with a row; the same for all rows of a list, for good. */
export interface RowActions {
	step: (row: ShownRow, index: number, by: -1 | 1) => void;
	/** To a place among all rows, counted from 1. */
	moveTo: (row: ShownRow, index: number, position: number) => void;
	open: (row: ShownRow) => void;
	remove: (row: ShownRow) => void;
	restore: (row: ShownRow) => void;
}

interface ListRowProps {
	row: ShownRow;
	index: number;
	field: string;
	/** Where the rows are stored. */
	rows: Collection;
	related: Collection;
	/** The link's column that names the related item; nothing where the row is that item. */
	relatedField: string | undefined;
	template: string;
	columns: readonly ListColumn[];
	showsHead: boolean;
	/** Of tables: what sorts by the names, and by each column. */
	titleHead: ReactNode;
	headOf: ((path: string) => ReactNode) | undefined;
	isReadonly: boolean;
	mayRemove: boolean;
	canSort: boolean;
	removes: 'unlink' | 'delete';
	/** Of items that belong to one owner only: who that is, and the column that says so. */
	owner: { collection: Collection; field: string } | undefined;
	isGallery: boolean;
	actions: RowActions;
}

/** Drawn anew when something of its own changes, not with each key in another row. */
export const ListRow = memo(function ListRow({ row, index, field, rows, related, relatedField, template, columns, showsHead, titleHead, headOf, isReadonly, mayRemove, canSort, removes, owner, isGallery, actions }: ListRowProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const outer = useScope();
	const scope = useMemo(
		(): Scope => ({
			collection: { ...outer.collection, name: rows.name, primaryKey: rows.primaryKey, fields: columns.map((one) => one.field) },
			path: [...outer.path, { field, ref: row.ref, isList: true, collection: rows.name, pk: rows.primaryKey, key: row.key }],
			itemKey: row.key,
			base: row.base,
			isReadonly: outer.isReadonly || isReadonly || row.state === 'removed',
		}),
		[outer, rows, field, columns, row.ref, row.key, row.base, row.state, isReadonly],
	);
	const beyond = useBeyond(scope, related, relatedField);
	const { title, key } = useTitle(row, related, relatedField, template);
	const name = title || t('m2o.newItem', { kind: labels.item(related) });
	const sortable = useSortableRow({ id: row.ref, label: name, onStep: (by) => actions.step(row, index, by), isDisabled: !canSort || row.state === 'removed' });
	const isRemoved = row.state === 'removed';
	const error = useRowError(outer.path, field, row.ref);
	const RemoveSign = removes === 'delete' ? IconTrash : IconLinkOff;
	return (
		<li ref={sortable.ref} style={sortable.style} className={classes.row} data-row={row.ref} data-state={row.state} data-invalid={error !== undefined || undefined}>
			{sortable.handle ?? (canSort && <span className={classes.noHandle} />)}
			{related.name === 'directus_files' && key !== null && <FileSign fileKey={key} related={related} size={isGallery ? 112 : 32} />}
			<div className={classes.name}>
				{titleHead && <span className={classes.titleHead}>{titleHead}</span>}
				<button type="button" className={`${classes.title ?? ''} r-own-direction`} onClick={() => actions.open(row)} disabled={isRemoved} title={name}>
					{name}
				</button>
				{row.state === 'linked' && owner && row.key !== undefined && <MovesFrom rowKey={row.key} related={related} owner={owner} />}
				<StateBadge state={row.state} deletes={removes === 'delete'} />
			</div>
			{columns.length > 0 && (
				<div className={classes.cells}>
					{columns.map((column) => (
						<ScopeContext key={column.path} value={column.isOfRelated ? beyond : scope}>
							<InlineCell field={column.field} rowName={name} showsLabel={showsHead} head={headOf?.(column.path)} />
						</ScopeContext>
					))}
				</div>
			)}
			<div className={classes.tools}>
				{!isReadonly && <TakeBackButton state={row.state} name={name} onTakeBack={() => actions.restore(row)} />}
				{!isRemoved && (
					<Tooltip label={t(isReadonly ? 'm2o.open' : 'm2o.edit')}>
						<ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t(isReadonly ? 'm2o.open' : 'm2o.edit')}: ${name}`} onClick={() => actions.open(row)}>
							{isReadonly ? <IconExternalLink size={16} /> : <IconPencil size={16} />}
						</ActionIcon>
					</Tooltip>
				)}
				{!isRemoved && mayRemove && row.state !== 'new' && row.state !== 'linked' && (
					<Tooltip label={t(`list.${removes}`)}>
						<ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t(`list.${removes}`)}: ${name}`} onClick={() => actions.remove(row)}>
							<RemoveSign size={16} />
						</ActionIcon>
					</Tooltip>
				)}
				{canSort && !isRemoved && <MoveMenu name={name} onMoveTo={(position) => actions.moveTo(row, index, position)} />}
			</div>
			{isRemoved && removes === 'delete' && row.key !== undefined && <RowUses collection={related} itemKey={row.key} />}
			{error && (
				<div className={classes.error} role="alert">
					{error}
				</div>
			)}
		</li>
	);
});

/** The item that a link leads to. It can be written in once the link is there: what was just picked is known by its name only. */
function useBeyond(scope: Scope, related: Collection, relatedField: string | undefined): Scope {
	return useMemo((): Scope => {
		const value = relatedField === undefined ? null : scope.base[relatedField];
		const base = typeof value === 'object' && value !== null ? (value as Item) : {};
		const key = base[related.primaryKey] as Key | undefined;
		const step: Step = { field: relatedField ?? '', ref: String(key ?? '+'), isList: false, collection: related.name, pk: related.primaryKey, key };
		return { collection: related, path: [...scope.path, step], itemKey: key, base, isReadonly: scope.isReadonly || key === undefined };
	}, [scope, related, relatedField]);
}

/** An item that has an owner already is taken away from there. */
function MovesFrom({ rowKey, related, owner }: { rowKey: Key; related: Collection; owner: { collection: Collection; field: string } }) {
	const { t } = useTranslation('form');
	const template = through(owner.field, titleTemplate(owner.collection));
	const summary = useItemSummary(related, rowKey, template);
	const name = summary.data ? render(template, summary.data) : '';
	return name ? <span className={classes.from}>{t('list.movesFrom', { name })}</span> : null;
}

function useTitle(row: ShownRow, related: Collection, relatedField: string | undefined, template: string): { title: string; key: Key | null } {
	const value = relatedField ? row.values[relatedField] : row.values;
	const known = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
	const key = (known ? known[related.primaryKey] : value) as Key | null | undefined;
	const linkedKey = relatedField ? key : row.key;
	const text = known ? render(template, known) : '';
	// Only rows that were just picked have to be asked for; those of the server came with their names.
	const needs = !text && linkedKey !== null && linkedKey !== undefined;
	const summary = useItemSummary(related, needs ? linkedKey : null, template);
	return { title: text || (summary.data ? render(template, summary.data) : '') || (linkedKey === null || linkedKey === undefined ? '' : String(linkedKey)), key: linkedKey ?? null };
}

function FileSign({ fileKey, related, size }: { fileKey: Key; related: Collection; size: number }) {
	const summary = useItemSummary(related, fileKey, '{{title}}');
	return <Thumbnail file={summary.data ?? null} fileKey={fileKey} size={size} />;
}

function MoveMenu({ name, onMoveTo }: { name: string; onMoveTo: (position: number) => void }) {
	const { t } = useTranslation('form');
	const [asks, setAsks] = useState(false);
	return (
		<>
			<MenuButton
				button={
					<ActionIcon variant="subtle" color="gray" size={28} aria-label={t('list.moreOf', { name })}>
						<IconDots size={16} />
					</ActionIcon>
				}
			>
				{() => <MoveTargets onMoveTo={onMoveTo} onAsk={() => setAsks(true)} />}
			</MenuButton>
			{asks && <PositionDialog name={name} onMoveTo={onMoveTo} onClose={() => setAsks(false)} />}
		</>
	);
}
