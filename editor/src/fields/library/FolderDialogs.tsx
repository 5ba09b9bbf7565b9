/** Making, renaming and moving folders, and moving files into one. */
import { Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { useFolders, type Folder } from '../../api/folders';
import { itemsChanged } from '../../api/keys';
import { branchOf, folderChoices } from '../../model/files/folders';
import { CloseGuard, Dialog } from '../../ui/Dialog';

interface NameDialogProps {
	title: string;
	action: string;
	name?: string;
	send: (name: string) => Promise<unknown>;
	onClose: () => void;
}

function NameDialog({ title, action, name = '', send, onClose }: NameDialogProps) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const [text, setText] = useState(name);
	const save = useMutation({
		mutationFn: () => send(text.trim()),
		onSuccess: async () => {
			await itemsChanged();
			onClose();
		},
	});
	return (
		<Dialog opened onClose={onClose} title={title}>
			<CloseGuard dirty={text.trim() !== name && !save.isPending} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					save.mutate();
				}}
			>
				<TextInput label={t('folders.name')} value={text} maxLength={255} data-autofocus error={save.isError && problemsOf(save.error)[0]?.message} onChange={(event) => setText(event.currentTarget.value)} />
				<Group justify="flex-end" mt="lg">
					<Button variant="default" onClick={onClose}>
						{c('actions.cancel')}
					</Button>
					<Button type="submit" disabled={text.trim() === '' || text.trim() === name} loading={save.isPending}>
						{action}
					</Button>
				</Group>
			</form>
		</Dialog>
	);
}

export function NewFolderDialog({ parent, onClose, onMade }: { parent: string | null; onClose: () => void; onMade: (folder: Folder) => void }) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	return <NameDialog title={t('folders.new')} action={c('actions.create')} onClose={onClose} send={async (name) => onMade(await ask<Folder>('/folders', { method: 'POST', body: { name, parent } }))} />;
}

export function RenameFolderDialog({ folder, onClose }: { folder: { id: string; name: string }; onClose: () => void }) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	return <NameDialog title={t('folders.rename')} action={c('actions.save')} name={folder.name} onClose={onClose} send={(name) => ask(`/folders/${folder.id}`, { method: 'PATCH', body: { name } })} />;
}

interface MoveDialogProps {
	/** A folder isn't offered itself or what is below it. */
	folder?: string;
	title: string;
	send: (to: string | null) => Promise<unknown>;
	onClose: () => void;
	onDone?: () => void;
}

/** The top of the library in a select, which knows texts only. */
const TOP = '';

export function MoveDialog({ folder, title, send, onClose, onDone }: MoveDialogProps) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const folders = useFolders().data ?? [];
	const [to, setTo] = useState<string | null>(null);
	const move = useMutation({
		mutationFn: () => send(to === TOP ? null : to),
		onSuccess: async () => {
			await itemsChanged();
			onClose();
			onDone?.();
		},
	});
	return (
		<Dialog opened onClose={onClose} title={title}>
			<Select label={t('move.to')} placeholder={t('move.choose')} searchable data-autofocus data={[{ value: TOP, label: t('folders.root') }, ...folderChoices(folders, folder === undefined ? undefined : branchOf(folders, folder))]} value={to} onChange={setTo} nothingFoundMessage={t('folders.none')} />
			{move.isError && (
				<Text c="var(--mantine-color-error)" size="sm" mt="sm" role="alert">
					{problemsOf(move.error)[0]?.message}
				</Text>
			)}
			<Group justify="flex-end" mt="lg">
				<Button variant="default" onClick={onClose}>
					{c('actions.cancel')}
				</Button>
				<Button disabled={to === null} loading={move.isPending} onClick={() => move.mutate()}>
					{t('move.do')}
				</Button>
			</Group>
		</Dialog>
	);
}
