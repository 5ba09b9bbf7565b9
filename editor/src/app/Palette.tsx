/** Ctrl-K: jumps to any collection, item, page or setting, and does things. */
import { Kbd } from '@mantine/core';
import { Spotlight, spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { IconArrowRight, IconBolt, IconDatabase, IconPlus, IconSearch, IconUserCircle } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAccess } from '../api/access';
import { useLabels, useSchema } from '../api/model';
import { withTexts } from '../i18n/i18n';
import { CollectionIcon } from '../ui/CollectionIcon';
import { useCommandRegistry } from '../api/commands';
import { useMenu } from './menu';
import { useFoundItems } from './useFoundItems';

const SettingCommands = lazy(async () => ({ default: (await withTexts(import('../pages/project/SettingCommands'), 'administration')).SettingCommands }));

export function Palette() {
	const { t } = useTranslation();
	const schema = useSchema();
	const labels = useLabels();
	const access = useAccess();
	const navigate = useNavigate();
	const commands = useCommandRegistry();
	const menu = useMenu();
	const [query, setQuery] = useState('');
	const found = useFoundItems(query);
	useEffect(() => spotlight.open(), []);

	const groups = useMemo((): SpotlightActionGroupData[] => {
		const shown = [...schema.collections.values()].filter((one) => !one.isFolder && !one.isSystem && access.may('read', one.name));
		const collections = shown.filter((one) => !one.hidden);
		const extra = (group: 'pages' | 'actions') =>
			commands
				.filter((command) => command.group === group)
				.map((command) => ({
					id: command.id,
					label: command.label,
					keywords: command.keywords ?? [],
					leftSection: <IconBolt size={18} stroke={1.7} />,
					rightSection: command.shortcut && <Kbd size="xs">{command.shortcut}</Kbd>,
					onClick: command.run,
				}));
		const models = access.may('read', 'directus_collections') ? collections : [];
		return [
			{
				group: t('palette.collections'),
				actions: collections.map((one) => ({
					id: `collection:${one.name}`,
					label: labels.collection(one),
					keywords: [one.name],
					leftSection: <CollectionIcon name={one.icon} />,
					onClick: () => void navigate(`/content/${one.name}`),
				})),
			},
			{
				group: t('palette.actions'),
				actions: [
					...extra('actions'),
					...collections
						.filter((one) => !one.singleton && access.may('create', one.name))
						.map((one) => ({
							id: `create:${one.name}`,
							label: t('palette.create', { name: labels.item(one) }),
							keywords: [one.name],
							leftSection: <IconPlus size={18} stroke={1.7} />,
							onClick: () => void navigate(`/content/${one.name}/+`),
						})),
				],
			},
			{
				group: t('palette.pages'),
				actions: [
					...menu.map((entry) => ({ id: `page:${entry.to}`, label: entry.label, leftSection: <IconArrowRight size={18} stroke={1.7} className="r-flip" />, onClick: () => void navigate(entry.to) })),
					...extra('pages'),
					{ id: 'page:/profile', label: t('nav.profile'), leftSection: <IconUserCircle size={18} stroke={1.7} />, onClick: () => void navigate('/profile') },
					...models.map((one) => ({
						id: `model:${one.name}`,
						label: t('palette.fields', { name: labels.collection(one) }),
						keywords: [one.name],
						leftSection: <IconDatabase size={18} stroke={1.7} />,
						onClick: () => void navigate(`/model/${one.name}`),
					})),
				],
			},
			{
				group: t('palette.items'),
				// The server found them by any of their texts: the palette's own search must not hide them again.
				actions: found.map(({ collection, key, title, path }) => ({
					id: `item:${collection.name}/${String(key)}`,
					label: title,
					description: labels.collection(collection),
					keywords: [query],
					leftSection: <CollectionIcon name={collection.icon} />,
					onClick: () => void navigate(`${path}/${encodeURIComponent(key)}`),
				})),
			},
		];
	}, [schema, labels, access, navigate, commands, menu, t, found, query]);

	return (
		<>
			<Suspense>{menu.some((entry) => entry.to === '/settings') && <SettingCommands />}</Suspense>
			<Spotlight
				actions={groups}
				shortcut={null}
				query={query}
				onQueryChange={setQuery}
				limit={14}
				scrollable
				attributes={{ content: { 'aria-label': t('palette.open') } }}
				maxHeight={420}
				radius="lg"
				nothingFound={t('palette.nothing')}
				searchProps={{ leftSection: <IconSearch size={18} stroke={1.7} />, placeholder: t('palette.placeholder'), 'aria-label': t('palette.open') }}
			/>
		</>
	);
}
