import { useTranslation } from 'react-i18next';

import { NewPasswordForm } from './NewPasswordForm';
import { SessionFrame } from './SessionFrame';

/** Where the mail for a forgotten password leads. */
export function ResetPage() {
	const { t } = useTranslation('session');
	return (
		<SessionFrame title={t('reset.title')}>
			<NewPasswordForm path="/auth/password/reset" submit={t('reset.submit')} done={t('reset.done')} gone={t('reset.gone')} again={{ to: '/forgot-password', label: t('reset.again') }} />
		</SessionFrame>
	);
}
