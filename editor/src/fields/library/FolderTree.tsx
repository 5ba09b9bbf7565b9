/** The folders beside the files. Files and folders are dropped on them; the same goes through their menus. */
import { useDraggable, useDroppable } from '@dnd-kit/core';
import { ActionIcon, Menu } from '@mantine/core';
import { IconChevronRight, IconDots, IconFolder, IconFolderPlus, IconFolderSymlink, IconLibraryPhoto, IconPencil, IconPhotoSearch, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import type { FolderNode } from '../../model/files/folders';
import { surfaceOf } from '../../ui/dragging';
import { MenuButton } from '../../ui/MenuButton';
import classes from './library.module.css';

/** What is done with a folder. */
export type FolderTask = { kind: 'create'; parent: string | null } | { kind: 'rename' | 'move' | 'delete'; folder: FolderNode };

interface FolderTreeProps {
	nodes: readonly FolderNode[];
	counts: ReadonlyMap<string | null, number> | undefined;
	/** `*`: files of all folders. */
	current: string | null;
	onOpen: (folder: string | null) => void;
	onTask?: ((task: FolderTask) => void) | undefined;
}

export const EVERYWHERE = '*';

export function FolderTree({ nodes, counts, current, onOpen, onTask }: FolderTreeProps) {
	const { t } = useTranslation('files');
	const access = useAccess();
	const total = counts && [...counts.values()].reduce((sum, one) => sum + one, 0);
	return (
		<nav aria-label={t('folders.label')}>
			<ul className={classes.folders}>
				<li>
					<div className={classes.folder} data-current={current === EVERYWHERE}>
						<span style={{ width: 24 }} />
						<button type="button" className={classes.folderName} aria-current={current === EVERYWHERE ? 'true' : undefined} onClick={() => onOpen(EVERYWHERE)}>
							<IconPhotoSearch size={17} aria-hidden />
							<span className="r-truncate">{t('folders.all')}</span>
							<span className={classes.n}>{total}</span>
						</button>
					</div>
				</li>
				<li>
					<Place id={null} name={t('folders.root')} icon={<IconLibraryPhoto size={17} aria-hidden />} n_files={counts?.get(null)} isCurrent={current === null} onOpen={() => onOpen(null)} />
				</li>
				{nodes.map((node) => (
					<Branch key={node.id} node={node} counts={counts} current={current} onOpen={onOpen} onTask={onTask} />
				))}
			</ul>
			{onTask && access.may('create', 'directus_folders') && (
				<button type="button" className={classes.folderName} style={{ marginBlockStart: 6, paddingInlineStart: 28, color: 'var(--mantine-color-dimmed)' }} onClick={() => onTask({ kind: 'create', parent: current === EVERYWHERE ? null : current })}>
					<IconFolderPlus size={17} aria-hidden />
					{t('folders.new')}
				</button>
			)}
		</nav>
	);
}

function Branch({ node, counts, current, onOpen, onTask }: { node: FolderNode } & Omit<FolderTreeProps, 'nodes'>) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const access = useAccess();
	const holdsCurrent = (one: FolderNode): boolean => one.children.some((child) => child.id === current || holdsCurrent(child));
	const [isOpen, setIsOpen] = useState<boolean | null>(null);
	const open = isOpen ?? holdsCurrent(node);
	const toggle = node.children.length > 0 && (
		<ActionIcon variant="subtle" color="gray" size={24} aria-expanded={open} aria-label={c(open ? 'nav.collapse' : 'nav.expand', { name: node.name })} onClick={() => setIsOpen(!open)}>
			<IconChevronRight size={14} className={classes.chevron} data-open={open} />
		</ActionIcon>
	);
	const menu = onTask && (
		<MenuButton
			width={200}
			button={
				<ActionIcon variant="subtle" color="gray" size={26} aria-label={`${c('actions.more')}: ${node.name}`}>
					<IconDots size={15} />
				</ActionIcon>
			}
		>
			{() => (
				<>
					{access.may('create', 'directus_folders') && (
						<Menu.Item leftSection={<IconFolderPlus size={16} />} onClick={() => onTask({ kind: 'create', parent: node.id })}>
							{t('folders.newInside')}
						</Menu.Item>
					)}
					{access.may('update', 'directus_folders') && (
						<>
							<Menu.Item leftSection={<IconPencil size={16} />} onClick={() => onTask({ kind: 'rename', folder: node })}>
								{t('folders.rename')}
							</Menu.Item>
							<Menu.Item leftSection={<IconFolderSymlink size={16} />} onClick={() => onTask({ kind: 'move', folder: node })}>
								{t('move.action')}
							</Menu.Item>
						</>
					)}
					{access.may('delete', 'directus_folders') && (
						<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => onTask({ kind: 'delete', folder: node })}>
							{c('actions.delete')}
						</Menu.Item>
					)}
				</>
			)}
		</MenuButton>
	);
	return (
		<li>
			<Place id={node.id} name={node.name} icon={<IconFolder size={17} aria-hidden />} n_files={counts?.get(node.id)} isCurrent={current === node.id} onOpen={() => onOpen(node.id)} toggle={toggle} menu={menu} canDrag={onTask !== undefined} />
			{open && node.children.length > 0 && (
				<ul className={classes.folders} style={{ marginInlineStart: 14 }}>
					{node.children.map((child) => (
						<Branch key={child.id} node={child} counts={counts} current={current} onOpen={onOpen} onTask={onTask} />
					))}
				</ul>
			)}
		</li>
	);
}

interface PlaceProps {
	id: string | null;
	name: string;
	icon: ReactNode;
	n_files: number | undefined;
	isCurrent: boolean;
	onOpen: () => void;
	toggle?: ReactNode;
	menu?: ReactNode;
	canDrag?: boolean;
}

function Place({ id, name, icon, n_files, isCurrent, onOpen, toggle, menu, canDrag = false }: PlaceProps) {
	const { t } = useTranslation('files');
	const drop = useDroppable({ id: `into:${id ?? ''}`, data: { folder: id } });
	const drag = useDraggable({ id: `folder:${id ?? ''}`, data: { movesFolder: id, name }, disabled: !canDrag || id === null });
	return (
		<div className={classes.folder} data-current={isCurrent} data-over={drop.isOver} ref={drop.setNodeRef}>
			{toggle || <span style={{ width: 24, flex: 'none' }} />}
			<button type="button" className={classes.folderName} aria-current={isCurrent ? 'true' : undefined} aria-label={n_files === undefined ? name : `${name}, ${t('n_files', { count: n_files })}`} ref={drag.setNodeRef} {...surfaceOf(drag)} onClick={onOpen}>
				{icon}
				<span className="r-truncate">{name}</span>
				<span className={classes.n}>{n_files}</span>
			</button>
			{menu}
		</div>
	);
}
