/** A new role or policy: a name first, everything else on its page. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAccessChange } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { Dialog } from '../../ui/Dialog';

export function NewRoleButton() {
	const { t } = useTranslation(['access', 'common']);
	return <NewButton label={t('roles.new')} path="/roles" to="/access/roles" />;
}

export function NewPolicyButton() {
	const { t } = useTranslation(['access', 'common']);
	return <NewButton label={t('policies.new')} path="/policies" to="/access/policies" />;
}

function NewButton({ label, path, to }: { label: string; path: string; to: string }) {
	const { t } = useTranslation(['access', 'common']);
	const [opened, dialog] = useDisclosure(false);
	const [name, setName] = useState('');
	const navigate = useNavigate();
	const make = useAccessChange((body: object) => ask<{ id: string }>(path, { method: 'POST', body }));
	return (
		<>
			<Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
				{label}
			</Button>
			<Dialog opened={opened} onClose={dialog.close} title={label}>
				<form
					onSubmit={(event) => {
						event.preventDefault();
						make.mutate({ name }, { onSuccess: ({ id }) => void navigate(`${to}/${id}`) });
					}}
				>
					<Stack>
						<TextInput
							label={t('name')}
							value={name}
							onChange={(event) => {
								setName(event.currentTarget.value);
							}}
							error={make.isError ? problemsOf(make.error)[0]?.message : undefined}
							data-autofocus
						/>
						<Group justify="flex-end">
							<Button variant="default" onClick={dialog.close}>
								{t('common:actions.cancel')}
							</Button>
							<Button type="submit" disabled={name.trim() === ''} loading={make.isPending}>
								{t('common:actions.create')}
							</Button>
						</Group>
					</Stack>
				</form>
			</Dialog>
		</>
	);
}
