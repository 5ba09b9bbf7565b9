import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';

import { problemsOf } from '../api/errors';
import { FailedState, Notice } from '../ui/States';

/** What a page shows that broke, or whose data could not be loaded. */
export function RouteFailure() {
	const { t } = useTranslation();
	const error = useRouteError();
	const problems = problemsOf(error);
	const reload = () => location.reload();
	if (problems[0]?.code !== 'UNKNOWN') return <FailedState problems={problems} onRetry={reload} />;
	return (
		<Notice
			icon={IconAlertTriangle}
			title={t('states.crashed')}
			action={
				<Button variant="default" leftSection={<IconRefresh size={16} />} onClick={reload}>
					{t('actions.refresh')}
				</Button>
			}
		>
			{t('states.crashedHint')}
		</Notice>
	);
}
