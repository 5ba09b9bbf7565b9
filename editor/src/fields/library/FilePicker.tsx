/** Chooses one file or several of the library, or adds new ones on the way. */
import { Button, Group, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import { useFilesPerFolder, useFolders } from '../../api/folders';
import type { Item } from '../../api/items';
import { uploads } from '../../api/uploads';
import { folderTree } from '../../model/files/folders';
import { SideDialog } from '../../ui/Dialog';
import { START, type Browse } from './browse';
import { DropZone } from './DropZone';
import { BrowseTools, FileBrowser } from './FileBrowser';
import { FolderTree } from './FolderTree';
import classes from './library.module.css';
import { UploadButton } from './UploadButton';

interface FilePickerProps {
	title: string;
	/** Where it opens; also where what is uploaded goes. */
	folder?: string | null;
	/** What may be picked, e.g. pictures only. */
	filter?: Record<string, unknown> | undefined;
	/** For the chooser of the device: `image/*`. */
	accept?: string;
	picksMany?: boolean;
	onPick: (files: Item[]) => void;
	onClose: () => void;
}

export function FilePicker({ title, folder = null, filter, accept, picksMany = false, onPick, onClose }: FilePickerProps) {
	const { t } = useTranslation('files');
	const access = useAccess();
	const [browse, setBrowse] = useState<Browse>({ ...START, folder: folder ?? '*' });
	const [selected, setSelected] = useState<ReadonlyMap<string, Item>>(new Map());
	const folders = useFolders();
	const counts = useFilesPerFolder();
	const nodes = useMemo(() => folderTree(folders.data ?? []), [folders.data]);
	const change = (changes: Partial<Browse>) => setBrowse((before) => ({ ...before, ...changes }));
	const target = browse.folder === '*' ? folder : browse.folder;
	const mayUpload = access.may('create', 'directus_files');
	const pick = (files: Item[]) => {
		if (files.length === 0) return;
		onPick(picksMany ? files : files.slice(0, 1));
		onClose();
	};
	return (
		<SideDialog opened onClose={onClose} size="min(1100px, 100%)" title={title} styles={{ body: { display: 'flex', flexDirection: 'column', height: 'calc(100dvh - 60px)', padding: 0 } }}>
			<div style={{ padding: '0 var(--r-page-pad) 12px', borderBlockEnd: '1px solid var(--r-line)' }}>
				<BrowseTools browse={browse} onBrowse={change} kinds={filter === undefined}>
					{mayUpload && <UploadButton folder={target} {...(accept !== undefined && { accept })} onAdded={pick} />}
				</BrowseTools>
			</div>
			<DropZone className={classes.browser} isOff={!mayUpload} target={t('folders.root')} onFiles={(files) => void uploads.add(files, target).then((made) => pick(made.filter((one) => one !== null)))}>
				{nodes.length > 0 && (
					<div className={classes.side}>
						<FolderTree nodes={nodes} counts={counts.data} current={browse.folder} onOpen={(next) => change({ folder: next, search: '' })} />
					</div>
				)}
				<div className={classes.main}>
					<FileBrowser browse={browse} onBrowse={change} filter={filter} selected={selected} onSelect={setSelected} {...(!picksMany && { onPick: (file: Item) => pick([file]) })} />
				</div>
			</DropZone>
			{picksMany && (
				<Group justify="space-between" p="md" style={{ borderBlockStart: '1px solid var(--r-line)' }}>
					<Text c="dimmed" size="sm" aria-live="polite">
						{t('picked', { count: selected.size })}
					</Text>
					<Button disabled={selected.size === 0} onClick={() => pick([...selected.values()])}>
						{t('choose', { count: selected.size })}
					</Button>
				</Group>
			)}
		</SideDialog>
	);
}
