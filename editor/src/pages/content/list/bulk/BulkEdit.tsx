/** A form in which only what is entered is changed, in every selected item. What lists hold is added, removed or replaced: which one is said, never guessed. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { ask } from '../../../../api/client';
import { problemsOf } from '../../../../api/errors';
import { itemsPath, type Item } from '../../../../api/items';
import { itemsChanged } from '../../../../api/keys';
import { useSchema } from '../../../../api/model';
import { DraftContext, DraftStore, useDraft } from '../../../../fields/form/draftStore';
import { ItemForm } from '../../../../fields/form/ItemForm';
import { ScopeContext, type Scope } from '../../../../fields/form/scope';
import { bulkPayload, isChange, linkRow, linkRowFields, type LinkChange, type LinkRow } from '../../../../model/bulk';
import { serialize } from '../../../../model/draft';
import { isList, ownerField, rowCollection, type Collection, type Field, type Key, type ListRelation } from '../../../../model/schema';
import { CloseGuard, SideDialog } from '../../../../ui/Dialog';
import type { Conditions, Selection } from '../layouts/types';
import { tell } from '../../../../ui/notify';
import { selectedKeys } from './BulkBar';
import { LinksEdit } from './LinksEdit';
import { useShared } from './useShared';

interface BulkEditProps {
	collection: Collection;
	selection: Selection;
	conditions: Conditions;
	count: number;
	onClose: () => void;
	onDone: () => void;
}

interface LinkField {
	field: Field;
	relation: ListRelation;
	/** The primary key of the list's rows. */
	rowKey: string;
}

export function BulkEdit({ collection, selection, conditions, count, onClose, onDone }: BulkEditProps) {
	const { t } = useTranslation('content');
	const schema = useSchema();
	const access = useAccess();
	const [store] = useState(() => new DraftStore());
	const shared = useShared(collection, selection, conditions);
	const [links, setLinks] = useState<Readonly<Record<string, LinkChange>>>({});
	// What is the same for each item only: no keys, no lists, and nothing that the server writes itself.
	const scope = useMemo((): Scope => {
		const fields = collection.fields.filter((field) => !field.isUnique && !field.isPrimaryKey && !field.readonly && (!field.isAlias || field.special.includes('group')) && !field.interface?.startsWith('presentation-') && access.mayField('update', collection.name, field.name)).map((field) => ({ ...field, defaultValue: null, required: false }));
		return { collection: { ...collection, fields }, path: [], itemKey: undefined, base: {}, isReadonly: false, writes: 'update', shared };
	}, [collection, access, shared]);
	const linkFields = useMemo(
		() =>
			collection.fields.flatMap((field): LinkField[] => {
				const relation = schema.relation(collection.name, field.name);
				const rowKey = isList(relation) ? schema.collection(rowCollection(relation))?.primaryKey : undefined;
				return isList(relation) && rowKey !== undefined && !field.special.includes('translations') && !field.readonly && !field.hidden && access.mayField('update', collection.name, field.name) ? [{ field, relation, rowKey }] : [];
			}),
		[collection, schema, access],
	);
	const save = useMutation({
		mutationFn: async () => {
			const values = serialize(store.getEdits());
			const changed = linkFields.filter(({ field }) => isChange(links[field.name]));
			if (changed.length === 0) {
				const selected = selection.all ? { query: { ...conditions, limit: -1 } } : { keys: [...selection.keys] };
				await ask(itemsPath(collection.name), { method: 'PATCH', body: { ...selected, data: values }, params: { fields: [collection.primaryKey], limit: 1 } });
				return;
			}
			const parents = await selectedKeys(collection, selection, conditions);
			const known = await Promise.all(changed.map(async ({ field, relation, rowKey }) => ({ field: field.name, relation, rowKey, change: links[field.name] ?? { mode: 'add' as const, targets: [] }, rows: await linkRows(relation, parents, rowKey) })));
			const body = bulkPayload(collection.primaryKey, parents, values, known);
			if (body.length > 0) await ask(itemsPath(collection.name), { method: 'PATCH', body, params: { fields: [collection.primaryKey], limit: 1 } });
		},
		onSuccess: async () => {
			await itemsChanged();
			tell(t('bulk.changed', { count }));
			onClose();
			onDone();
		},
	});
	const n_links = Object.values(links).filter(isChange).length;
	return (
		<SideDialog opened onClose={onClose} size="min(720px, 100%)" title={t('bulk.title', { count })}>
			<DraftContext value={store}>
				<Text c="dimmed" mb="lg">
					{t('bulk.hint')}
				</Text>
				{save.isError && (
					<Alert color="red" variant="light" mb="md" role="alert">
						{problemsOf(save.error).map((one) => (
							<div key={one.message}>{one.message}</div>
						))}
					</Alert>
				)}
				<ItemForm scope={scope} />
				<ScopeContext value={scope}>
					{linkFields.map(({ field, relation }) => (
						<LinksEdit key={field.name} field={field} relation={relation} parents={selection.all ? undefined : selection.keys} count={count} value={links[field.name]} onChange={(next) => setLinks((before) => ({ ...before, [field.name]: next }))} />
					))}
				</ScopeContext>
				<BulkSave count={count} n_links={n_links} isSaving={save.isPending} onSave={() => save.mutate()} />
			</DraftContext>
		</SideDialog>
	);
}

/** The lists of all these items, with one request. */
async function linkRows(relation: ListRelation, parents: readonly Key[], rowKey: string): Promise<LinkRow[]> {
	// A query string has its limits; the same question can be asked in a body.
	const rows = await ask<Item[]>(itemsPath(rowCollection(relation)), { method: 'SEARCH', body: { query: { fields: linkRowFields(relation, rowKey), filter: { [ownerField(relation)]: { _in: parents } }, limit: -1 } } });
	return rows.map((row) => linkRow(relation, rowKey, row)).filter((row) => row !== undefined);
}

function BulkSave({ count, n_links, isSaving, onSave }: { count: number; n_links: number; isSaving: boolean; onSave: () => void }) {
	const { t } = useTranslation('content');
	const n_changes = useDraft((edits) => Object.keys(edits).length) + n_links;
	return (
		<Group justify="flex-end" mt="xl">
			<CloseGuard dirty={n_changes > 0} />
			<Button disabled={n_changes === 0} loading={isSaving} onClick={onSave}>
				{t('bulk.save', { count })}
			</Button>
		</Group>
	);
}
