/** What kind of field? Interfaces by what they are for, relations by what they tie together. */
import { Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCalendar, IconCheckbox, IconCircleDot, IconCode, IconColorSwatch, IconForms, IconGripHorizontal, IconHash, IconHeading, IconInfoSquare, IconLayoutNavbar, IconLayoutRows, IconLink, IconList, IconListCheck, IconListTree, IconMap, IconMarkdown, IconMoodSmile, IconSearch, IconSection, IconSelect, IconAdjustmentsHorizontal, IconTags, IconTextCaption, IconToggleLeft, IconTypography, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { INTERFACE_GROUPS, INTERFACE_IDS, INTERFACES, type InterfaceId } from '../../../model/definition/interfaces';
import { RELATION_KINDS } from '../../../model/relations';
import type { Collection } from '../../../model/schema';
import { SideDialog } from '../../../ui/Dialog';
import { KIND_ICONS } from '../relation/KindPicker';
import classes from './gallery.module.css';

const ICONS: Record<InterfaceId, Icon> = {
	input: IconForms,
	'input-multiline': IconTextCaption,
	'input-rich-text-html': IconTypography,
	'input-rich-text-md': IconMarkdown,
	'input-code': IconCode,
	tags: IconTags,
	'input-hash': IconHash,
	'select-dropdown': IconSelect,
	'select-radio': IconCircleDot,
	'select-multiple-dropdown': IconListCheck,
	'select-multiple-checkbox': IconCheckbox,
	'select-multiple-checkbox-tree': IconListTree,
	boolean: IconToggleLeft,
	datetime: IconCalendar,
	slider: IconAdjustmentsHorizontal,
	'select-color': IconColorSwatch,
	'select-icon': IconMoodSmile,
	list: IconList,
	map: IconMap,
	'presentation-divider': IconGripHorizontal,
	'presentation-notice': IconInfoSquare,
	'presentation-links': IconLink,
	'group-raw': IconSection,
	'group-detail': IconHeading,
	'group-accordion': IconLayoutRows,
	'group-tabs': IconLayoutNavbar,
};

interface AddFieldDrawerProps {
	collection: Collection;
	opened: boolean;
	onClose: () => void;
}

export function AddFieldDrawer({ collection, opened, onClose }: AddFieldDrawerProps) {
	const { t } = useTranslation(['model', 'common']);
	return (
		<SideDialog opened={opened} onClose={onClose} title={t('fields.add')} size="xl">
			{opened && <Gallery collection={collection.name} />}
		</SideDialog>
	);
}

function Gallery({ collection }: { collection: string }) {
	const { t } = useTranslation(['model', 'common']);
	const [search, setSearch] = useState('');
	const wanted = search.trim().toLowerCase();
	const matches = (text: string): boolean => text.toLowerCase().includes(wanted);
	const relations = RELATION_KINDS.filter((kind) => matches(t(`relation.kind.${kind}`)) || matches(t(`relation.example.${kind}`)));
	return (
		<Stack gap="lg">
			<TextInput
				leftSection={<IconSearch size={16} />}
				placeholder={t('fields.searchKind')}
				aria-label={t('fields.searchKind')}
				value={search}
				onChange={(event) => {
					setSearch(event.currentTarget.value);
				}}
				data-autofocus
			/>
			{relations.length > 0 && (
				<Section title={t('gallery.relation')}>
					{relations.map((kind) => (
						<Tile key={kind} to={`/model/${collection}/relation/${kind}`} icon={KIND_ICONS[kind]} title={t(`relation.kind.${kind}`)} hint={t(`relation.example.${kind}`)} />
					))}
				</Section>
			)}
			{INTERFACE_GROUPS.map((group) => {
				const ids = INTERFACE_IDS.filter((id) => INTERFACES[id].group === group && (matches(t(`interface.${id}`)) || matches(t(`interfaceHint.${id}`))));
				return (
					ids.length > 0 && (
						<Section key={group} title={t(`gallery.${group}`)}>
							{ids.map((id) => (
								<Tile key={id} to={`/model/${collection}/field/+?interface=${id}`} icon={ICONS[id]} title={t(`interface.${id}`)} hint={t(`interfaceHint.${id}`)} />
							))}
						</Section>
					)
				);
			})}
		</Stack>
	);
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
	return (
		<section>
			<Title order={3} mb="xs">
				{title}
			</Title>
			<div className={classes['tiles']}>{children}</div>
		</section>
	);
}

function Tile({ to, icon: Sign, title, hint }: { to: string; icon: Icon; title: string; hint: string }) {
	return (
		<Link to={to} className={classes['tile'] ?? ''}>
			<Sign size={20} stroke={1.6} color="var(--r-accent)" aria-hidden />
			<span>
				<Text span fw={550} size="sm" display="block">
					{title}
				</Text>
				<Text span size="xs" c="dimmed" display="block">
					{hint}
				</Text>
			</span>
		</Link>
	);
}
