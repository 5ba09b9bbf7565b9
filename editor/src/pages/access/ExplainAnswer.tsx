/** The answer to why somebody may or may not do something: a sentence, then every policy and permission that has a say in it. */
import { Alert, Badge, Card, Group, List, Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useAccessModel, useUser } from '../../api/accessModel';
import { useModel } from '../../api/definition';
import { useLabels, useSchema } from '../../api/model';
import { useFilterContext } from '../../fields/filter/useFilterContext';
import { missingFor } from '../../model/access/companions';
import { rowAt } from '../../model/access/matrix';
import { policiesOf, type Granted } from '../../model/access/roles';
import { isAllowed, placedPolicies, publicPolicies, verdictOf, type Explanation, type Question, type Said } from '../../model/access/verdict';
import { FilterText } from '../../ui/filter/FilterText';
import { policyText } from './policyText';

export function ExplainAnswer({ explanation, question }: { explanation: Explanation; question: Question }) {
	const { t } = useTranslation('access');
	const { roles, access, policies, permissions } = useAccessModel();
	const user = useUser(question.user ?? '+').data;
	const granted = question.user === null ? publicPolicies(access) : user ? policiesOf(user, roles, access) : [];
	const placed = placedPolicies(policies, granted.map((one) => one.policy));
	const rowsOf = (policy: string) => permissions.filter((row) => row.policy === policy);
	const mayElsewhere = placed.some((policy) => policy.admin_access || rowAt(rowsOf(policy.id), question.collection, question.action) !== undefined);
	const verdict = verdictOf(explanation, question, mayElsewhere);
	const allowed = isAllowed(verdict);
	return (
		<Stack gap="md" aria-live="polite">
			<Alert color={verdict === 'someItems' ? 'yellow' : allowed ? 'green' : 'red'} variant="light" icon={allowed ? <IconCheck size={18} /> : <IconX size={18} />} title={t(verdict === 'someItems' ? 'explain.allowedSome' : allowed ? 'explain.allowed' : 'explain.refused')}>
				{t(`explain.reason.${verdict}`)}
			</Alert>
			{user && user.status !== 'active' && (
				<Alert color="yellow" variant="light">
					{t('rights.inactive')}
				</Alert>
			)}
			<Group gap="xs">
				<Text size="sm" c="dimmed">
					{t('explain.policies')}
				</Text>
				{explanation.policies.map((policy) => (
					<PolicyBadge key={policy.id} id={policy.id} name={policyText(policy.name, t) || policy.id} granted={granted} />
				))}
				{explanation.policies.length === 0 && <Text size="sm">{t('policies.noneOwn')}</Text>}
			</Group>
			{placed.length > 0 && (
				<Stack gap={6}>
					<Text size="sm" c="dimmed">
						{t('explain.placed')}
					</Text>
					{placed.map((policy) => (
						<Group key={policy.id} gap="xs">
							<PolicyBadge id={policy.id} name={policyText(policy.name, t)} granted={granted} />
							<Text size="sm" dir="ltr">
								{policy.ip_access?.join(', ')}
							</Text>
						</Group>
					))}
				</Stack>
			)}
			{explanation.permissions.map((one, index) => (
				// Permissions have no name of their own, and the answer isn't reordered.
				<Permission key={`${one.policy ?? ''}${String(index)}`} said={one} question={question} granted={granted} />
			))}
			{allowed && verdict !== 'admin' && <Besides question={question} given={explanation.policies.map((one) => one.id)} />}
		</Stack>
	);
}

/** A policy, and the role that it comes through. */
function PolicyBadge({ id, name, granted }: { id: string; name: string; granted: readonly Granted[] }) {
	const { t } = useTranslation('access');
	const through = granted.find((one) => one.policy === id)?.through;
	return (
		<Badge component={Link} to={`/access/policies/${id}`} style={{ cursor: 'pointer' }}>
			{through?.kind === 'role' ? t('rights.through', { policy: name, role: through.role.name }) : name}
		</Badge>
	);
}

function Permission({ said, question, granted }: { said: Said; question: Question; granted: readonly Granted[] }) {
	const { t } = useTranslation('access');
	const context = useFilterContext(question.collection);
	const { permissions } = useAccessModel();
	const through = granted.find((one) => one.policy === said.policy)?.through;
	const name = said.policy === null ? t('explain.app') : policyText(said.policy_name, t);
	const row = permissions.find((one) => one.policy === said.policy && one.collection === question.collection && one.action === question.action);
	const presets = Object.entries(row?.presets ?? {});
	return (
		<Card withBorder padding="md">
			<Group gap="xs" mb={6}>
				<Text fw={600} size="sm">
					{through?.kind === 'role' ? t('rights.through', { policy: name, role: through.role.name }) : name}
				</Text>
				{question.field !== null && <Badge color={said.field_allowed ? 'green' : 'red'}>{t(said.field_allowed ? 'explain.fieldYes' : 'explain.fieldNo')}</Badge>}
				{said.rule !== null && said.rule_met !== null && <Badge color={said.rule_met ? 'green' : 'red'}>{t(said.rule_met ? 'explain.ruleYes' : 'explain.ruleNo')}</Badge>}
			</Group>
			{said.rule !== null && <FilterText context={context} json={said.rule} />}
			{said.rule === null && question.action !== 'create' && <Text size="sm">{t('explain.noRule')}</Text>}
			{said.problem !== null && (
				<Text size="sm" mt="sm" c="var(--mantine-color-error)">
					{t('explain.problem')} <bdi>{said.problem}</bdi>
				</Text>
			)}
			{said.problem === null && said.failed.length > 0 && (
				<>
					<Text size="sm" mt="sm" fw={500}>
						{t('explain.failed')}
					</Text>
					<List size="sm">
						{said.failed.map((condition) => (
							<List.Item key={JSON.stringify(condition)}>
								<FilterText context={context} json={condition} />
							</List.Item>
						))}
					</List>
				</>
			)}
			{row?.validation && Object.keys(row.validation).length > 0 && (
				<>
					<Text size="sm" mt="sm" fw={500}>
						{t('explain.validation')}
					</Text>
					<FilterText context={{ ...context, flat: true }} json={row.validation} />
				</>
			)}
			{presets.length > 0 && (
				<>
					<Text size="sm" mt="sm" fw={500}>
						{t('explain.presets')}
					</Text>
					<List size="sm">
						{presets.map(([field, value]) => (
							<List.Item key={field}>
								<FilterText context={{ ...context, flat: true }} json={{ [field]: { _eq: value } }} />
							</List.Item>
						))}
					</List>
				</>
			)}
		</Card>
	);
}

/** What may hide it all the same: rights on what a relation leads to, and the model itself. */
function Besides({ question, given }: { question: Question; given: readonly string[] }) {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const schema = useSchema();
	const model = useModel();
	const { permissions } = useAccessModel();
	const collection = schema.collection(question.collection);
	const field = question.field === null ? undefined : schema.field(question.collection, question.field);
	const rows = permissions.filter((row) => given.includes(row.policy));
	const missing = field ? missingFor(model, rows).filter(({ because }) => because.collection === field.collection && because.field === field.name) : [];
	const rights = [...new Set(missing.map((one) => one.collection))].map((name) => `${labels.collection(name)} (${missing.filter((one) => one.collection === name).map((one) => t(`action.${one.action}`)).join(', ')})`);
	const notes = [
		...(field && rights.length > 0 ? [t('missing.line', { field: labels.field(field), rights: rights.join(', ') })] : []),
		...(field?.hidden === true ? [t('explain.hiddenField')] : []),
		...(question.field === null && collection?.hidden === true ? [t('explain.hiddenCollection')] : []),
	];
	if (notes.length === 0) return null;
	return (
		<Alert color="yellow" variant="light" title={t('explain.besides')}>
			<List size="sm">
				{notes.map((note) => (
					<List.Item key={note}>{note}</List.Item>
				))}
			</List>
		</Alert>
	);
}
