/** The file library: folders beside, files in the middle. Where one is stands in the address. */
import { DndContext, DragOverlay, type DragEndEvent } from '@dnd-kit/core';
import { Button, Group, Text } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconFile, IconFolder, IconFolderOpen, IconFolderSymlink, IconPhotoSquareRounded, IconTrash, IconX } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useAccess } from '../../api/access';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { useFilesPerFolder, useFolders } from '../../api/folders';
import type { Item } from '../../api/items';
import { itemsChanged } from '../../api/keys';
import { useSchema } from '../../api/model';
import { uploads } from '../../api/uploads';
import { START, type Browse } from '../../fields/library/browse';
import { DropZone } from '../../fields/library/DropZone';
import { BrowseTools, FileBrowser } from '../../fields/library/FileBrowser';
import { MoveDialog, NewFolderDialog, RenameFolderDialog } from '../../fields/library/FolderDialogs';
import { EVERYWHERE, FolderTree, type FolderTask } from '../../fields/library/FolderTree';
import classes from '../../fields/library/library.module.css';
import { UploadButton } from '../../fields/library/UploadButton';
import { FILE_KINDS } from '../../model/files/kinds';
import { branchOf, folderTree } from '../../model/files/folders';
import { SideDialog } from '../../ui/Dialog';
import { useDragSensors } from '../../ui/dragging';
import { Page } from '../../ui/Page';
import { FailedState } from '../../ui/States';
import { DeleteDialog } from '../content/DeleteDialog';
import { refuse } from '../../ui/notify';
import { useDragSpeech } from '../../ui/useDragSpeech';
import page from './files.module.css';

const NOTHING: ReadonlyMap<string, Item> = new Map();

export function FilesPage() {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const access = useAccess();
	const schema = useSchema();
	const [parameters, setParameters] = useSearchParams();
	const [view, setView] = useLocalStorage<Browse['view']>({ key: 'relata.files.view', defaultValue: 'grid', getInitialValueInEffect: false });
	const kind = parameters.get('kind');
	const browse: Browse = {
		folder: parameters.get('folder'),
		search: parameters.get('search') ?? '',
		kind: FILE_KINDS.find((one) => one === kind) ?? null,
		sort: parameters.get('sort') ?? START.sort,
		view,
	};
	const [selected, setSelected] = useState(NOTHING);
	const [task, setTask] = useState<FolderTask | null>(null);
	const [isMoving, setIsMoving] = useState(false);
	const [isDeleting, setIsDeleting] = useState(false);
	const [dragged, setDragged] = useState<{ name: string; isFolder: boolean; n: number } | null>(null);
	const [showsFolders, setShowsFolders] = useState(false);
	const isNarrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false }) ?? false;
	const folders = useFolders();
	const counts = useFilesPerFolder();
	const nodes = useMemo(() => folderTree(folders.data ?? []), [folders.data]);
	const speech = useDragSpeech(t('move.instructions'));
	const sensors = useDragSensors();
	const target = browse.folder === EVERYWHERE ? null : browse.folder;
	const mayUpload = access.may('create', 'directus_files');
	const mayMove = access.may('update', 'directus_files');

	const change = (changes: Partial<Browse>) => {
		if (changes.view) setView(changes.view);
		setSelected(NOTHING);
		setParameters(
			(before) => {
				const next = new URLSearchParams(before);
				for (const [name, value] of Object.entries(changes) as Array<[keyof Browse, string | null]>) {
					if (name === 'view') continue;
					if (value && value !== START[name]) next.set(name, value);
					else next.delete(name);
				}
				return next;
			},
			{ replace: changes.folder === undefined },
		);
	};
	const open = (folder: string | null) => {
		setShowsFolders(false);
		change({ folder, search: '' });
	};
	const add = useCallback((files: File[]) => void uploads.add(files, target), [target]);
	const moveFiles = (keys: string[], folder: string | null) => ask('/files', { method: 'PATCH', body: { keys, data: { folder } } });
	const moveFolder = (id: string, parent: string | null) => ask(`/folders/${id}`, { method: 'PATCH', body: { parent } });
	const settle = (done: Promise<unknown>) =>
		done.then(itemsChanged).then(
			() => setSelected(NOTHING),
			(error: unknown) => refuse(problemsOf(error)[0]?.message),
		);
	const end = ({ active, over }: DragEndEvent) => {
		setDragged(null);
		if (!over) return;
		const folder = (over.data.current?.['folder'] ?? null) as string | null;
		const moved = active.data.current?.['movesFolder'] as string | undefined;
		if (moved !== undefined) {
			if (folder === moved) return;
			if (folder !== null && branchOf(folders.data ?? [], moved).has(folder)) refuse(t('move.circle'));
			else void settle(moveFolder(moved, folder));
			return;
		}
		const file = active.data.current?.['file'] as Item | undefined;
		if (!file) return;
		const id = String(file['id']);
		void settle(moveFiles(selected.has(id) ? [...selected.keys()] : [id], folder));
	};
	const tree = <FolderTree nodes={nodes} counts={counts.data} current={browse.folder} onOpen={open} onTask={setTask} />;
	const files = schema.collection('directus_files');
	const folderCollection = schema.collection('directus_folders');
	return (
		<DndContext
			accessibility={speech}
			sensors={sensors}
			onDragStart={({ active }) => setDragged({ name: String(active.data.current?.['name'] ?? ''), isFolder: active.data.current?.['movesFolder'] !== undefined, n: selected.has(String((active.data.current?.['file'] as Item | undefined)?.['id'])) ? selected.size : 1 })}
			onDragEnd={end}
			onDragCancel={() => setDragged(null)}
		>
			<Page
				bare
				title={c('nav.files')}
				icon={<IconPhotoSquareRounded size={19} stroke={1.7} />}
				actions={mayUpload && <UploadButton folder={target} />}
				tools={
					<BrowseTools browse={browse} onBrowse={change}>
						{isNarrow && (
							<Button variant="default" leftSection={<IconFolderOpen size={16} />} onClick={() => setShowsFolders(true)}>
								{t('folders.label')}
							</Button>
						)}
					</BrowseTools>
				}
			>
				<DropZone className={classes.browser} isOff={!mayUpload} target={folders.data?.find((one) => one.id === target)?.name ?? t('folders.root')} onFiles={add}>
					{!isNarrow && <div className={classes.side}>{folders.isError ? <FailedState compact problems={problemsOf(folders.error)} onRetry={() => void folders.refetch()} /> : tree}</div>}
					<div className={classes.main}>
						<FileBrowser browse={browse} onBrowse={change} selected={selected} onSelect={setSelected} hrefOf={(file) => `/files/${String(file['id'])}?${parameters.toString()}`} canDrag={mayMove} emptyAction={mayUpload && <UploadButton folder={target} />} />
						{selected.size > 0 && (
							<div className={page.bulk} role="region" aria-label={t('bulk.label')}>
								<Text fw={550} aria-live="polite">
									{t('picked', { count: selected.size })}
								</Text>
								<Group gap="xs">
									{mayMove && (
										<Button variant="default" leftSection={<IconFolderSymlink size={16} />} onClick={() => setIsMoving(true)}>
											{t('move.action')}
										</Button>
									)}
									{access.may('delete', 'directus_files') && (
										<Button variant="default" c="var(--mantine-color-error)" leftSection={<IconTrash size={16} />} onClick={() => setIsDeleting(true)}>
											{c('actions.delete')}
										</Button>
									)}
									<Button variant="subtle" color="gray" leftSection={<IconX size={16} />} onClick={() => setSelected(NOTHING)}>
										{t('bulk.clear')}
									</Button>
								</Group>
							</div>
						)}
					</div>
				</DropZone>
				<SideDialog opened={isNarrow && showsFolders} onClose={() => setShowsFolders(false)} position="left" size={290} title={t('folders.label')}>
					{tree}
				</SideDialog>
				{task?.kind === 'create' && <NewFolderDialog parent={task.parent} onClose={() => setTask(null)} onMade={(folder) => open(folder.id)} />}
				{task?.kind === 'rename' && <RenameFolderDialog folder={task.folder} onClose={() => setTask(null)} />}
				{task?.kind === 'move' && <MoveDialog folder={task.folder.id} title={t('move.title', { name: task.folder.name })} send={(to) => moveFolder(task.folder.id, to)} onClose={() => setTask(null)} />}
				{task?.kind === 'delete' && folderCollection && <DeleteDialog collection={folderCollection} keys={[task.folder.id]} onClose={() => setTask(null)} onDone={() => browse.folder === task.folder.id && open(task.folder.parent)} />}
				{isMoving && <MoveDialog title={t('move.files', { count: selected.size })} send={(to) => moveFiles([...selected.keys()], to)} onClose={() => setIsMoving(false)} onDone={() => setSelected(NOTHING)} />}
				{isDeleting && files && <DeleteDialog collection={files} keys={[...selected.keys()]} onClose={() => setIsDeleting(false)} onDone={() => setSelected(NOTHING)} />}
			</Page>
			<DragOverlay dropAnimation={null}>
				{dragged && (
					<span className={classes.dragged}>
						{dragged.isFolder ? <IconFolder size={16} /> : <IconFile size={16} />}
						{dragged.n > 1 ? t('n_files', { count: dragged.n }) : dragged.name}
					</span>
				)}
			</DragOverlay>
		</DndContext>
	);
}

