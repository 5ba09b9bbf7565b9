/** A policy: what it is, and a matrix of what it allows. Rights that the given ones need in order to work are found and offered. */
import { Alert, Button, Checkbox, Fieldset, Group, List, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { IconBulb, IconShieldCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { useAccessChange, useAccessModel } from '../../api/accessModel';
import { ask } from '../../api/client';
import { useModel } from '../../api/definition';
import { problemsOf } from '../../api/errors';
import { useLabels } from '../../api/model';
import { missingFor, withMissing, type Missing } from '../../model/access/companions';
import { changesBetween, type PermissionRow } from '../../model/access/matrix';
import { Page } from '../../ui/Page';
import { SaveBar } from '../../ui/SaveBar';
import { FailedState } from '../../ui/States';
import { tell } from '../../ui/notify';
import { useForm } from '../../ui/useForm';
import classes from './access.module.css';
import { DeleteButton } from './DeleteButton';
import { Matrix } from './Matrix';
import { policyText } from './policyText';

export function PolicyPage() {
	const { id = '' } = useParams();
	const { t } = useTranslation('access');
	const { policies } = useAccessModel();
	const policy = policies.find((one) => one.id === id);
	const back = { to: '/access?tab=policies', label: t('policies.title') };
	if (!policy) {
		return (
			<Page title={t('policies.title')} back={back}>
				<FailedState problems={[{ code: 'FORBIDDEN', message: '' }]} />
			</Page>
		);
	}
	const name = policyText(policy.name, t);
	return (
		<Page title={name} icon={<IconShieldCheck size={20} stroke={1.7} />} back={back} actions={<DeleteButton path={`/policies/${id}`} name={name} hint={t('policies.deleteHint')} back={back.to} />}>
			<Form key={id} id={id} />
		</Page>
	);
}

function Form({ id }: { id: string }) {
	const { t } = useTranslation('access');
	const model = useModel();
	const { policies, permissions } = useAccessModel();
	const before = useMemo(() => {
		const policy = policies.find((one) => one.id === id);
		const rows: PermissionRow[] = permissions.filter((row) => row.policy === id).map(({ policy: _, ...row }) => row);
		return {
			name: policy?.name ?? '',
			description: policy?.description ?? null,
			admin_access: policy?.admin_access ?? false,
			app_access: policy?.app_access ?? false,
			enforce_tfa: policy?.enforce_tfa ?? false,
			ip_access: policy?.ip_access ?? null,
			rows,
		};
	}, [policies, permissions, id]);
	const form = useForm(before);
	const { value, set } = form;
	const missing = useMemo(() => missingFor(model, value.rows), [model, value.rows]);
	const save = useAccessChange(() => {
		const { rows, ...rest } = form.changed;
		const changes = rows ? changesBetween(before.rows, rows) : null;
		return ask(`/policies/${id}`, { method: 'PATCH', body: { ...rest, ...(changes && { permissions: changes }) } });
	});
	const flag = (key: 'admin_access' | 'app_access' | 'enforce_tfa') => (
		<Checkbox
			label={t(`policies.flag.${key}`)}
			description={t(`policies.flagHint.${key}`)}
			checked={value[key]}
			onChange={(event) => {
				set({ [key]: event.currentTarget.checked });
			}}
		/>
	);
	return (
		<form
			className={classes['wide']}
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate(undefined, {
					onSuccess: () => {
						form.reset();
						tell(t('saved'));
					},
				});
			}}
		>
			<Stack gap="lg">
				<Fieldset legend={t('policies.policy')}>
					<Stack gap="sm">
						<Group grow align="flex-start" preventGrowOverflow={false}>
							<TextInput
								label={t('name')}
								value={policyText(value.name, t)}
								onChange={(event) => {
									set({ name: event.currentTarget.value });
								}}
							/>
							<TextInput
								label={t('description')}
								value={policyText(value.description, t)}
								onChange={(event) => {
									set({ description: event.currentTarget.value || null });
								}}
							/>
						</Group>
						<Group gap="xl" align="flex-start">
							{flag('admin_access')}
							{flag('app_access')}
							{flag('enforce_tfa')}
						</Group>
						<TagsInput
							label={t('policies.ip')}
							description={t('policies.ipHint')}
							value={value.ip_access ?? []}
							onChange={(list) => {
								set({ ip_access: list.length > 0 ? list : null });
							}}
						/>
					</Stack>
				</Fieldset>
				{value.admin_access ? (
					<Alert color="yellow" variant="light">
						{t('policies.adminAll')}
					</Alert>
				) : (
					<>
						{missing.length > 0 && (
							<MissingRights
								missing={missing}
								onAdd={() => {
									set({ rows: withMissing(value.rows, missing) });
								}}
							/>
						)}
						<Matrix
							rows={value.rows}
							onChange={(rows) => {
								set({ rows });
							}}
						/>
					</>
				)}
				<SaveBar dirty={form.dirty} saving={save.isPending} problems={save.isError ? problemsOf(save.error) : []} onReset={form.reset} disabled={value.name.trim() === ''} />
			</Stack>
		</form>
	);
}

function MissingRights({ missing, onAdd }: { missing: Missing[]; onAdd: () => void }) {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const by = new Map<string, Missing[]>();
	for (const one of missing) by.set(`${one.because.collection} › ${one.because.field}`, [...(by.get(`${one.because.collection} › ${one.because.field}`) ?? []), one]);
	return (
		<Alert variant="light" icon={<IconBulb size={18} />} title={t('missing.title')}>
			<List size="sm" spacing={2}>
				{[...by.entries()].slice(0, 6).map(([field, ones]) => {
					const first = ones[0];
					const collections = [...new Set(ones.map((one) => one.collection))];
					return (
						first && (
							<List.Item key={field}>
								{t('missing.line', {
									field: `${labels.collection(first.because.collection)} › ${labels.field(first.because.field)}`,
									rights: collections.map((name) => `${labels.collection(name)} (${ones.filter((one) => one.collection === name).map((one) => t(`action.${one.action}`)).join(', ')})`).join(', '),
								})}
							</List.Item>
						)
					);
				})}
			</List>
			{by.size > 6 && <Text size="sm">{t('missing.more', { count: by.size - 6 })}</Text>}
			<Button size="xs" variant="default" mt="sm" onClick={onAdd}>
				{t('missing.add')}
			</Button>
		</Alert>
	);
}
