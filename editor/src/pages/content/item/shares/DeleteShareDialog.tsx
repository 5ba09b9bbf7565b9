import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../../../api/errors';
import { deleteShare, useShareChange } from '../../../../api/shares';
import type { Share } from '../../../../model/share';
import { Dialog } from '../../../../ui/Dialog';

export function DeleteShareDialog({ share, onClose }: { share: Share; onClose: () => void }) {
	const { t } = useTranslation(['item', 'common']);
	const remove = useShareChange(() => deleteShare(share.id));
	return (
		<Dialog opened onClose={onClose} title={t('shares.deleteTitle')}>
			<Stack>
				<Text size="sm">{t('shares.deleteHint')}</Text>
				{remove.isError && (
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						{problemsOf(remove.error)[0]?.message}
					</Text>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose} data-autofocus>
						{t('common:actions.cancel')}
					</Button>
					<Button color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: onClose })}>
						{t('common:actions.delete')}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
