import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { Page } from '../ui/Page';
import { Notice } from '../ui/States';

export function MissingPage() {
	const { t } = useTranslation();
	return (
		<Page title={t('states.missing')}>
			<Notice icon={IconMapOff} title={t('states.missing')}>
				{t('states.missingHint')}
			</Notice>
		</Page>
	);
}
