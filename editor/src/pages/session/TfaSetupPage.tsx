/** For users whose policies demand a second factor and who have none yet: nothing else is shown before. */
import { Anchor, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';

import { client } from '../../api/client';
import { queryClient } from '../../api/keys';
import { session } from '../../api/session';
import { EnableSecondFactor } from '../project/SecondFactor';
import { insideTarget } from './insideTarget';
import { SessionFrame } from './SessionFrame';

export function TfaSetupPage() {
	const { t } = useTranslation('session');
	const navigate = useNavigate();
	const [parameters] = useSearchParams();
	const logout = async () => {
		session.end();
		await client.logout().catch(() => undefined);
		queryClient.clear();
		await navigate('/login');
	};
	return (
		<SessionFrame title={t('tfa.title')} hint={t('tfa.hint')}>
			<Stack>
				<EnableSecondFactor onDone={() => void navigate(insideTarget(parameters.get('to')), { replace: true })} />
				<Anchor component="button" type="button" size="sm" style={{ alignSelf: 'flex-start' }} onClick={() => void logout()}>
					{t('tfa.logout')}
				</Anchor>
			</Stack>
		</SessionFrame>
	);
}
