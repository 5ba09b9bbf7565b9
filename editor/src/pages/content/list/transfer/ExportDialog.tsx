/** The listed items as a file that the server writes: with the columns of the list, or with all fields. */
import { Alert, Button, Group, Progress, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { download } from '../../../../api/download';
import { problemsOf } from '../../../../api/errors';
import { itemsPath } from '../../../../api/items';
import { useSchema } from '../../../../api/model';
import { columnOf, defaultColumns, type Column } from '../../../../model/columns';
import { sizeText } from '../../../../model/files/kinds';
import type { Collection } from '../../../../model/schema';
import { Dialog } from '../../../../ui/Dialog';
import { handOver } from '../../../../ui/handOver';
import type { Conditions } from '../layouts/types';
import type { View } from '../useView';

const FORMATS = ['csv', 'json', 'xml', 'yaml'] as const;

type Exporting = { is: 'idle' } | { is: 'running'; bytes: number } | { is: 'refused'; why: string[] };

interface ExportDialogProps {
	collection: Collection;
	view: View;
	conditions: Conditions;
	total: number | undefined;
	onClose: () => void;
}

export function ExportDialog({ collection, view, conditions, total, onClose }: ExportDialogProps) {
	const { t, i18n } = useTranslation('content');
	const { t: c } = useTranslation();
	const schema = useSchema();
	const access = useAccess();
	const [format, setFormat] = useState<string>('csv');
	const [scope, setScope] = useState('columns');
	const [state, setState] = useState<Exporting>({ is: 'idle' });
	const reading = useRef<AbortController>(null);
	const columns = (view.whole.layout_query['tabular']?.fields ?? defaultColumns(collection, schema)).map((path) => columnOf(schema, collection.name, path)).filter((one): one is Column => one !== undefined && access.mayField('read', collection.name, one.path.split('.')[0] ?? ''));
	const fields = scope === 'columns' ? [...new Set(columns.flatMap((column) => column.fields))] : ['*'];
	const query = new URLSearchParams({ export: format, limit: '-1', fields: fields.join(), sort: view.sort, ...(conditions.search && { search: conditions.search }), ...(conditions.filter && { filter: JSON.stringify(conditions.filter) }) });
	const isRunning = state.is === 'running';

	async function run() {
		const giveUp = new AbortController();
		reading.current = giveUp;
		setState({ is: 'running', bytes: 0 });
		try {
			handOver(await download(`${itemsPath(collection.name)}?${query.toString()}`, (bytes) => setState({ is: 'running', bytes }), giveUp.signal), `${collection.name}.${format}`);
			onClose();
		} catch (error) {
			if (!giveUp.signal.aborted) setState({ is: 'refused', why: problemsOf(error).map((problem) => problem.message) });
		}
	}

	function close() {
		reading.current?.abort();
		onClose();
	}

	return (
		<Dialog opened onClose={close} title={t('transfer.export')} closeOnClickOutside={!isRunning}>
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
				<div role="status">
					{isRunning && (
						<Stack gap={6}>
							<Progress value={100} animated aria-label={t('transfer.export')} />
							<Text size="sm">{t('transfer.exporting', { size: sizeText(state.bytes, i18n.language) || '0 B' })}</Text>
						</Stack>
					)}
					{state.is === 'refused' && (
						<Alert color="red" title={t('transfer.exportRefused')}>
							{state.why.join(' ')}
						</Alert>
					)}
				</div>
				<Group justify="flex-end">
					<Button variant="default" onClick={close}>
						{c('actions.cancel')}
					</Button>
					<Button leftSection={<IconDownload size={16} />} loading={isRunning} onClick={() => void run()}>
						{t('transfer.download')}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
