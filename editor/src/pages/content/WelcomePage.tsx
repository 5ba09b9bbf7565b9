import { Button, Card, Group, SimpleGrid, Text } from '@mantine/core';
import { IconDatabasePlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useAccess } from '../../api/access';
import { useLabels, useProjectName, useSchema } from '../../api/model';
import { groupBy } from '../../model/group';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { Page } from '../../ui/Page';
import { Notice } from '../../ui/States';
import classes from './WelcomePage.module.css';

/** The start: every collection as a card. */
export function WelcomePage() {
	const { t } = useTranslation();
	const schema = useSchema();
	const labels = useLabels();
	const access = useAccess();
	const project = useProjectName();
	const shown = [...schema.collections.values()].filter((one) => !one.isSystem && !one.hidden && !one.isFolder && access.may('read', one.name));
	const groups = groupBy(
		shown.toSorted((a, b) => a.sort - b.sort),
		(one) => one.group,
	);
	const order = [...groups.keys()].toSorted((a, b) => (a ? (schema.collection(a)?.sort ?? 0) : -1) - (b ? (schema.collection(b)?.sort ?? 0) : -1));
	if (shown.length === 0) {
		return (
			<Page title={project}>
				<Notice
					icon={IconDatabasePlus}
					title={t('states.noCollections')}
					action={
						<Button component={Link} to="/model">
							{t('states.noCollectionsAction')}
						</Button>
					}
				>
					{t('states.noCollectionsHint')}
				</Notice>
			</Page>
		);
	}
	return (
		<Page title={project}>
			<div className={classes.groups}>
				{order.map((group) => (
					<section key={group ?? ''} aria-label={group ? labels.collection(group) : t('nav.content')}>
						{group && (
							<Text component="h2" className={classes.group}>
								{labels.collection(group)}
							</Text>
						)}
						<SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 4 }} spacing="sm">
							{groups.get(group)?.map((one) => (
								<Card key={one.name} component={Link} to={`/content/${one.name}`} withBorder padding="md" className={classes.card}>
									<Group gap="sm" wrap="nowrap" align="flex-start">
										<span className={classes.icon}>
											<CollectionIcon name={one.icon} size={20} />
										</span>
										<div style={{ minWidth: 0 }}>
											<Text fw={600}>{labels.collection(one)}</Text>
											<Text size="sm" c="dimmed" lineClamp={2}>
												{one.note ?? ' '}
											</Text>
										</div>
									</Group>
								</Card>
							))}
						</SimpleGrid>
					</section>
				))}
			</div>
		</Page>
	);
}
