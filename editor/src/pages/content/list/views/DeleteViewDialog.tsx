import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { problemsOf } from '../../../../api/errors';
import { deletePreset } from '../../../../api/presets';
import type { Preset } from '../../../../model/layout/presets';
import { Dialog } from '../../../../ui/Dialog';

/** A view that others see goes for them, too: whoever deletes one is told and asked. */
export function DeleteViewDialog({ view, isMine, onClose }: { view: Preset; isMine: boolean; onClose: () => void }) {
	const { t } = useTranslation(['content', 'common']);
	const navigate = useNavigate();
	const remove = useMutation({
		mutationFn: () => deletePreset(view.id),
		onSuccess: () => {
			onClose();
			void navigate(`/content/${view.collection ?? ''}`);
		},
	});
	return (
		<Dialog opened onClose={onClose} title={t('views.deleteTitle', { name: view.bookmark })}>
			<Stack>
				<Text size="sm">{t(isMine ? 'views.deleteHint' : 'views.deleteSharedHint')}</Text>
				{remove.isError && (
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						{problemsOf(remove.error)[0]?.message}
					</Text>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose} data-autofocus>
						{t('common:actions.cancel')}
					</Button>
					<Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
						{t('common:actions.delete')}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
