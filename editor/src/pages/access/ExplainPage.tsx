/** Why does somebody not see something? Asks the server, which judges the rules against the item itself. */
import { ActionIcon, Alert, Badge, Card, Group, Input, List, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconCheck, IconHelpHexagon, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { useExplanation, type Explanation } from '../../api/accessModel';
import { problemsOf } from '../../api/errors';
import { useLabels, useSchema } from '../../api/model';
import { ItemInput } from '../../fields/filter/ItemInput';
import { useFilterContext } from '../../fields/filter/useFilterContext';
import { ACTIONS } from '../../model/access/matrix';
import type { Key } from '../../model/schema';
import { FilterText } from '../../ui/filter/FilterText';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState } from '../../ui/States';
import classes from './access.module.css';
import { PersonSelect } from './PersonSelect';
import { policyText } from './policyText';

const NOBODY = 'nobody';

export function ExplainPage() {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const schema = useSchema();
	const [params, setParams] = useSearchParams();
	const user = params.get('user') ?? NOBODY;
	const collection = params.get('collection') ?? '';
	const action = ACTIONS.find((one) => one === params.get('action')) ?? 'read';
	const field = params.get('field');
	const key = params.get('key') ?? '';
	const explanation = useExplanation(collection === '' ? null : { user: user === NOBODY ? null : user, collection, action, key, field });
	const set = (name: string, value: string | null): void => {
		const next = new URLSearchParams(params);
		if (value === null || value === '') next.delete(name);
		else next.set(name, value);
		if (name === 'collection') for (const other of ['field', 'key']) next.delete(other);
		setParams(next, { replace: true });
	};
	const of = schema.collection(collection);
	const fields = of?.fields.filter((one) => !one.special.includes('no-data')) ?? [];
	return (
		<Page title={t('explain.title')} icon={<IconHelpHexagon size={20} stroke={1.7} />} back={{ to: '/access', label: t('title') }}>
			<Stack className={classes['narrow'] ?? ''} gap="lg">
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					<PersonSelect
						label={t('explain.who')}
						nobody={{ value: NOBODY, label: t('explain.nobody') }}
						allowDeselect={false}
						value={user}
						onChange={(value) => {
							set('user', value === NOBODY ? null : value);
						}}
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
					<Input.Wrapper label={t('explain.item')} description={t('explain.itemHint')}>
						{of && (
							<Group gap={4} wrap="nowrap">
								<div style={{ flex: 1 }}>
									<ItemInput
										collection={of}
										isMany={false}
										value={key}
										onChange={(value) => {
											set('key', String(value as Key));
										}}
										label={t('explain.item')}
									/>
								</div>
								{key !== '' && (
									<ActionIcon
										variant="subtle"
										color="gray"
										size={36}
										aria-label={t('explain.anyItem')}
										onClick={() => {
											set('key', null);
										}}
									>
										<IconX size={16} />
									</ActionIcon>
								)}
							</Group>
						)}
					</Input.Wrapper>
				</SimpleGrid>
				{collection !== '' && explanation.isPending && <LoadingState shape="rows" rows={3} />}
				{explanation.isError && <FailedState compact problems={problemsOf(explanation.error)} onRetry={() => void explanation.refetch()} />}
				{explanation.data && <Answer explanation={explanation.data} collection={collection} asksField={field !== null} />}
			</Stack>
		</Page>
	);
}

/** Why, in the Editor's language; the server says it in English. */
function reasonKey({ allowed, permissions, reason }: Explanation, asksField: boolean) {
	if (allowed) return permissions.length === 0 ? 'admin' : 'some';
	if (permissions.length > 0) return asksField ? 'field' : 'rule';
	return reason.startsWith('There is no item') ? 'noItem' : 'nothing';
}

function Answer({ explanation, collection, asksField }: { explanation: Explanation; collection: string; asksField: boolean }) {
	const { t } = useTranslation('access');
	const context = useFilterContext(collection);
	return (
		<Stack gap="md" aria-live="polite">
			<Alert color={explanation.allowed ? 'green' : 'red'} variant="light" icon={explanation.allowed ? <IconCheck size={18} /> : <IconX size={18} />} title={explanation.allowed ? t('explain.allowed') : t('explain.refused')}>
				{t(`explain.reason.${reasonKey(explanation, asksField)}`)}
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
							{one.policy === null ? t('explain.app') : policyText(one.policy_name, t)}
						</Text>
						{asksField && <Badge color={one.field_allowed ? 'green' : 'red'}>{one.field_allowed ? t('explain.fieldYes') : t('explain.fieldNo')}</Badge>}
						{one.rule_met !== null && <Badge color={one.rule_met ? 'green' : 'red'}>{one.rule_met ? t('explain.ruleYes') : t('explain.ruleNo')}</Badge>}
					</Group>
					{one.rule === null ? (
						<Text size="sm">{t('explain.noRule')}</Text>
					) : (
						<FilterText context={context} json={one.rule} />
					)}
					{one.failed.length > 0 && (
						<>
							<Text size="sm" mt="sm" fw={500}>
								{t('explain.failed')}
							</Text>
							<List size="sm">
								{one.failed.map((condition) => (
									<List.Item key={JSON.stringify(condition)}>
										<FilterText context={context} json={condition} />
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
