/** Which relation? Each kind with an example from everyday life and its shape. */
import { Group, Text, Title } from '@mantine/core';
import { IconArrowsSplit2, IconFile, IconFiles, IconLanguage, IconLayoutList, IconLink, IconListTree, IconPhoto, IconRefresh, IconSitemap, IconUser, IconArrowsExchange, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useLabels } from '../../../api/model';
import type { RelationKind } from '../../../model/relations';
import { Page } from '../../../ui/Page';
import classes from './RelationPage.module.css';

export const KIND_ICONS: Record<RelationKind, Icon> = {
	m2o: IconLink,
	o2m: IconListTree,
	m2m: IconArrowsExchange,
	m2a: IconLayoutList,
	translations: IconLanguage,
	'self-m2m': IconRefresh,
	tree: IconSitemap,
	o2o: IconArrowsSplit2,
	file: IconFile,
	image: IconPhoto,
	files: IconFiles,
	user: IconUser,
};

const GROUPS = [
	{ id: 'main', kinds: ['m2o', 'o2m', 'm2m', 'm2a', 'translations'] },
	{ id: 'own', kinds: ['tree', 'self-m2m', 'o2o'] },
	{ id: 'files', kinds: ['image', 'file', 'files', 'user'] },
] as const satisfies readonly { id: string; kinds: readonly RelationKind[] }[];

export function KindPicker({ collection, related }: { collection: string; related: string | null }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const here = labels.collection(collection);
	const query = related === null ? '' : `?related=${encodeURIComponent(related)}`;
	return (
		<Page title={t('relation.title', { collection: here })} back={{ to: `/model/${collection}`, label: t('relation.back', { collection: here }) }}>
			{GROUPS.map((group) => (
				<section key={group.id} aria-labelledby={`kinds-${group.id}`}>
					<Title order={2} id={`kinds-${group.id}`} className={classes['groupTitle']}>
						{t(`relation.group.${group.id}`)}
					</Title>
					<div className={classes['kinds']}>
						{group.kinds.map((kind) => {
							const Sign = KIND_ICONS[kind];
							return (
								<Link key={kind} to={`/model/${collection}/relation/${kind}${query}`} className={classes['kind'] ?? ''}>
									<Group gap="xs" wrap="nowrap">
										<Sign size={19} stroke={1.7} color="var(--r-accent)" aria-hidden />
										<Text fw={600}>{t(`relation.kind.${kind}`)}</Text>
									</Group>
									<Text size="sm" c="dimmed">
										{t(`relation.example.${kind}`)}
									</Text>
								</Link>
							);
						})}
					</div>
				</section>
			))}
		</Page>
	);
}
