/** Roles and policies: groups of people, and what they may do. */
import { ActionIcon, Badge, Button, Group, Tabs, Text } from '@mantine/core';
import { IconHelp, IconShieldLock, IconUsers, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { useAccessModel, useUsersPerRole } from '../../api/accessModel';
import { collectionsOf } from '../../model/access/matrix';
import { flattenRoles, roleTree } from '../../model/access/roles';
import { Page } from '../../ui/Page';
import { Notice } from '../../ui/States';
import classes from './access.module.css';
import { NewPolicyButton, NewRoleButton } from './NewDialogs';
import { policyText } from './policyText';

export function AccessPage() {
	const { t } = useTranslation('access');
	const [params, setParams] = useSearchParams();
	const tab = params.get('tab') === 'policies' ? 'policies' : 'roles';
	return (
		<Page
			title={t('title')}
			icon={<IconShieldLock size={20} stroke={1.7} />}
			actions={
				<>
					<Button variant="default" component={Link} to="/access/explain" visibleFrom="sm">
						{t('explain.open')}
					</Button>
					<ActionIcon variant="default" size={36} component={Link} to="/access/explain" aria-label={t('explain.open')} hiddenFrom="sm">
						<IconHelp size={18} />
					</ActionIcon>
					{tab === 'roles' ? <NewRoleButton /> : <NewPolicyButton />}
				</>
			}
		>
			<Tabs
				value={tab}
				onChange={(next) => {
					setParams(next === 'policies' ? { tab: 'policies' } : {}, { replace: true });
				}}
				keepMounted={false}
			>
				<Group justify="center" mb="lg">
					<Tabs.List>
						<Tabs.Tab value="roles">{t('roles.title')}</Tabs.Tab>
						<Tabs.Tab value="policies">{t('policies.title')}</Tabs.Tab>
					</Tabs.List>
				</Group>
				<Tabs.Panel value="roles">
					<Roles />
				</Tabs.Panel>
				<Tabs.Panel value="policies">
					<Policies />
				</Tabs.Panel>
			</Tabs>
		</Page>
	);
}

function Roles() {
	const { t } = useTranslation('access');
	const { roles, access, policies } = useAccessModel();
	const users = useUsersPerRole();
	const lines = flattenRoles(roleTree(roles));
	if (lines.length === 0) {
		return (
			<Notice icon={IconUsers} title={t('roles.none')} action={<NewRoleButton />}>
				{t('roles.noneHint')}
			</Notice>
		);
	}
	return (
		<div className={`${classes['table'] ?? ''} ${classes['wide'] ?? ''}`}>
			{lines.map((role) => {
				const own = access.filter((row) => row.role === role.id).map((row) => policies.find((policy) => policy.id === row.policy));
				return (
					<Link key={role.id} to={`/access/roles/${role.id}`} className={classes['roleLine'] ?? ''} style={{ paddingInlineStart: 14 + role.depth * 28 }}>
						<IconUsers size={18} stroke={1.7} aria-hidden color="var(--mantine-color-dimmed)" />
						<span style={{ flex: 1, minWidth: 0 }}>
							<Text fw={550}>{role.name}</Text>
							{policyText(role.description, t) !== '' && (
								<Text size="sm" c="dimmed" className="r-truncate">
									{policyText(role.description, t)}
								</Text>
							)}
						</span>
						<Group gap={6} visibleFrom="sm">
							{own.map((policy) => policy && <Badge key={policy.id}>{policyText(policy.name, t)}</Badge>)}
						</Group>
						<Text size="sm" c="dimmed" style={{ minWidth: 76, textAlign: 'end' }}>
							{t('users.count', { count: users.data?.get(role.id) ?? 0 })}
						</Text>
					</Link>
				);
			})}
		</div>
	);
}

function Policies() {
	const { t } = useTranslation('access');
	const { policies, permissions, access } = useAccessModel();
	return (
		<div className={classes['cards']}>
			{policies.map((policy) => {
				const rows = permissions.filter((row) => row.policy === policy.id);
				const given = access.filter((row) => row.policy === policy.id);
				return (
					<Link key={policy.id} to={`/access/policies/${policy.id}`} className={classes['card'] ?? ''}>
						<Group gap="xs" wrap="nowrap">
							<IconShieldCheck size={18} stroke={1.7} aria-hidden color="var(--r-accent)" />
							<Text fw={600} className="r-truncate">
								{policyText(policy.name, t)}
							</Text>
						</Group>
						{policyText(policy.description, t) !== '' && (
							<Text size="sm" c="dimmed" lineClamp={2}>
								{policyText(policy.description, t)}
							</Text>
						)}
						<Group gap={6} mt="auto">
							{policy.admin_access && <Badge color="red">{t('policies.admin')}</Badge>}
							{policy.app_access && <Badge>{t('policies.app')}</Badge>}
							{!policy.admin_access && <Badge color="gray">{t('policies.collections', { count: collectionsOf(rows).length })}</Badge>}
							<Badge color="gray">{t('policies.given', { count: given.length })}</Badge>
						</Group>
					</Link>
				);
			})}
		</div>
	);
}

