/** Why does somebody not see something? Asks the server, which judges the rules against the item itself. */
import { ActionIcon, Group, Input, Select, SimpleGrid, Stack } from '@mantine/core';
import { IconHelpHexagon, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useExplanation } from '../../api/accessModel';
import { problemsOf } from '../../api/errors';
import { useLabels, useSchema } from '../../api/model';
import { ItemInput } from '../../fields/filter/ItemInput';
import { ACTIONS } from '../../model/access/matrix';
import type { Question } from '../../model/access/verdict';
import type { Key } from '../../model/schema';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState } from '../../ui/States';
import classes from './access.module.css';
import { ExplainAnswer } from './ExplainAnswer';
import { PersonSelect } from './PersonSelect';

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
	// What is created isn't there yet.
	const key = action === 'create' ? '' : (params.get('key') ?? '');
	const question: Question = { user: user === NOBODY ? null : user, collection, action, key, field };
	const explanation = useExplanation(collection === '' ? null : question);
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
					{action !== 'create' && (
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
					)}
				</SimpleGrid>
				{collection !== '' && explanation.isPending && <LoadingState shape="rows" rows={3} />}
				{explanation.isError && <FailedState compact problems={problemsOf(explanation.error)} onRetry={() => void explanation.refetch()} />}
				{explanation.data && <ExplainAnswer explanation={explanation.data} question={question} />}
			</Stack>
		</Page>
	);
}
