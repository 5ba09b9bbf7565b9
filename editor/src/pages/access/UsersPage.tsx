/** Everybody who may log in. */
import { Avatar, Badge, Button, Group, Pagination, Select, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { USERS_A_PAGE, useAccessModel, userName, useUsers, type UserRow } from '../../api/accessModel';
import { assetUrl } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState, Notice } from '../../ui/States';
import classes from './access.module.css';
import { InviteButton } from './InviteButton';

export function UsersPage() {
	const { t } = useTranslation('access');
	const [search, setSearch] = useState('');
	const [wanted] = useDebouncedValue(search.trim(), 250);
	const [params, setParams] = useSearchParams();
	const role = params.get('role');
	const [page, setPage] = useState(1);
	const { roles } = useAccessModel();
	const users = useUsers(wanted, page, role);
	const pages = Math.ceil((users.data?.count ?? 0) / USERS_A_PAGE);
	const add = (
		<Button component={Link} to="/users/+" leftSection={<IconPlus size={16} />}>
			{t('users.new')}
		</Button>
	);
	return (
		<Page
			title={t('users.title')}
			icon={<IconUsers size={20} stroke={1.7} />}
			beside={users.data && <Badge color="gray">{t('users.count', { count: users.data.count })}</Badge>}
			actions={
				<>
					<InviteButton key={role} role={role} />
					{add}
				</>
			}
			tools={
				<Group gap="sm">
					<TextInput
						leftSection={<IconSearch size={16} />}
						placeholder={t('users.search')}
						aria-label={t('users.search')}
						value={search}
						onChange={(event) => {
							setSearch(event.currentTarget.value);
							setPage(1);
						}}
						w={{ base: '100%', xs: 260 }}
					/>
					<Select
						placeholder={t('users.anyRole')}
						aria-label={t('users.role')}
						data={roles.map((one) => ({ value: one.id, label: one.name }))}
						value={role}
						onChange={(value) => {
							setParams(value === null ? {} : { role: value });
							setPage(1);
						}}
						clearable
						w={{ base: '100%', xs: 200 }}
					/>
				</Group>
			}
		>
			{users.isPending && <LoadingState shape="rows" rows={8} />}
			{users.isError && <FailedState problems={problemsOf(users.error)} onRetry={() => void users.refetch()} />}
			{users.data?.count === 0 && (
				<Notice icon={IconUsers} title={t('users.nobody')} action={add}>
					{t('users.nobodyHint')}
				</Notice>
			)}
			{users.data && users.data.count > 0 && (
				<>
					<div className={classes['table']}>
						<Table highlightOnHover>
							<Table.Thead>
								<Table.Tr>
									<Table.Th>{t('users.name')}</Table.Th>
									<Table.Th>{t('users.email')}</Table.Th>
									<Table.Th>{t('users.role')}</Table.Th>
									<Table.Th>{t('users.status')}</Table.Th>
									<Table.Th>{t('users.lastAccess')}</Table.Th>
								</Table.Tr>
							</Table.Thead>
							<Table.Tbody>
								{users.data.rows.map((user) => (
									<UserLine key={user.id} user={user} role={roles.find((one) => one.id === user.role)?.name ?? null} />
								))}
							</Table.Tbody>
						</Table>
					</div>
					{pages > 1 && (
						<Group justify="center" mt="md">
							<Pagination total={pages} value={page} onChange={setPage} getControlProps={(control) => ({ 'aria-label': t(`users.page.${control}`) })} />
						</Group>
					)}
				</>
			)}
		</Page>
	);
}

export const STATUS_COLORS: Record<string, string> = { active: 'green', invited: 'blue', draft: 'gray', suspended: 'red', unverified: 'yellow', archived: 'gray' };

function UserLine({ user, role }: { user: UserRow; role: string | null }) {
	const { t, i18n } = useTranslation('access');
	const navigate = useNavigate();
	const name = userName(user);
	return (
		<Table.Tr className={classes['row'] ?? ''} onClick={() => void navigate(`/users/${user.id}`)}>
			<Table.Td>
				<Group gap="sm" wrap="nowrap">
					<Avatar size={30} src={user.avatar === null ? null : assetUrl(user.avatar, { width: 60, height: 60, fit: 'cover' })} name={name} alt="" color="sea" />
					<Link
						to={`/users/${user.id}`}
						className={classes['link'] ?? ''}
						onClick={(event) => {
							event.stopPropagation();
						}}
					>
						{name}
					</Link>
				</Group>
			</Table.Td>
			<Table.Td>
				<Text size="sm" c="dimmed">
					{user.email}
				</Text>
			</Table.Td>
			<Table.Td>{role ?? <Text c="dimmed">{t('users.noRole')}</Text>}</Table.Td>
			<Table.Td>
				<Status status={user.status} />
			</Table.Td>
			<Table.Td>
				<Text size="sm" c="dimmed">
					{user.last_access === null ? t('users.never') : new Date(user.last_access).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
				</Text>
			</Table.Td>
		</Table.Tr>
	);
}

export const STATUSES = ['active', 'invited', 'draft', 'suspended', 'unverified', 'archived'] as const;

function Status({ status }: { status: string }) {
	const { t } = useTranslation('access');
	return <Badge color={STATUS_COLORS[status] ?? 'gray'} miw="max-content">{t(`users.statuses.${status as 'active'}`, { defaultValue: status })}</Badge>;
}
