/** Deleting something of access, after a question that says what it means. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAccessChange } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { Dialog } from '../../ui/Dialog';
import { tell } from '../../ui/notify';

export function DeleteButton({ path, name, hint, back }: { path: string; name: string; hint: string; back: string }) {
	const { t } = useTranslation(['access', 'common']);
	const [opened, dialog] = useDisclosure(false);
	const navigate = useNavigate();
	const remove = useAccessChange(async () => {
		await ask(path, { method: 'DELETE' });
		tell(t('delete.done', { name }));
		// Before anything is read anew: then this page is about nothing.
		await navigate(back);
	});
	return (
		<>
			<Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={dialog.open}>
				{t('common:actions.delete')}
			</Button>
			<Dialog opened={opened} onClose={dialog.close} title={t('delete.title', { name })}>
				<Stack>
					<Text size="sm">{hint}</Text>
					{remove.isError && (
						<Text c="red" size="sm" role="alert">
							{problemsOf(remove.error).map((one) => one.message).join(' ')}
						</Text>
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={dialog.close} data-autofocus>
							{t('common:actions.cancel')}
						</Button>
						<Button
							color="red"
							loading={remove.isPending}
							onClick={() => remove.mutate(undefined)}
						>
							{t('common:actions.delete')}
						</Button>
					</Group>
				</Stack>
			</Dialog>
		</>
	);
}
