/**
 * Many-to-any: blocks of several collections, edited where they stand.
 *
 * All blocks come with one request, their columns included. A block is inserted anywhere, folded, moved, duplicated, copied to another page, or turned from
 * a shared item into one of its own.
 */
import { Button, Group, Text } from '@mantine/core';
import { IconChevronsDown, IconChevronsUp } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../api/errors';
import { ownFields, type Item } from '../../api/items';
import { useAccess } from '../../api/access';
import { useSchema } from '../../api/model';
import { addRow, freshRef, listAt, moveRows, NestedItem, removeRow, restoreRow, withField, type Edits } from '../../model/draft';
import { move, placeBehind } from '../../model/order';
import type { Collection, Key, M2A } from '../../model/schema';
import { Sortable } from '../../ui/Sortable';
import { FailedState, LoadingState } from '../../ui/States';
import { refuse, tell } from '../../ui/notify';
import { useFocusKept } from '../../ui/useFocusKept';
import { useSteady } from '../../ui/useSteady';
import { useDraftStore } from '../form/draftStore';
import { useScope, type FieldProps } from '../form/scope';
import { stageMove } from '../list/reorder';
import { rightsOf } from '../list/rules';
import { useRows, type ShownRow } from '../list/useRows';
import { UnknownField } from '../other/OtherFields';
import { AddBlock } from './AddBlock';
import { Block, type BlockActions } from './Block';
import classes from './blocks.module.css';
import { copy } from './clipboard';
import { duplicateBlock } from './duplicate';
import { useUses } from './useUses';

const NONE: Collection[] = [];

/** Up to this many blocks are open at first. */
const N_OPEN = 4;

export function BlocksField(props: FieldProps) {
	const schema = useSchema();
	const relation = schema.relation(props.field.collection, props.field.name);
	return relation?.kind === 'm2a' ? <Blocks {...props} relation={relation} /> : <UnknownField {...props} />;
}

function Blocks({ field, relation, isReadonly }: FieldProps & { relation: M2A }) {
	const { t } = useTranslation('form');
	const schema = useSchema();
	const scope = useScope();
	const access = useAccess();
	const store = useDraftStore();
	const frame = useRef<HTMLDivElement>(null);
	const keepFocus = useFocusKept(frame);
	const [folded, setFolded] = useState<ReadonlyMap<string, boolean>>(new Map());
	const allowed = useMemo(() => relation.allowed.map((name) => schema.collection(name)).filter((one): one is Collection => one !== undefined), [relation, schema]);
	const fields = useMemo(() => [relation.collectionField, ...allowed.flatMap((one) => ownFields(one).map((name) => `${relation.itemField}:${one.name}.${name}`))], [relation, allowed]);
	const { rows, list, isPending, error, retry, collection: junction } = useRows({ scope, name: field.name, relation, fields });
	const uses = useUses(relation, junction, rows);
	const rights = rightsOf(access, relation);
	const makable = useMemo(() => allowed.filter((one) => access.may('create', one.name)), [allowed, access]);

	const changeList = (change: (current: typeof list) => typeof list) => store.change(scope.path, (edits) => withField(edits, field.name, change(listAt(edits, field.name, junction.primaryKey))));
	const { sortField } = relation;
	const mover = sortField ? { store, path: scope.path, field: field.name, pk: junction.primaryKey, sortField } : undefined;

	const insert = (position: number, collection: Collection, item: unknown) => {
		const ref = freshRef(list);
		const last = placeBehind(rows) ?? null;
		const values = { [relation.collectionField]: collection.name, [relation.itemField]: item, ...(sortField && last !== null && { [sortField]: last }) };
		store.change(scope.path, (edits) => {
			let result = withField(edits, field.name, addRow(listAt(edits, field.name, junction.primaryKey), values, ref));
			if (!sortField || position >= rows.length) return result;
			const after = [...rows.map(({ ref: name, sort }) => ({ ref: name, sort })), { ref, sort: last }];
			const originals = new Map(rows.flatMap((row) => (row.key === undefined ? [] : [[row.ref, { key: row.key, sort: row.base[sortField] }] as const])));
			result = withField(result, field.name, moveRows(listAt(result, field.name, junction.primaryKey), sortField, move(after, rows.length, position), originals, ref));
			return result;
		});
		setFolded(new Map(folded).set(ref, false));
	};
	const insertNew = (position: number, collection: Collection, values: Edits = {}) => insert(position, collection, new NestedItem(collection.primaryKey, undefined, values));
	/** With what is staged, and with all that belongs to it: done once that has been read. */
	const withCopyOf = (row: ShownRow, use: (collection: Collection, values: Edits) => void) => {
		const collection = schema.collection(String(row.values[relation.collectionField]));
		if (!collection) return;
		const value = list.rows.find((one) => one.ref === row.ref)?.edits[relation.itemField];
		const base = row.base[relation.itemField];
		const known = typeof base === 'object' && base !== null ? (base as Item) : undefined;
		const key = value instanceof NestedItem ? value.key : ((known?.[collection.primaryKey] ?? value ?? base) as Key | undefined);
		duplicateBlock(schema, collection, { key, known, staged: value instanceof NestedItem ? value.edits : {} }).then(
			(values) => use(collection, values),
			(failed: unknown) => refuse(problemsOf(failed)[0]?.message),
		);
	};
	const remove = (row: ShownRow) => changeList((current) => removeRow(current, row.ref, row.key));
	const isFolded = (row: ShownRow, index: number) => folded.get(row.ref) ?? (rows.length > N_OPEN && index >= 0 && row.state !== 'new');
	const actions = useSteady<BlockActions>({
		insert: insertNew,
		insertAfter: (ref, collection, values) => insertNew(rows.findIndex((row) => row.ref === ref) + 1, collection, values),
		fold: (row, index) => setFolded(new Map(folded).set(row.ref, !isFolded(row, index))),
		step: (row, index, by) => {
			keepFocus(row.ref);
			if (mover) stageMove(mover, rows, index, index + by);
		},
		moveTo: (row, index, position) => {
			keepFocus(row.ref);
			if (mover) stageMove(mover, rows, index, Math.min(rows.length, Math.max(1, position)) - 1);
		},
		duplicate: (row) => withCopyOf(row, (collection, values) => actions.insertAfter(row.ref, collection, values)),
		copy: (row) =>
			withCopyOf(row, ({ name }, values) => {
				copy({ collection: name, values });
				tell(t('blocks.copied'));
			}),
		detach: (row) =>
			withCopyOf(row, (collection, values) => {
				actions.insertAfter(row.ref, collection, values);
				actions.remove(row);
			}),
		remove: (row) => {
			keepFocus(row.state === 'new' ? undefined : row.ref);
			remove(row);
		},
		restore: (row) => {
			keepFocus(row.state === 'new' ? undefined : row.ref);
			if (row.state === 'new') remove(row);
			else changeList((current) => restoreRow(current, row.ref));
		},
	});
	const foldAll = (all: boolean) => setFolded(new Map(rows.map((row) => [row.ref, all])));

	if (error) return <FailedState compact problems={problemsOf(error)} onRetry={retry} />;
	if (isPending) return <LoadingState shape="form" rows={3} />;
	const n_staged = list.count;
	return (
		<div className={classes.blocks} ref={frame} data-rows>
			<Group gap="xs" className={classes.bar}>
				<Text size="sm" c="dimmed" aria-live="polite">
					{t('blocks.count', { count: rows.filter((row) => row.state !== 'removed').length })}
				</Text>
				{n_staged > 0 && <span className={classes.staged}>{t('changes', { count: n_staged })}</span>}
				{rows.length > 1 && (
					<Group gap={4} ml="auto">
						<Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconChevronsDown size={15} />} onClick={() => foldAll(false)}>
							{t('blocks.expandAll')}
						</Button>
						<Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconChevronsUp size={15} />} onClick={() => foldAll(true)}>
							{t('blocks.foldAll')}
						</Button>
					</Group>
				)}
			</Group>
			{rows.length === 0 && <div className={classes.empty}>{t('blocks.empty')}</div>}
			<Sortable ids={rows.map((row) => row.ref)} onMove={(from, to) => mover && stageMove(mover, rows, from, to)}>
				<ol className={classes.list}>
					{rows.map((row, index) => (
						<Block
							key={row.ref}
							row={row}
							relation={relation}
							field={field.name}
							junction={junction}
							makable={rights.mayLink ? makable : NONE}
							mayRemove={rights.mayRemove}
							index={index}
							n_blocks={rows.length}
							n_uses={uses.get(row.ref) ?? 1}
							isFolded={isFolded(row, index)}
							isReadonly={isReadonly}
							canSort={rights.maySort && !isReadonly}
							actions={actions}
						/>
					))}
				</ol>
			</Sortable>
			{!isReadonly && rights.mayLink && (
				<div data-add>
					<AddBlock allowed={makable} linkable={allowed} label={t('blocks.add')} onAdd={(collection, values) => insertNew(rows.length, collection, values)} onLink={(collection, key) => insert(rows.length, collection, key)} />
				</div>
			)}
		</div>
	);
}

/** The block's own values. */
export function itemOf(row: ShownRow, relation: M2A): Item {
	const value = row.values[relation.itemField];
	return typeof value === 'object' && value !== null ? (value as Item) : {};
}
