/** A role: where it stands among the others, its policies, its users. */
import { Button, Fieldset, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { useAccessChange, useAccessModel, useUsersPerRole } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { flattenRoles, isBelow, lineage, roleTree } from '../../model/access/roles';
import { Page } from '../../ui/Page';
import { SaveBar } from '../../ui/SaveBar';
import { FailedState } from '../../ui/States';
import { tell } from '../../ui/notify';
import { useForm } from '../../ui/useForm';
import classes from './access.module.css';
import { DeleteButton } from './DeleteButton';
import { InviteButton } from './InviteButton';
import { PolicyList } from './PolicyList';
import { policyText } from './policyText';

export function RolePage() {
	const { id = '' } = useParams();
	const { t } = useTranslation('access');
	const { roles } = useAccessModel();
	const role = roles.find((one) => one.id === id);
	const back = { to: '/access', label: t('title') };
	if (!role) {
		return (
			<Page title={t('roles.title')} back={back}>
				<FailedState problems={[{ code: 'FORBIDDEN', message: '' }]} />
			</Page>
		);
	}
	return (
		<Page title={role.name} icon={<IconUsers size={20} stroke={1.7} />} back={back} actions={<DeleteButton path={`/roles/${id}`} name={role.name} hint={t('roles.deleteHint')} back="/access" />}>
			<Form key={id} id={id} />
		</Page>
	);
}

function Form({ id }: { id: string }) {
	const { t } = useTranslation('access');
	const { roles, access, policies } = useAccessModel();
	const users = useUsersPerRole();
	const before = useMemo(() => {
		const role = roles.find((one) => one.id === id);
		return { name: role?.name ?? '', description: role?.description ?? null, parent: role?.parent ?? null };
	}, [roles, id]);
	const form = useForm(before);
	const save = useAccessChange((body: object) => ask(`/roles/${id}`, { method: 'PATCH', body }));
	const lines = flattenRoles(roleTree(roles));
	const circle = roles.find((one) => one.id === form.value.parent && isBelow(roles, one.id, id));
	const inherited = lineage(roles, form.value.parent).flatMap((role) => access.filter((row) => row.role === role.id).map((row) => ({ role, policy: policies.find((one) => one.id === row.policy) })));
	return (
		<form
			className={classes['narrow']}
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate(form.changed, {
					onSuccess: () => {
						form.reset();
						tell(t('saved'));
					},
				});
			}}
		>
			<Stack gap="lg">
				<Fieldset legend={t('roles.role')}>
					<Stack gap="sm">
						<TextInput
							label={t('name')}
							value={form.value.name}
							onChange={(event) => {
								form.set({ name: event.currentTarget.value });
							}}
						/>
						<Textarea
							label={t('description')}
							minRows={1}
							value={policyText(form.value.description, t)}
							onChange={(event) => {
								form.set({ description: event.currentTarget.value || null });
							}}
						/>
						<Select
							label={t('roles.parent')}
							description={t('roles.parentHint')}
							data={[{ value: '', label: t('roles.noParent'), disabled: false }, ...lines.filter((one) => one.id !== id).map((one) => ({ value: one.id, label: one.name, disabled: isBelow(roles, one.id, id) }))]}
							renderOption={({ option }) => (
								<Group gap="xs" justify="space-between" flex={1} wrap="nowrap">
									<span className="r-truncate">{option.label}</span>
									{option.disabled === true && (
										<Text span size="xs" c="dimmed">
											{t('roles.isBelow')}
										</Text>
									)}
								</Group>
							)}
							value={form.value.parent ?? ''}
							onChange={(parent) => {
								form.set({ parent: parent || null });
							}}
							// Somebody else may have moved it meanwhile.
							error={circle && t('roles.circle', { role: before.name, parent: circle.name })}
							allowDeselect={false}
							searchable
						/>
						<SaveBar dirty={form.dirty} saving={save.isPending} problems={save.isError && !circle ? problemsOf(save.error) : []} onReset={form.reset} disabled={form.value.name.trim() === '' || circle !== undefined} />
					</Stack>
				</Fieldset>
				<Fieldset legend={t('policies.title')}>
					<PolicyList owner={{ role: id }} />
					{inherited.length > 0 && (
						<Stack gap={4} mt="md">
							{inherited.map(({ role, policy }) => (
								<Text key={`${role.id}${policy?.id ?? ''}`} size="sm" c="dimmed">
									{t('roles.inherits', { policy: policyText(policy?.name ?? '', t), role: role.name })}
								</Text>
							))}
						</Stack>
					)}
				</Fieldset>
				<Group gap="sm">
					<Button variant="default" component={Link} to={`/users?role=${id}`}>
						{t('roles.users', { count: users.data?.get(id) ?? 0 })}
					</Button>
					<InviteButton role={id} />
				</Group>
			</Stack>
		</form>
	);
}
