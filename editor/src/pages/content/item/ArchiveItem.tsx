/** Out of the lists and back, at once: what is staged besides stays staged. */
import { Menu } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../api/access';
import { ask } from '../../../api/client';
import { problemsOf } from '../../../api/errors';
import { itemPath } from '../../../api/items';
import { itemsChanged } from '../../../api/keys';
import type { Scope } from '../../../fields/form/scope';
import { refuse, tell } from '../../../ui/notify';

/** `onDone`: what is there now is what this page made of it. */
export function ArchiveItem({ scope, onDone }: { scope: Scope; onDone: () => void }) {
	const { t } = useTranslation('content');
	const access = useAccess();
	const { collection, itemKey, base } = scope;
	const { archiveField, archiveValue, unarchiveValue } = collection;
	const isArchived = archiveField !== undefined && String(base[archiveField]) === archiveValue;
	const value = isArchived ? unarchiveValue : archiveValue;
	const change = useMutation({
		mutationFn: () => ask(itemPath(collection.name, itemKey ?? ''), { method: 'PATCH', body: { [archiveField ?? '']: value }, params: { fields: [collection.primaryKey] } }),
		onSuccess: async () => {
			await itemsChanged();
			onDone();
			tell(t(isArchived ? 'item.unarchived' : 'item.archived'));
		},
		onError: (error) => refuse(problemsOf(error)[0]?.message),
	});
	if (archiveField === undefined || value === undefined || itemKey === undefined) return null;
	return (
		<Menu.Item leftSection={isArchived ? <IconArchiveOff size={16} /> : <IconArchive size={16} />} disabled={change.isPending || !access.may('update', collection.name) || !access.mayField('update', collection.name, archiveField)} onClick={() => change.mutate()}>
			{t(isArchived ? 'bulk.unarchive' : 'bulk.archive')}
		</Menu.Item>
	);
}
