/** Invitations by mail: accounts of a role that wait for their owners. */
import { Alert, Button, Group, Select, Stack, TagsInput, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMail } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccessChange, useAccessModel } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { CloseGuard, Dialog } from '../../ui/Dialog';
import { tell } from '../../ui/notify';
import { useEmails } from '../../ui/useEmails';

/** `role`: the one that is proposed. */
export function InviteButton({ role }: { role: string | null }) {
	const { t } = useTranslation(['access', 'common']);
	const [opened, dialog] = useDisclosure(false);
	return (
		<>
			<Button variant="default" leftSection={<IconMail size={16} />} onClick={dialog.open}>
				{t('invite.open')}
			</Button>
			<Dialog opened={opened} onClose={dialog.close} title={t('invite.title')}>
				<Form role={role} onDone={dialog.close} />
			</Dialog>
		</>
	);
}

function Form({ role: proposed, onDone }: { role: string | null; onDone: () => void }) {
	const { t } = useTranslation(['access', 'common']);
	const { roles } = useAccessModel();
	const { all, isReady, wrong, input } = useEmails();
	const [role, setRole] = useState(proposed);
	const send = useAccessChange((body: { email: string[]; role: string }) => ask('/users/invite', { method: 'POST', body }));
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (role === null || !isReady) return;
				send.mutate(
					{ email: all, role },
					{
						onSuccess: () => {
							tell(t('invite.sent', { count: all.length }));
							onDone();
						},
					},
				);
			}}
		>
			<CloseGuard dirty={all.length > 0} />
			<Stack>
				<TagsInput
					label={t('invite.emails')}
					description={t('invite.emailsHint')}
					{...input}
					error={wrong === undefined ? undefined : t('invite.noEmail', { text: wrong })}
					data-autofocus
				/>
				<Select label={t('users.role')} data={roles.map((one) => ({ value: one.id, label: one.name }))} value={role} onChange={setRole} searchable allowDeselect={false} />
				<Text size="sm" c="dimmed">
					{t('invite.hint')}
				</Text>
				{send.isError && (
					<Alert color="red" role="alert">
						{problemsOf(send.error).map((one) => one.message).join(' ')}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onDone}>
						{t('common:actions.cancel')}
					</Button>
					<Button type="submit" loading={send.isPending} disabled={role === null || !isReady}>
						{t('invite.send')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
