/** Saved views of a collection: opened, saved, renamed, given to others, deleted. */
import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus, IconDeviceFloppy, IconPencil, IconRestore, IconTable, IconTrash, IconUser, IconUsers, IconWorld } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { problemsOf } from '../../../../api/errors';
import { useLabels, useMe } from '../../../../api/model';
import { deletePreset, updatePreset, usePresets } from '../../../../api/presets';
import { audienceOf, bookmarksOf, type Audience } from '../../../../model/layout/presets';
import type { Collection } from '../../../../model/schema';
import type { View } from '../useView';
import { refuse } from '../../../../ui/notify';

const ViewDialog = lazy(async () => ({ default: (await import('./ViewDialog')).ViewDialog }));

const SIGNS = { user: IconUser, role: IconUsers, everybody: IconWorld } satisfies Record<Audience, unknown>;

export function ViewsMenu({ collection, view }: { collection: Collection; view: View }) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const me = useMe();
	const navigate = useNavigate();
	const saved = bookmarksOf(usePresets(), collection.name);
	const [dialog, setDialog] = useState<'new' | 'edit' | null>(null);
	const { bookmark } = view;
	const failed = (error: unknown) => refuse(problemsOf(error)[0]?.message);
	const save = useMutation({ mutationFn: () => updatePreset(bookmark?.id ?? 0, { search: view.search || null, filter: view.filter, ...view.whole }), onSuccess: view.reset, onError: failed });
	const remove = useMutation({ mutationFn: () => deletePreset(bookmark?.id ?? 0), onSuccess: () => void navigate(`/content/${collection.name}`), onError: failed });
	const isMine = bookmark?.user === me.id;
	return (
		<>
			{view.isChanged && (
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
							<Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('edit')}>
								{t('views.edit')}
							</Menu.Item>
							<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => remove.mutate()}>
								{t(isMine ? 'views.delete' : 'views.deleteShared')}
							</Menu.Item>
						</>
					)}
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{dialog !== null && (
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
