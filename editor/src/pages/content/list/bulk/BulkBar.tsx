/** What can be done with the selected items: edit them alike, archive, bring back, delete. */
import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconArchive, IconArchiveOff, IconPencil, IconTrash, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { ask } from '../../../../api/client';
import { problemsOf } from '../../../../api/errors';
import { itemsPath } from '../../../../api/items';
import { itemsChanged } from '../../../../api/keys';
import { withTexts } from '../../../../i18n/i18n';
import type { Collection, Key } from '../../../../model/schema';
import type { Conditions, Selection } from '../layouts/types';
import classes from '../list.module.css';
import { refuse, tell } from '../../../../ui/notify';

const BulkEdit = lazy(async () => ({ default: (await withTexts(import('./BulkEdit'), 'forms')).BulkEdit }));
const DeleteDialog = lazy(async () => ({ default: (await withTexts(import('../../DeleteDialog'), 'forms')).DeleteDialog }));

interface BulkBarProps {
	collection: Collection;
	selection: Selection;
	total: number;
	conditions: Conditions;
	onDone: () => void;
}

/** The keys of what is selected; those of a whole filter are asked for. */
export async function selectedKeys(collection: Collection, selection: Selection, conditions: Conditions): Promise<Key[]> {
	if (!selection.all) return [...selection.keys];
	const items = await ask<Array<Record<string, Key>>>(itemsPath(collection.name), { params: { ...conditions, fields: [collection.primaryKey], limit: -1 } });
	return items.map((item) => item[collection.primaryKey] as Key);
}

export function BulkBar({ collection, selection, total, conditions, onDone }: BulkBarProps) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const access = useAccess();
	const [isEditing, setIsEditing] = useState(false);
	const [isDeleting, setIsDeleting] = useState<Key[] | null>(null);
	const count = selection.all ? total : selection.keys.size;
	const failed = (error: unknown) => refuse(problemsOf(error)[0]?.message);
	const change = useMutation({
		mutationFn: (data: Record<string, unknown>) => ask(itemsPath(collection.name), { method: 'PATCH', body: selection.all ? { query: { ...conditions, limit: -1 }, data } : { keys: [...selection.keys], data }, params: { fields: [collection.primaryKey], limit: 1 } }),
		onSuccess: async () => {
			await itemsChanged();
			tell(t('bulk.changed', { count }));
			onDone();
		},
		onError: failed,
	});
	const keysOf = useMutation({ mutationFn: () => selectedKeys(collection, selection, conditions), onSuccess: setIsDeleting, onError: failed });
	if (count === 0) return null;
	const mayUpdate = access.may('update', collection.name);
	const { archiveField } = collection;
	const mayArchive = archiveField !== undefined && mayUpdate && access.mayField('update', collection.name, archiveField);
	return (
		<div className={classes.bulk} role="region" aria-label={t('bulk.label')}>
			<Text fw={550} aria-live="polite">
				{t('bulk.selected', { count })}
			</Text>
			<Group gap="xs">
				{mayUpdate && (
					<Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setIsEditing(true)}>
						{c('actions.edit')}
					</Button>
				)}
				{mayArchive && collection.archiveValue !== undefined && (
					<Button variant="default" leftSection={<IconArchive size={16} />} loading={change.isPending} onClick={() => change.mutate({ [archiveField]: collection.archiveValue })}>
						{t('bulk.archive')}
					</Button>
				)}
				{mayArchive && collection.unarchiveValue !== undefined && (
					<Button variant="default" leftSection={<IconArchiveOff size={16} />} loading={change.isPending} onClick={() => change.mutate({ [archiveField]: collection.unarchiveValue })}>
						{t('bulk.unarchive')}
					</Button>
				)}
				{access.may('delete', collection.name) && (
					<Button variant="default" c="var(--mantine-color-error)" leftSection={<IconTrash size={16} />} loading={keysOf.isPending} onClick={() => keysOf.mutate()}>
						{c('actions.delete')}
					</Button>
				)}
				<Button variant="subtle" color="gray" leftSection={<IconX size={16} />} onClick={onDone}>
					{t('bulk.clear')}
				</Button>
			</Group>
			<Suspense>
				{isEditing && <BulkEdit collection={collection} selection={selection} conditions={conditions} count={count} onClose={() => setIsEditing(false)} onDone={onDone} />}
				{isDeleting && <DeleteDialog collection={collection} keys={isDeleting} onClose={() => setIsDeleting(null)} onDone={onDone} />}
			</Suspense>
		</div>
	);
}
