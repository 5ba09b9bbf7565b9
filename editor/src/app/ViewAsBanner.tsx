/** Says whose eyes one looks through, and leads back. */
import { Alert, Button, Group } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { editorRoot } from '../api/client';
import { viewAs } from '../api/viewAs';

export function ViewAsBanner() {
	const { t } = useTranslation();
	const viewed = viewAs.get();
	if (!viewed) return null;
	const stop = () => {
		viewAs.stop();
		location.assign(new URL(`users/${encodeURIComponent(viewed.id)}`, editorRoot).href);
	};
	return (
		<Alert variant="light" color="yellow" icon={<IconEye size={18} />} radius={0} py={6} role="status">
			<Group justify="space-between" gap="sm">
				{t('viewAs.banner', { name: viewed.name })}
				<Button size="compact-sm" variant="default" onClick={stop}>
					{t('viewAs.stop')}
				</Button>
			</Group>
		</Alert>
	);
}
