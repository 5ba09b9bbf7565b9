/** A collection in the list: what it is, and what can be done with it. */
import { ActionIcon, Badge, Menu, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconDots, IconEye, IconEyeOff, IconFolderSymlink, IconPencil, IconTable, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useLabels } from '../../../api/model';
import type { Collection } from '../../../model/schema';
import { CollectionIcon } from '../../../ui/CollectionIcon';
import classes from './list.module.css';

/** Name, key name, and marks. */
export function CollectionName({ collection, isJunction }: { collection: Collection; isJunction: boolean }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const label = labels.collection(collection);
	return (
		<Link to={`/model/${collection.name}`} className={classes['name'] ?? ''} data-hidden={collection.hidden || undefined}>
			<span className={classes['icon']} style={collection.color ? { color: collection.color } : undefined}>
				<CollectionIcon name={collection.icon} folder={collection.isFolder} />
			</span>
			<span className={classes['label']}>{label}</span>
			<Text span ff="monospace" fz="xs" c="dimmed" className={classes['key']} dir="ltr">
				{collection.name}
			</Text>
			{collection.note && (
				<Text span fz="sm" c="dimmed" className={classes['note']}>
					{collection.note}
				</Text>
			)}
			<span className={classes['marks']}>
				{isJunction && <Badge color="gray">{t('mark.junction')}</Badge>}
				{collection.singleton && <Badge color="gray">{t('mark.singleton')}</Badge>}
				{collection.hidden && !isJunction && (
					<Tooltip label={t('mark.hidden')}>
						<IconEyeOff size={15} aria-label={t('mark.hidden')} role="img" />
					</Tooltip>
				)}
				{!collection.isFolder && (
					<Text span fz="xs" c="dimmed" className={classes['count']}>
						{t('list.fields', { count: collection.fields.length })}
					</Text>
				)}
			</span>
		</Link>
	);
}

interface CollectionMenuProps {
	collection: Collection;
	folders: readonly Collection[];
	onMove: (parent: string | null) => void;
	onShift: (by: -1 | 1) => void;
	onHide: (hidden: boolean) => void;
	onDelete: () => void;
}

export function CollectionMenu({ collection, folders, onMove, onShift, onHide, onDelete }: CollectionMenuProps) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const targets = folders.filter((folder) => folder.name !== collection.name && folder.name !== collection.group);
	return (
		<Menu>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" aria-label={t('list.menu', { name: labels.collection(collection) })}>
					<IconDots size={17} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item leftSection={<IconPencil size={15} />} component={Link} to={`/model/${collection.name}`}>
					{t('list.edit')}
				</Menu.Item>
				{!collection.isFolder && (
					<Menu.Item leftSection={<IconTable size={15} />} component={Link} to={`/content/${collection.name}`}>
						{t('list.content')}
					</Menu.Item>
				)}
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconArrowUp size={15} />}
					onClick={() => {
						onShift(-1);
					}}
				>
					{t('list.up')}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconArrowDown size={15} />}
					onClick={() => {
						onShift(1);
					}}
				>
					{t('list.down')}
				</Menu.Item>
				{(targets.length > 0 || collection.group !== undefined) && (
					<Menu.Sub>
						<Menu.Sub.Target>
							<Menu.Sub.Item leftSection={<IconFolderSymlink size={15} />}>{t('list.move')}</Menu.Sub.Item>
						</Menu.Sub.Target>
						<Menu.Sub.Dropdown>
							{collection.group !== undefined && (
								<Menu.Item
									onClick={() => {
										onMove(null);
									}}
								>
									{t('list.noFolder')}
								</Menu.Item>
							)}
							{targets.map((folder) => (
								<Menu.Item
									key={folder.name}
									leftSection={<CollectionIcon name={folder.icon} folder size={15} />}
									onClick={() => {
										onMove(folder.name);
									}}
								>
									{labels.collection(folder)}
								</Menu.Item>
							))}
						</Menu.Sub.Dropdown>
					</Menu.Sub>
				)}
				<Menu.Item
					leftSection={collection.hidden ? <IconEye size={15} /> : <IconEyeOff size={15} />}
					onClick={() => {
						onHide(!collection.hidden);
					}}
				>
					{collection.hidden ? t('list.show') : t('list.hide')}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onDelete}>
					{t('list.delete')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
