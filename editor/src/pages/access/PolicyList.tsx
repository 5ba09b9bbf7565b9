/** The policies that a role or user has, to add to and take from. */
import { ActionIcon, Badge, Group, Select, Stack, Text } from '@mantine/core';
import { IconShieldCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useAccessChange, useAccessModel } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { policyText } from './policyText';

interface PolicyListProps {
	owner: { role: string } | { user: string };
}

export function PolicyList({ owner }: PolicyListProps) {
	const { t } = useTranslation('access');
	const { policies, access } = useAccessModel();
	const rows = access.filter((row) => ('role' in owner ? row.role === owner.role : row.user === owner.user));
	const add = useAccessChange((policy: string) => ask('/access', { method: 'POST', body: { ...owner, policy } }));
	const remove = useAccessChange((id: string) => ask(`/access/${id}`, { method: 'DELETE' }));
	const free = policies.filter((policy) => !rows.some((row) => row.policy === policy.id));
	const error = add.error ?? remove.error;
	return (
		<Stack gap="xs">
			{rows.map((row) => {
				const policy = policies.find((one) => one.id === row.policy);
				const name = policyText(policy?.name ?? row.policy, t);
				return (
					<Group key={row.id} gap="xs" wrap="nowrap">
						<IconShieldCheck size={16} aria-hidden color="var(--r-accent)" />
						<Text component={Link} to={`/access/policies/${row.policy}`} size="sm" fw={550} c="inherit">
							{name}
						</Text>
						{policy?.admin_access === true && <Badge color="red">{t('policies.admin')}</Badge>}
						<ActionIcon
							variant="subtle"
							color="gray"
							ms="auto"
							aria-label={t('policies.take', { name })}
							onClick={() => {
								remove.mutate(row.id);
							}}
						>
							<IconX size={16} />
						</ActionIcon>
					</Group>
				);
			})}
			{rows.length === 0 && (
				<Text size="sm" c="dimmed">
					{t('policies.noneOwn')}
				</Text>
			)}
			<Select
				aria-label={t('policies.add')}
				placeholder={t('policies.add')}
				data={free.map((policy) => ({ value: policy.id, label: policyText(policy.name, t) }))}
				value={null}
				onChange={(policy) => {
					if (policy !== null) add.mutate(policy);
				}}
				searchable
				disabled={free.length === 0 || add.isPending}
			/>
			{error && (
				<Text c="red" size="sm" role="alert">
					{problemsOf(error).map((one) => one.message).join(' ')}
				</Text>
			)}
		</Stack>
	);
}
