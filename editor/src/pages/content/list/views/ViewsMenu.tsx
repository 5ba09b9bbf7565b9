/** Saved views of a collection: opened, saved, renamed, given to others, deleted. */
import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconDeviceFloppy, IconPencil, IconRestore, IconTable, IconTrash, IconUser, IconUsers, IconWorld } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAccess } from '../../../../api/access';
import { problemsOf } from '../../../../api/errors';
import { useLabels, useMe } from '../../../../api/model';
import { updatePreset, usePresets } from '../../../../api/presets';
import { audienceOf, bookmarksOf, type Audience } from '../../../../model/layout/presets';
import type { Collection } from '../../../../model/schema';
import type { View } from '../useView';
import { refuse } from '../../../../ui/notify';

const DeleteViewDialog = lazy(async () => ({ default: (await import('./DeleteViewDialog')).DeleteViewDialog }));
const ViewDialog = lazy(async () => ({ default: (await import('./ViewDialog')).ViewDialog }));

const SIGNS = { user: IconUser, role: IconUsers, everybody: IconWorld } satisfies Record<Audience, unknown>;

export function ViewsMenu({ collection, view }: { collection: Collection; view: View }) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const me = useMe();
	const navigate = useNavigate();
	const saved = bookmarksOf(usePresets(), collection.name);
	const access = useAccess();
	const [dialog, setDialog] = useState<'new' | 'edit' | 'delete' | null>(null);
	const { bookmark } = view;
	const failed = (error: unknown) => refuse(problemsOf(error)[0]?.message);
	const save = useMutation({ mutationFn: () => updatePreset(bookmark?.id ?? 0, { search: view.search || null, filter: view.filter, ...view.whole }), onSuccess: view.reset, onError: failed });
	const isMine = bookmark?.user === me.id;
	// Views of others belong to who may change all of them.
	const mayChange = isMine || access.mayAll('update', 'directus_presets');
	const mayDelete = isMine || access.mayAll('delete', 'directus_presets');
	return (
		<>
			{view.isChanged && mayChange && (
				<Button variant="light" leftSection={<IconDeviceFloppy size={16} />} loading={save.isPending} onClick={() => save.mutate()}>
					{t('views.saveChanges')}
				</Button>
			)}
			<Menu width={270}>
				<Menu.Target>
					<Button variant="default" leftSection={<IconBookmark size={16} />} aria-label={t('views.title')} px={{ base: 10, sm: 18 }}>
						{t('views.title')}
					</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconTable size={16} />} disabled={!bookmark} onClick={() => void navigate(`/content/${collection.name}`)}>
						{t('views.all', { name: labels.collection(collection) })}
					</Menu.Item>
					{saved.map((one) => {
						const Sign = SIGNS[audienceOf(one)];
						return (
							<Menu.Item key={one.id} leftSection={<Sign size={16} aria-hidden />} disabled={one === bookmark} onClick={() => void navigate(`/content/${collection.name}?bookmark=${String(one.id)}`)}>
								{one.bookmark}
							</Menu.Item>
						);
					})}
					<Menu.Divider />
					<Menu.Item leftSection={<IconBookmarkPlus size={16} />} onClick={() => setDialog('new')}>
						{t('views.save')}
					</Menu.Item>
					{bookmark && (
						<>
							{view.isChanged && (
								<Menu.Item leftSection={<IconRestore size={16} />} onClick={view.reset}>
									{t('views.reset')}
								</Menu.Item>
							)}
							{mayChange && (
								<Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('edit')}>
									{t('views.edit')}
								</Menu.Item>
							)}
							{mayDelete && (
								<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setDialog('delete')}>
									{t(isMine ? 'views.delete' : 'views.deleteShared')}
								</Menu.Item>
							)}
						</>
					)}
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{dialog === 'delete' && bookmark && <DeleteViewDialog view={bookmark} isMine={isMine} onClose={() => setDialog(null)} />}
				{(dialog === 'new' || dialog === 'edit') && (
					<ViewDialog
						collection={collection}
						view={view}
						preset={dialog === 'edit' ? bookmark : undefined}
						onClose={() => setDialog(null)}
						onSaved={(id) => {
							setDialog(null);
							void navigate(`/content/${collection.name}?bookmark=${String(id)}`);
						}}
					/>
				)}
			</Suspense>
		</>
	);
}
