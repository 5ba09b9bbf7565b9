/** The link of a share, by mail. */
import { Stack, TagsInput, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../../../api/errors';
import { sendShare, useShareChange } from '../../../../api/shares';
import type { Share } from '../../../../model/share';
import { CloseGuard, Dialog } from '../../../../ui/Dialog';
import { DialogEnd } from '../../../../ui/DialogEnd';
import { tell } from '../../../../ui/notify';
import { useEmails } from '../../../../ui/useEmails';

export function SendDialog({ share, onClose }: { share: Share; onClose: () => void }) {
	const { t } = useTranslation('item');
	const { all, isReady, wrong, input } = useEmails();
	const send = useShareChange((to: string[]) => sendShare(share.id, to));
	const onSent = () => {
		tell(t('shares.sent', { count: all.length }));
		onClose();
	};
	return (
		<Dialog opened onClose={onClose} title={t('shares.sendTitle')}>
			<CloseGuard dirty={all.length > 0} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					event.stopPropagation();
					if (isReady) send.mutate(all, { onSuccess: onSent });
				}}
			>
				<Stack>
					<TagsInput
						label={t('shares.emails')}
						description={t('shares.emailsHint')}
						{...input}
						error={wrong === undefined ? undefined : t('shares.noEmail', { text: wrong })}
						data-autofocus
					/>
					{share.password !== null && (
						<Text size="sm" c="dimmed">
							{t('shares.sendLocked')}
						</Text>
					)}
					<DialogEnd problem={send.isError ? problemsOf(send.error)[0]?.message : undefined} label={t('shares.send')} isPending={send.isPending} disabled={!isReady} onClose={onClose} />
				</Stack>
			</form>
		</Dialog>
	);
}
