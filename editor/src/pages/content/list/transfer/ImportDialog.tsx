/** Items out of a CSV or JSON file, which the server takes as a whole or refuses with the rows to blame. */
import { Alert, Button, FileButton, Group, List, Progress, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemsOf, type ApiProblem } from '../../../../api/errors';
import { itemsChanged } from '../../../../api/keys';
import { useLabels } from '../../../../api/model';
import { sendForm } from '../../../../api/uploads';
import { importForm, rowsOf } from '../../../../model/importRows';
import type { Collection } from '../../../../model/schema';
import { Dialog } from '../../../../ui/Dialog';

/** Problems that are shown; a file may have thousands. */
const N_SHOWN = 8;

type Progressing = { state: 'idle' } | { state: 'sending'; share: number } | { state: 'done'; created: number; updated: number } | { state: 'refused'; problems: ApiProblem[] };

export function ImportDialog({ collection, onClose }: { collection: Collection; onClose: () => void }) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const labels = useLabels();
	const [file, setFile] = useState<File | null>(null);
	const [progress, setProgress] = useState<Progressing>({ state: 'idle' });
	const isRunning = progress.state === 'sending';
	// Once all is sent, the server takes it or refuses it: nobody is left without the answer.
	const isWriting = progress.state === 'sending' && progress.share >= 1;
	const sending = useRef<AbortController>(null);

	async function run(chosen: File) {
		setProgress({ state: 'sending', share: 0 });
		const giveUp = new AbortController();
		sending.current = giveUp;
		try {
			const path = `/utils/import/${encodeURIComponent(collection.name)}?counts=true`;
			const counts = await sendForm<{ created: number; updated: number }>('POST', path, importForm(chosen), (share) => setProgress({ state: 'sending', share }), giveUp.signal);
			setProgress({ state: 'done', ...counts });
			await itemsChanged();
		} catch (error) {
			setProgress(giveUp.signal.aborted ? { state: 'idle' } : { state: 'refused', problems: problemsOf(error) });
		}
	}

	function close() {
		if (isWriting) return;
		sending.current?.abort();
		onClose();
	}

	function choose(chosen: File | null) {
		setFile(chosen);
		setProgress({ state: 'idle' });
	}

	return (
		<Dialog opened onClose={close} title={t('transfer.into', { name: labels.collection(collection) })} closeOnClickOutside={!isRunning} withCloseButton={!isWriting}>
			<Stack gap="md">
				<Text size="sm" c="dimmed">
					{t('transfer.importHint', { key: collection.primaryKey })}
				</Text>
				<Group gap="sm" wrap="nowrap">
					<FileButton accept=".csv,.json,text/csv,application/json" onChange={choose} disabled={isRunning} inputProps={{ 'aria-label': t('transfer.choose') }}>
						{(props) => (
							<Button {...props} variant="default" leftSection={<IconFileUpload size={16} />} data-autofocus>
								{file ? t('transfer.chooseOther') : t('transfer.choose')}
							</Button>
						)}
					</FileButton>
					<Text size="sm" truncate>
						{file?.name}
					</Text>
				</Group>
				<div role="status">
					<Outcome progress={progress} name={file?.name ?? ''} />
				</div>
				<Group justify="flex-end">
					<Button variant="default" onClick={close} disabled={isWriting}>
						{c(progress.state === 'done' ? 'actions.close' : 'actions.cancel')}
					</Button>
					{progress.state !== 'done' && (
						<Button disabled={!file} loading={isRunning} onClick={() => file && void run(file)}>
							{t('transfer.do')}
						</Button>
					)}
				</Group>
			</Stack>
		</Dialog>
	);
}

function Outcome({ progress, name }: { progress: Progressing; name: string }) {
	const { t } = useTranslation('content');
	if (progress.state === 'idle') return null;
	if (progress.state === 'sending') {
		const label = progress.share < 1 ? t('transfer.sending') : t('transfer.writing');
		return (
			<Stack gap={6}>
				<Progress value={progress.share * 100} animated aria-label={label} />
				<Text size="sm">{label}</Text>
			</Stack>
		);
	}
	if (progress.state === 'done') {
		return (
			<Alert color="green" title={t('transfer.imported', { name })}>
				{t('transfer.counts', { created: progress.created, updated: progress.updated })}
			</Alert>
		);
	}
	const rest = progress.problems.length - N_SHOWN;
	return (
		<Alert color="red" title={t('transfer.refused')}>
			<List size="sm" listStyleType="none">
				{progress.problems.slice(0, N_SHOWN).map((problem, nth) => {
					const rows = rowsOf(problem.extensions);
					return (
						<List.Item key={nth}>
							{rows && <strong>{t('transfer.row', { row: rows })}: </strong>}
							{problem.message}
						</List.Item>
					);
				})}
			</List>
			{rest > 0 && <Text size="sm">{t('transfer.moreProblems', { count: rest })}</Text>}
		</Alert>
	);
}
