import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { meQuery } from '../../api/model';
import { session } from '../../api/session';
import { Dialog } from '../../ui/Dialog';
import { LoginForm } from './LoginForm';

/** Over the page whose session ended; the page and its edits stay as they are. */
export function LoginDialog() {
	const { t } = useTranslation('session');
	const me = useQuery({ ...meQuery, enabled: false }).data;
	return (
		<Dialog opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('login.again')} zIndex={1000}>
			<Text c="dimmed" mb="md">
				{t('login.againHint')}
			</Text>
			<LoginForm {...(me?.email && { email: me.email })} onDone={() => session.establish()} />
		</Dialog>
	);
}
