/** The listed items as a file that the server writes: with the columns of the list, or with all fields. */
import { Button, Group, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { apiRoot } from '../../../../api/client';
import { itemsPath } from '../../../../api/items';
import { useSchema } from '../../../../api/model';
import { columnOf, defaultColumns, type Column } from '../../../../model/columns';
import type { Collection } from '../../../../model/schema';
import { Dialog } from '../../../../ui/Dialog';
import type { Conditions } from '../layouts/types';
import type { View } from '../useView';

const FORMATS = ['csv', 'json', 'xml', 'yaml'] as const;

interface ExportDialogProps {
	collection: Collection;
	view: View;
	conditions: Conditions;
	total: number | undefined;
	onClose: () => void;
}

export function ExportDialog({ collection, view, conditions, total, onClose }: ExportDialogProps) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const schema = useSchema();
	const access = useAccess();
	const [format, setFormat] = useState<string>('csv');
	const [scope, setScope] = useState('columns');
	const columns = (view.whole.layout_query['tabular']?.fields ?? defaultColumns(collection, schema)).map((path) => columnOf(schema, collection.name, path)).filter((one): one is Column => one !== undefined && access.mayField('read', collection.name, one.path.split('.')[0] ?? ''));
	const fields = scope === 'columns' ? [...new Set(columns.flatMap((column) => column.fields))] : ['*'];
	const query = new URLSearchParams({ export: format, limit: '-1', fields: fields.join(), sort: view.sort, ...(conditions.search && { search: conditions.search }), ...(conditions.filter && { filter: JSON.stringify(conditions.filter) }) });
	return (
		<Dialog opened onClose={onClose} title={t('transfer.export')}>
			<Stack gap="md">
				<SegmentedControl fullWidth aria-label={t('transfer.format')} value={format} onChange={setFormat} data={FORMATS.map((one) => ({ value: one, label: one.toUpperCase() }))} />
				<Radio.Group label={t('transfer.what')} value={scope} onChange={setScope}>
					<Stack gap="xs" mt="xs">
						<Radio value="columns" label={t('transfer.columns')} />
						<Radio value="all" label={t('transfer.all')} />
					</Stack>
				</Radio.Group>
				<Text size="sm" c="dimmed">
					{total === undefined ? '' : t('transfer.exportHint', { items: t('list.count', { count: total }) })}
				</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{c('actions.cancel')}
					</Button>
					<Button component="a" href={`${apiRoot}${itemsPath(collection.name)}?${query.toString()}`} download={`${collection.name}.${format}`} leftSection={<IconDownload size={16} />} onClick={() => setTimeout(onClose, 0)}>
						{t('transfer.download')}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
