/** The diagram of the whole model as a page. */
import { IconDatabase } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useSchema } from '../../../api/model';
import { Page } from '../../../ui/Page';
import { Notice } from '../../../ui/States';
import { ModelViews } from '../list/ModelPage';
import { Diagram } from './Diagram';

export function DiagramPage() {
	const { t } = useTranslation('model');
	const schema = useSchema();
	const empty = ![...schema.collections.values()].some((one) => !one.isSystem && !one.isFolder);
	return (
		<Page title={t('title')} icon={<IconDatabase size={20} stroke={1.7} />} beside={<ModelViews value="diagram" />} bare={!empty}>
			{empty ? (
				<Notice icon={IconDatabase} title={t('list.empty')}>
					{t('list.emptyHint')}
				</Notice>
			) : (
				<Diagram />
			)}
		</Page>
	);
}
