/** What leaves a list as a file, and what comes in as one. */
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconDownload, IconTransfer, IconUpload } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import type { Collection } from '../../../../model/schema';
import type { Conditions } from '../layouts/types';
import type { View } from '../useView';

const ExportDialog = lazy(async () => ({ default: (await import('./ExportDialog')).ExportDialog }));
const ImportDialog = lazy(async () => ({ default: (await import('./ImportDialog')).ImportDialog }));

interface TransferMenuProps {
	collection: Collection;
	view: View;
	conditions: Conditions;
	total: number | undefined;
}

export function TransferMenu({ collection, view, conditions, total }: TransferMenuProps) {
	const { t } = useTranslation('content');
	const [dialog, setDialog] = useState<'export' | 'import' | null>(null);
	const mayImport = useAccess().may('create', collection.name) && !collection.name.startsWith('directus_');
	const close = () => setDialog(null);
	return (
		<>
			<Menu width={210}>
				<Menu.Target>
					<Tooltip label={t('transfer.label')}>
						<ActionIcon variant="default" size={36} aria-label={t('transfer.label')}>
							<IconTransfer size={17} />
						</ActionIcon>
					</Tooltip>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconDownload size={16} />} onClick={() => setDialog('export')}>
						{t('transfer.export')}
					</Menu.Item>
					{mayImport && (
						<Menu.Item leftSection={<IconUpload size={16} />} onClick={() => setDialog('import')}>
							{t('transfer.import')}
						</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
			<Suspense>
				{dialog === 'export' && <ExportDialog collection={collection} view={view} conditions={conditions} total={total} onClose={close} />}
				{dialog === 'import' && <ImportDialog collection={collection} onClose={close} />}
			</Suspense>
		</>
	);
}
