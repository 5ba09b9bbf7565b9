import { useTranslation } from 'react-i18next';

import { NewPasswordForm } from './NewPasswordForm';
import { SessionFrame } from './SessionFrame';

/** Where the mail of an invitation leads. */
export function InvitePage() {
	const { t } = useTranslation('session');
	return (
		<SessionFrame title={t('invite.title')} hint={t('invite.hint')}>
			<NewPasswordForm path="/users/invite/accept" submit={t('invite.submit')} done={t('invite.done')} gone={t('invite.gone')} />
		</SessionFrame>
	);
}
