/** Why does somebody not see something? Asks the server, which judges the rules against the item itself. */
import { Alert, Badge, Card, Code, Group, List, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconHelpHexagon, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { useExplanation, userName, useUsers, type Explanation } from '../../api/accessModel';
import { problemsOf } from '../../api/errors';
import { useLabels, useSchema } from '../../api/model';
import { ACTIONS } from '../../model/access/matrix';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState } from '../../ui/States';
import classes from './access.module.css';
import { policyText } from './policyText';

const NOBODY = 'nobody';

export function ExplainPage() {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const schema = useSchema();
	const [params, setParams] = useSearchParams();
	const users = useUsers('', 1, null);
	const user = params.get('user') ?? NOBODY;
	const collection = params.get('collection') ?? '';
	const action = ACTIONS.find((one) => one === params.get('action')) ?? 'read';
	const field = params.get('field');
	const [key] = useDebouncedValue(params.get('key') ?? '', 300);
	const explanation = useExplanation(collection === '' ? null : { user: user === NOBODY ? null : user, collection, action, key, field });
	const set = (name: string, value: string | null): void => {
		const next = new URLSearchParams(params);
		if (value === null || value === '') next.delete(name);
		else next.set(name, value);
		if (name === 'collection') for (const other of ['field', 'key']) next.delete(other);
		setParams(next, { replace: true });
	};
	const fields = schema.collection(collection)?.fields.filter((one) => !one.special.includes('no-data')) ?? [];
	return (
		<Page title={t('explain.title')} icon={<IconHelpHexagon size={20} stroke={1.7} />} back={{ to: '/access', label: t('title') }}>
			<Stack className={classes['narrow'] ?? ''} gap="lg">
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<Select
						label={t('explain.who')}
						data={[{ value: NOBODY, label: t('explain.nobody') }, ...(users.data?.rows ?? []).map((one) => ({ value: one.id, label: userName(one) }))]}
						value={user}
						onChange={(value) => {
							set('user', value === NOBODY ? null : value);
						}}
						searchable
						allowDeselect={false}
					/>
					<Select
						label={t('explain.what')}
						data={ACTIONS.map((one) => ({ value: one as string, label: t(`action.${one}`) }))}
						value={action}
						onChange={(value) => {
							set('action', value);
						}}
						allowDeselect={false}
					/>
					<Select
						label={t('matrix.collection')}
						placeholder={t('explain.choose')}
						data={[...schema.collections.values()].filter((one) => !one.isFolder).map((one) => ({ value: one.name, label: labels.collection(one) }))}
						value={collection || null}
						onChange={(value) => {
							set('collection', value);
						}}
						searchable
						allowDeselect={false}
					/>
					<Select
						label={t('explain.field')}
						placeholder={t('explain.anyField')}
						data={fields.map((one) => ({ value: one.name, label: labels.field(one) }))}
						value={field}
						onChange={(value) => {
							set('field', value);
						}}
						searchable
						clearable
						disabled={collection === ''}
					/>
					<TextInput
						label={t('explain.key')}
						description={t('explain.keyHint')}
						value={params.get('key') ?? ''}
						onChange={(event) => {
							set('key', event.currentTarget.value);
						}}
						disabled={collection === ''}
					/>
				</SimpleGrid>
				{collection !== '' && explanation.isPending && <LoadingState shape="rows" rows={3} />}
				{explanation.isError && <FailedState compact problems={problemsOf(explanation.error)} onRetry={() => void explanation.refetch()} />}
				{explanation.data && <Answer explanation={explanation.data} asksField={field !== null} />}
			</Stack>
		</Page>
	);
}

function Answer({ explanation, asksField }: { explanation: Explanation; asksField: boolean }) {
	const { t } = useTranslation('access');
	return (
		<Stack gap="md" aria-live="polite">
			<Alert color={explanation.allowed ? 'green' : 'red'} variant="light" icon={explanation.allowed ? <IconCheck size={18} /> : <IconX size={18} />} title={explanation.allowed ? t('explain.allowed') : t('explain.refused')}>
				{explanation.reason}
			</Alert>
			<Group gap="xs">
				<Text size="sm" c="dimmed">
					{t('explain.policies')}
				</Text>
				{explanation.policies.map((policy) => (
					<Badge key={policy.id} component={Link} to={`/access/policies/${policy.id}`} style={{ cursor: 'pointer' }}>
						{policyText(policy.name, t) || policy.id}
					</Badge>
				))}
				{explanation.policies.length === 0 && <Text size="sm">{t('policies.noneOwn')}</Text>}
			</Group>
			{explanation.permissions.map((one, index) => (
				// Permissions have no name of their own, and the answer isn't reordered.
				<Card key={`${one.policy ?? ''}${String(index)}`} withBorder padding="md">
					<Group gap="xs" mb={6}>
						<Text fw={600} size="sm">
							{policyText(one.policy_name, t)}
						</Text>
						{asksField && <Badge color={one.field_allowed ? 'green' : 'red'}>{one.field_allowed ? t('explain.fieldYes') : t('explain.fieldNo')}</Badge>}
						{one.rule_met !== null && <Badge color={one.rule_met ? 'green' : 'red'}>{one.rule_met ? t('explain.ruleYes') : t('explain.ruleNo')}</Badge>}
					</Group>
					{one.rule === null ? (
						<Text size="sm">{t('explain.noRule')}</Text>
					) : (
						<Code block dir="ltr">
							{JSON.stringify(one.rule, null, 2)}
						</Code>
					)}
					{one.failed.length > 0 && (
						<>
							<Text size="sm" mt="sm" fw={500}>
								{t('explain.failed')}
							</Text>
							<List size="sm">
								{one.failed.map((condition) => (
									<List.Item key={JSON.stringify(condition)}>
										<Code dir="ltr">{JSON.stringify(condition)}</Code>
									</List.Item>
								))}
							</List>
						</>
					)}
				</Card>
			))}
		</Stack>
	);
}
