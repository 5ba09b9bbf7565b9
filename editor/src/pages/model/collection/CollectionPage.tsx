/** One collection of the model: its fields, its settings, and what it is tied to. */
import { Button, Group, Menu, Tabs } from '@mantine/core';
import { IconDots, IconPlus, IconTable, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';

import { useLabels, useSchema } from '../../../api/model';
import { CollectionIcon } from '../../../ui/CollectionIcon';
import { Page } from '../../../ui/Page';
import { FailedState, LoadingState } from '../../../ui/States';
import { AddFieldDrawer } from '../fields/AddFieldDrawer';
import { FieldDrawer } from '../fields/FieldDrawer';
import { DeleteCollectionDialog } from '../list/DeleteCollectionDialog';
import { CollectionSettings } from './CollectionSettings';
import { FieldList } from './FieldList';

const Diagram = lazy(async () => ({ default: (await import('../diagram/Diagram')).Diagram }));

const TABS = ['fields', 'settings', 'neighbours'] as const;

export function CollectionPage() {
	const { t } = useTranslation(['model', 'common']);
	const { collection: name = '', field } = useParams();
	const [search, setSearch] = useSearchParams();
	const schema = useSchema();
	const labels = useLabels();
	const navigate = useNavigate();
	const [deleting, setDeleting] = useState(false);
	const collection = schema.collection(name);
	const tab = TABS.find((one) => one === search.get('tab')) ?? (collection?.isFolder ? 'settings' : 'fields');
	if (!collection) {
		return (
			<Page title={name} back={{ to: '/model', label: t('title') }}>
				<FailedState problems={[{ code: 'FORBIDDEN', message: '' }]} />
			</Page>
		);
	}
	const close = (): void => void navigate(`/model/${name}`);
	return (
		<Page
			title={labels.collection(collection)}
			icon={<CollectionIcon name={collection.icon} folder={collection.isFolder} size={20} />}
			back={{ to: '/model', label: t('title') }}
			actions={
				<>
					{!collection.isFolder && (
						<Button leftSection={<IconPlus size={16} />} component={Link} to={`/model/${name}/add`}>
							{t('fields.add')}
						</Button>
					)}
					<Menu>
						<Menu.Target>
							<Button variant="default" px={9} aria-label={t('common:actions.more')}>
								<IconDots size={17} />
							</Button>
						</Menu.Target>
						<Menu.Dropdown>
							{!collection.isFolder && (
								<Menu.Item leftSection={<IconTable size={15} />} component={Link} to={`/content/${name}`}>
									{t('list.content')}
								</Menu.Item>
							)}
							{!collection.isSystem && (
								<Menu.Item
									color="red"
									leftSection={<IconTrash size={15} />}
									onClick={() => {
										setDeleting(true);
									}}
								>
									{t('list.delete')}
								</Menu.Item>
							)}
						</Menu.Dropdown>
					</Menu>
				</>
			}
		>
			<Tabs
				value={tab}
				onChange={(next) => {
					setSearch(next === 'fields' || next === null ? {} : { tab: next }, { replace: true });
				}}
				keepMounted={false}
			>
				<Group justify="center" mb="lg">
					<Tabs.List>
						{TABS.filter((one) => !collection.isFolder || one === 'settings').map((one) => (
							<Tabs.Tab key={one} value={one}>
								{t(`tabs.${one}`)}
							</Tabs.Tab>
						))}
					</Tabs.List>
				</Group>
				<Tabs.Panel value="fields">
					<FieldList collection={collection} />
				</Tabs.Panel>
				<Tabs.Panel value="settings">
					<CollectionSettings key={name} collection={collection} />
				</Tabs.Panel>
				<Tabs.Panel value="neighbours">
					<Suspense fallback={<LoadingState rows={4} />}>
						<Diagram around={name} height={520} />
					</Suspense>
				</Tabs.Panel>
			</Tabs>
			<AddFieldDrawer collection={collection} opened={field === undefined && location.pathname.endsWith(`/model/${name}/add`)} onClose={close} />
			<FieldDrawer collection={collection} field={field} interfaceId={search.get('interface')} onClose={close} />
			<DeleteCollectionDialog
				collection={deleting ? collection : null}
				onClose={() => {
					setDeleting(false);
				}}
			/>
		</Page>
	);
}
