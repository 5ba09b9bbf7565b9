/** A user: who it is, what role and policies, and everything that comes of them. */
import { ActionIcon, Badge, Fieldset, Group, PasswordInput, Select, Stack, Tabs, Text, TextInput, Tooltip } from '@mantine/core';
import { IconEye, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';

import { useAccessChange, useAccessModel, userName, useUser, type UserRow } from '../../api/accessModel';
import { ask, editorRoot } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { useMe } from '../../api/model';
import { viewAs, type Viewed } from '../../api/viewAs';
import { policiesOf } from '../../model/access/roles';
import { Page } from '../../ui/Page';
import { SaveBar } from '../../ui/SaveBar';
import { FailedState, LoadingState } from '../../ui/States';
import { tell } from '../../ui/notify';
import { useForm } from '../../ui/useForm';
import classes from './access.module.css';
import { DeleteButton } from './DeleteButton';
import { EffectiveAccess } from './EffectiveAccess';
import { PolicyList } from './PolicyList';
import { policyText } from './policyText';
import { STATUSES } from './UsersPage';

const NOBODY: UserRow = { id: '+', first_name: null, last_name: null, email: null, avatar: null, status: 'active', role: null, language: null, last_access: null, title: null, description: null, location: null, tfa_secret: null };

export function UserPage() {
	const { id = '+' } = useParams();
	const { t } = useTranslation('access');
	const me = useMe();
	const user = useUser(id);
	const back = { to: '/users', label: t('users.title') };
	const isNew = id === '+';
	const shown = isNew ? NOBODY : user.data;
	const title = isNew ? t('users.new') : shown ? userName(shown) : t('users.title');
	return (
		<Page
			title={title}
			icon={<IconUser size={20} stroke={1.7} />}
			back={back}
			beside={me.id === id && <Badge color="gray">{t('users.you')}</Badge>}
			actions={
				shown &&
				!isNew &&
				me.id !== id && (
					<>
						<Tooltip label={t('users.viewAs')}>
							<ActionIcon variant="default" size={36} aria-label={t('users.viewAs')} onClick={() => look({ id, name: title })}>
								<IconEye size={17} />
							</ActionIcon>
						</Tooltip>
						<DeleteButton path={`/users/${id}`} name={title} hint={t('users.deleteHint')} back="/users" />
					</>
				)
			}
		>
			{!isNew && user.isPending && (
				<div className={classes['narrow']}>
					<LoadingState shape="form" />
				</div>
			)}
			{!isNew && user.isError && <FailedState problems={problemsOf(user.error)} onRetry={() => void user.refetch()} />}
			{shown && (isNew ? <Account user={shown} isNew /> : <Tabbed key={shown.id} user={shown} />)}
		</Page>
	);
}

function look(viewed: Viewed): void {
	viewAs.start(viewed);
	location.assign(new URL('content', editorRoot).href);
}

function Tabbed({ user }: { user: UserRow }) {
	const { t } = useTranslation('access');
	return (
		<Tabs defaultValue="account" keepMounted={false}>
			<Group justify="center" mb="lg">
				<Tabs.List>
					<Tabs.Tab value="account">{t('users.account')}</Tabs.Tab>
					<Tabs.Tab value="rights">{t('users.rights')}</Tabs.Tab>
				</Tabs.List>
			</Group>
			<Tabs.Panel value="account">
				<Account user={user} isNew={false} />
			</Tabs.Panel>
			<Tabs.Panel value="rights">
				<EffectiveAccess user={user} />
			</Tabs.Panel>
		</Tabs>
	);
}

function Account({ user, isNew }: { user: UserRow; isNew: boolean }) {
	const { t } = useTranslation('access');
	const { roles, access, policies } = useAccessModel();
	const navigate = useNavigate();
	const form = useForm(user);
	const [password, setPassword] = useState('');
	const { value, set } = form;
	const save = useAccessChange(() => {
		const body = { ...form.changed, ...(password !== '' && { password }) };
		return isNew ? ask<{ id: string }>('/users', { method: 'POST', body: { status: 'active', ...body } }) : ask<{ id: string }>(`/users/${user.id}`, { method: 'PATCH', body });
	});
	const granted = isNew ? [] : policiesOf(user, roles, access).filter((one) => one.through.kind === 'role');
	const text = (key: 'first_name' | 'last_name' | 'title' | 'location') => (
		<TextInput
			label={t(key === 'title' ? 'users.jobTitle' : `users.${key}`)}
			value={value[key] ?? ''}
			onChange={(event) => {
				set({ [key]: event.currentTarget.value || null });
			}}
		/>
	);
	return (
		<form
			className={classes['narrow']}
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate(undefined, {
					onSuccess: (made) => {
						form.reset();
						setPassword('');
						tell(t('saved'));
						if (isNew) void navigate(`/users/${made.id}`);
					},
				});
			}}
		>
			<Stack gap="lg">
				<Fieldset legend={t('users.person')}>
					<Stack gap="sm">
						<Group grow align="flex-start">
							{text('first_name')}
							{text('last_name')}
						</Group>
						<TextInput
							label={t('users.email')}
							type="email"
							value={value.email ?? ''}
							onChange={(event) => {
								set({ email: event.currentTarget.value || null });
							}}
							required={isNew}
						/>
						<Group grow align="flex-start">
							{text('title')}
							{text('location')}
						</Group>
						<PasswordInput
							label={isNew ? t('users.password') : t('users.newPassword')}
							description={isNew ? undefined : t('users.newPasswordHint')}
							autoComplete="new-password"
							value={password}
							onChange={(event) => {
								setPassword(event.currentTarget.value);
							}}
						/>
					</Stack>
				</Fieldset>
				<Fieldset legend={t('users.access')}>
					<Stack gap="sm">
						<Group grow align="flex-start">
							<Select
								label={t('users.role')}
								data={[{ value: '', label: t('users.noRole') }, ...roles.map((one) => ({ value: one.id, label: one.name }))]}
								value={value.role ?? ''}
								onChange={(role) => {
									set({ role: role || null });
								}}
								allowDeselect={false}
								searchable
							/>
							<Select
								label={t('users.status')}
								data={STATUSES.map((status) => ({ value: status as string, label: t(`users.statuses.${status}`) }))}
								value={value.status}
								onChange={(status) => {
									set({ status: status ?? 'active' });
								}}
								allowDeselect={false}
							/>
						</Group>
						{!isNew && (
							<>
								<Text size="sm" fw={500} mt="xs">
									{t('users.ownPolicies')}
								</Text>
								<PolicyList owner={{ user: user.id }} />
								{granted.map((one) => (
									<Text key={one.policy} size="sm" c="dimmed">
										{t('roles.inherits', { policy: policyText(policies.find((policy) => policy.id === one.policy)?.name ?? '', t), role: one.through.kind === 'role' ? one.through.role.name : '' })}
									</Text>
								))}
							</>
						)}
					</Stack>
				</Fieldset>
				<SaveBar
					dirty={form.dirty || password !== ''}
					saving={save.isPending}
					problems={save.isError ? problemsOf(save.error) : []}
					onReset={() => {
						form.reset();
						setPassword('');
					}}
					{...(isNew && { label: t('users.make') })}
				/>
				{isNew && (
					<Text size="sm" c="dimmed">
						{t('users.makeHint')}
					</Text>
				)}
			</Stack>
		</form>
	);
}

