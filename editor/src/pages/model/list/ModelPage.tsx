/** All collections in their folders: to open, order, group, hide, make and delete. */
import { ActionIcon, Button, Group, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDatabase, IconFolderPlus, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useLabels, useSchema } from '../../../api/model';
import { CollectionIcon } from '../../../ui/CollectionIcon';
import { Page } from '../../../ui/Page';
import { Notice } from '../../../ui/States';
import { CollectionTree } from './CollectionTree';
import { NewCollectionDrawer } from './NewCollectionDrawer';
import { NewFolderDialog } from './NewFolderDialog';
import { PlainCollections } from './PlainCollections';

/** Between the list of collections and the diagram. */
export function ModelViews({ value, only }: { value: 'list' | 'diagram'; only?: 'wide' | 'narrow' }) {
	const { t } = useTranslation('model');
	const navigate = useNavigate();
	return (
		<SegmentedControl
			size="xs"
			{...(only === 'wide' && { visibleFrom: 'sm' })}
			{...(only === 'narrow' && { hiddenFrom: 'sm' })}
			aria-label={t('views.label')}
			value={value}
			onChange={(next) => void navigate(next === 'diagram' ? '/model/+diagram' : '/model')}
			data={[
				{ value: 'list', label: t('views.list') },
				{ value: 'diagram', label: t('views.diagram') },
			]}
		/>
	);
}

export function ModelPage() {
	const { t } = useTranslation('model');
	const schema = useSchema();
	const labels = useLabels();
	const [search, setSearch] = useState('');
	const [system, setSystem] = useState(false);
	const [creating, creation] = useDisclosure(false);
	const [foldering, folder] = useDisclosure(false);
	const own = useMemo(() => [...schema.collections.values()].filter((one) => !one.isSystem), [schema]);
	const wanted = search.trim().toLowerCase();
	const found = wanted === '' ? null : own.filter((one) => one.name.includes(wanted) || labels.collection(one).toLowerCase().includes(wanted));
	const systemOnes = [...schema.collections.values()].filter((one) => one.isSystem);
	return (
		<Page
			title={t('title')}
			icon={<IconDatabase size={20} stroke={1.7} />}
			beside={<ModelViews value="list" only="wide" />}
			actions={
				<>
					<Button variant="default" leftSection={<IconFolderPlus size={16} />} onClick={folder.open} visibleFrom="sm">
						{t('list.newFolder')}
					</Button>
					<ActionIcon variant="default" size={36} aria-label={t('list.newFolder')} onClick={folder.open} hiddenFrom="sm">
						<IconFolderPlus size={18} />
					</ActionIcon>
					<Button leftSection={<IconPlus size={16} />} onClick={creation.open}>
						{t('list.newCollection')}
					</Button>
				</>
			}
			tools={
				<Group justify="space-between" gap="sm">
					<ModelViews value="list" only="narrow" />
					<TextInput
						leftSection={<IconSearch size={16} />}
						placeholder={t('list.search')}
						aria-label={t('list.search')}
						value={search}
						onChange={(event) => {
							setSearch(event.currentTarget.value);
						}}
						w={{ base: '100%', xs: 280 }}
					/>
					<Switch
						label={t('list.system')}
						checked={system}
						onChange={(event) => {
							setSystem(event.currentTarget.checked);
						}}
					/>
				</Group>
			}
		>
			{own.length === 0 ? (
				<Notice
					icon={IconDatabase}
					title={t('list.empty')}
					action={
						<Button leftSection={<IconPlus size={16} />} onClick={creation.open}>
							{t('list.newCollection')}
						</Button>
					}
				>
					{t('list.emptyHint')}
				</Notice>
			) : found === null ? (
				<CollectionTree collections={own} />
			) : found.length === 0 ? (
				<Notice icon={IconSearch} title={t('list.nothing')} compact />
			) : (
				<PlainCollections collections={found} />
			)}
			{system && <PlainCollections title={t('collections.system')} collections={systemOnes} />}
			<NewCollectionDrawer opened={creating} onClose={creation.close} />
			<NewFolderDialog opened={foldering} onClose={folder.close} />
		</Page>
	);
}

/** The icon of a collection in lists. */
export function ListIcon({ icon, folder }: { icon: string | undefined; folder: boolean }) {
	return <CollectionIcon name={icon} folder={folder} size={18} />;
}
