/** The project as a user sees it: what all their policies allow together, per collection and action. A cell leads to the reason. */
import { Alert, Badge, Group, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';

import { useAccessModel, type UserRow } from '../../api/accessModel';
import { useLabels, useSchema } from '../../api/model';
import { ACTIONS, cellAt, collectionsOf, isUnrestricted, type Cell } from '../../model/access/matrix';
import { policiesOf } from '../../model/access/roles';
import { placedPolicies } from '../../model/access/verdict';
import classes from './access.module.css';
import { CellMark } from './Matrix';
import { policyText } from './policyText';

export function EffectiveAccess({ user }: { user: UserRow }) {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const schema = useSchema();
	const navigate = useNavigate();
	const { roles, access, policies, permissions } = useAccessModel();
	const granted = policiesOf(user, roles, access);
	const own = policies.filter((policy) => granted.some((one) => one.policy === policy.id));
	const rows = permissions.filter((row) => own.some((policy) => policy.id === row.policy));
	const admin = own.some((policy) => policy.admin_access);
	const collections = admin ? [...schema.collections.values()].filter((one) => !one.isFolder && !one.isSystem).map((one) => one.name) : collectionsOf(rows);
	const cell = (collection: string, action: (typeof ACTIONS)[number]): Cell => {
		if (admin) return 'all';
		const said = rows.filter((row) => row.collection === collection && row.action === action);
		return said.some(isUnrestricted) ? 'all' : said.length > 0 ? 'custom' : cellAt([], collection, action);
	};
	return (
		<Stack gap="lg" className={classes['wide'] ?? ''}>
			<Group gap="xs">
				{own.map((policy) => {
					const through = granted.find((one) => one.policy === policy.id)?.through;
					return (
						<Badge key={policy.id} component={Link} to={`/access/policies/${policy.id}`} style={{ cursor: 'pointer' }}>
							{through?.kind === 'role' ? t('rights.through', { policy: policyText(policy.name, t), role: through.role.name }) : policyText(policy.name, t)}
						</Badge>
					);
				})}
				{own.length === 0 && <Text c="dimmed">{t('policies.noneOwn')}</Text>}
			</Group>
			{placedPolicies(own, own.map((policy) => policy.id)).map((policy) => (
				<Alert key={policy.id} color="yellow" variant="light">
					{t('rights.placed', { policy: policyText(policy.name, t), addresses: policy.ip_access?.join(', ') })}
				</Alert>
			))}
			{admin && <Alert variant="light">{t('rights.admin')}</Alert>}
			{!admin && user.status !== 'active' && (
				<Alert color="yellow" variant="light">
					{t('rights.inactive')}
				</Alert>
			)}
			<div className={classes['matrix']} role="region" aria-label={t('matrix.label')} tabIndex={0}>
				<Table verticalSpacing={7}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th scope="col">{t('matrix.collection')}</Table.Th>
							{ACTIONS.map((action) => (
								<Table.Th key={action} scope="col" ta="center">
									{t(`action.${action}`)}
								</Table.Th>
							))}
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{collections.map((collection) => (
							<Table.Tr key={collection}>
								<Table.Th scope="row" fw={550}>
									{labels.collection(collection)}
								</Table.Th>
								{ACTIONS.map((action) => (
									<Table.Td key={action} ta="center">
										<CellMark
											cell={cell(collection, action)}
											label={t('matrix.cell', { collection: labels.collection(collection), action: t(`action.${action}`) })}
											onClick={() => void navigate(`/access/explain?user=${user.id}&collection=${collection}&action=${action}`)}
										/>
									</Table.Td>
								))}
							</Table.Tr>
						))}
						{collections.length === 0 && (
							<Table.Tr>
								<Table.Td colSpan={ACTIONS.length + 1}>
									<Text size="sm" c="dimmed" ta="center" py="md">
										{t('rights.nothing')}
									</Text>
								</Table.Td>
							</Table.Tr>
						)}
					</Table.Tbody>
				</Table>
			</div>
			<Text size="sm" c="dimmed">
				{t('rights.hint')}
			</Text>
		</Stack>
	);
}
