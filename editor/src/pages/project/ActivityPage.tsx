/** Who did what, and when. */
import { Badge, Button, Group, Select, Table, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { userName } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { titleOf, useItemSummary } from '../../api/items';
import { useLabels, useSchema } from '../../api/model';
import { titleTemplate } from '../../model/template';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState, Notice } from '../../ui/States';
import classes from '../access/access.module.css';
import { PersonSelect } from '../access/PersonSelect';

interface Activity {
	id: number;
	action: string;
	timestamp: string;
	collection: string;
	item: string | null;
	ip: string | null;
	user: { id: string; first_name: string | null; last_name: string | null; email: string | null } | null;
}

const A_PAGE = 50;
const ACTIONS = ['create', 'update', 'delete', 'login'] as const;
const COLORS: Record<string, string> = { create: 'green', update: 'blue', delete: 'red', login: 'gray' };

interface Conditions {
	action: string | null;
	collection: string | null;
	user: string | null;
}

function useActivity(conditions: Conditions) {
	const filter = { _and: Object.entries(conditions).flatMap(([field, value]) => (value === null ? [] : [{ [field]: { _eq: value } }])) };
	return useInfiniteQuery({
		queryKey: ['activity', conditions],
		queryFn: ({ pageParam }) =>
			ask<Activity[]>('/activity', {
				params: { fields: ['id', 'action', 'timestamp', 'collection', 'item', 'ip', 'user.id', 'user.first_name', 'user.last_name', 'user.email'], sort: ['-id'], limit: A_PAGE, page: pageParam, ...(filter._and.length > 0 && { filter }) },
			}),
		initialPageParam: 1,
		getNextPageParam: (last, all) => (last.length < A_PAGE ? undefined : all.length + 1),
		staleTime: 0,
	});
}

export function ActivityPage() {
	const { t } = useTranslation('project');
	const labels = useLabels();
	const schema = useSchema();
	const [params, setParams] = useSearchParams();
	const action = params.get('action');
	const collection = params.get('collection');
	const user = params.get('user');
	const activity = useActivity({ action, collection, user });
	const rows = activity.data?.pages.flat() ?? [];
	const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false }) ?? false;
	const set = (name: string, value: string | null): void => {
		const next = new URLSearchParams(params);
		if (value === null) next.delete(name);
		else next.set(name, value);
		setParams(next, { replace: true });
	};
	return (
		<Page
			title={t('activity.title')}
			icon={<IconHistory size={20} stroke={1.7} />}
			tools={
				<Group gap="sm">
					<Select
						aria-label={t('activity.action')}
						placeholder={t('activity.anyAction')}
						data={ACTIONS.map((one) => ({ value: one as string, label: t(`activity.did.${one}`) }))}
						value={action}
						onChange={(value) => {
							set('action', value);
						}}
						clearable
						w={{ base: '100%', xs: 180 }}
					/>
					<Select
						aria-label={t('activity.collection')}
						placeholder={t('activity.anyCollection')}
						data={[...schema.collections.values()].filter((one) => !one.isFolder).map((one) => ({ value: one.name, label: labels.collection(one) }))}
						value={collection}
						onChange={(value) => {
							set('collection', value);
						}}
						clearable
						searchable
						w={{ base: '100%', xs: 220 }}
					/>
					<PersonSelect
						aria-label={t('activity.user')}
						placeholder={t('activity.anybody')}
						value={user}
						onChange={(value) => {
							set('user', value);
						}}
						clearable
						w={{ base: '100%', xs: 220 }}
					/>
				</Group>
			}
		>
			{activity.isPending && <LoadingState shape="rows" rows={8} />}
			{activity.isError && <FailedState problems={problemsOf(activity.error)} onRetry={() => void activity.refetch()} />}
			{activity.data && rows.length === 0 && (
				<Notice icon={IconHistory} title={t('activity.none')}>
					{t('activity.noneHint')}
				</Notice>
			)}
			{rows.length > 0 && (
				<>
					<div className={classes['table']}>
						<Table>
							<Table.Thead>
								<Table.Tr>
									<Table.Th>{t('activity.when')}</Table.Th>
									<Table.Th>{t('activity.who')}</Table.Th>
									<Table.Th>{t('activity.what')}</Table.Th>
									<Table.Th>{t('activity.where')}</Table.Th>
								</Table.Tr>
							</Table.Thead>
							<Table.Tbody>
								{rows.map((row) => (
									<Line key={row.id} row={row} isNarrow={isNarrow} />
								))}
							</Table.Tbody>
						</Table>
					</div>
					{activity.hasNextPage && (
						<Group justify="center" mt="md">
							<Button variant="default" loading={activity.isFetchingNextPage} onClick={() => void activity.fetchNextPage()}>
								{t('activity.more')}
							</Button>
						</Group>
					)}
				</>
			)}
		</Page>
	);
}

/** Where items of the server's own collections are shown. */
const PAGES: Record<string, string> = { directus_users: '/users', directus_files: '/files', directus_roles: '/access/roles', directus_policies: '/access/policies' };

function hrefOf(collection: string, key: string): string | undefined {
	const page = collection.startsWith('directus_') ? PAGES[collection] : `/content/${collection}`;
	return page && `${page}/${encodeURIComponent(key)}`;
}

/** What an item is called now; all of a page are read with one request a collection. Its key where it is gone. */
function ItemName({ collection, itemKey }: { collection: string; itemKey: string }) {
	const of = useSchema().collection(collection);
	const template = titleTemplate(of);
	const found = useItemSummary(of, itemKey, template).data;
	return <bdi>{found ? titleOf(template, found, of) : itemKey}</bdi>;
}

function Line({ row, isNarrow }: { row: Activity; isNarrow: boolean }) {
	const { t, i18n } = useTranslation('project');
	const labels = useLabels();
	const when = new Date(row.timestamp);
	const href = row.action === 'delete' || row.item === null ? undefined : hrefOf(row.collection, row.item);
	return (
		<Table.Tr>
			<Table.Td>
				<Text component="time" dateTime={row.timestamp} size="sm" style={{ whiteSpace: isNarrow ? 'pre' : 'nowrap' }}>
					{isNarrow ? `${when.toLocaleDateString(i18n.language, { dateStyle: 'short' })}\n${when.toLocaleTimeString(i18n.language, { timeStyle: 'short' })}` : when.toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' })}
				</Text>
			</Table.Td>
			<Table.Td>
				{row.user ? (
					<Link to={`/users/${row.user.id}`} className={classes['link'] ?? ''}>
						{userName(row.user)}
					</Link>
				) : (
					<Text c="dimmed">{t('activity.system')}</Text>
				)}
			</Table.Td>
			<Table.Td>
				<Badge color={COLORS[row.action] ?? 'gray'} miw="max-content">{t(`activity.did.${row.action as 'create'}`, { defaultValue: row.action })}</Badge>
			</Table.Td>
			<Table.Td>
				{href !== undefined && row.item !== null ? (
					<Link to={href} className={classes['link'] ?? ''}>
						{labels.collection(row.collection)} · <ItemName collection={row.collection} itemKey={row.item} />
					</Link>
				) : (
					<Text size="sm" {...(isNarrow && { truncate: true, maw: 110 })}>
						{labels.collection(row.collection)} {row.item !== null && `· ${row.item}`}
					</Text>
				)}
			</Table.Td>
		</Table.Tr>
	);
}
