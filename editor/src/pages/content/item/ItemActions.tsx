/** Save and everything else that is done with the whole item. */
import { ActionIcon, Badge, Button, Group, Menu, Popover, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconArrowsJoin2, IconChevronDown, IconCopy, IconDeviceFloppy, IconDots, IconHistory, IconShare2, IconTrash } from '@tabler/icons-react';
import { useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useAccess } from '../../../api/access';
import { useCommands } from '../../../api/commands';
import { useLabels } from '../../../api/model';
import { useDraft, useDraftStore } from '../../../fields/form/draftStore';
import type { Scope } from '../../../fields/form/scope';
import { STATE_COLORS } from '../../../fields/list/RowState';
import { changesOf } from '../../../model/draft';
import { textOf } from '../../../model/template';
import { DeleteDialog } from '../DeleteDialog';
import { ArchiveItem } from './ArchiveItem';
import { ConflictDialog } from './ConflictDialog';
import { CopyDialog } from './CopyDialog';
import classes from './item.module.css';
import { isDirty } from './DraftGuard';
import { SidePanel, usePanel } from './SidePanel';
import { useSave } from './useSave';

export function ItemActions({ scope }: { scope: Scope }) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const { t: i } = useTranslation('item');
	const navigate = useNavigate();
	const access = useAccess();
	const store = useDraftStore();
	const dirty = useDraft(isDirty);
	const canUndo = useSyncExternalStore(store.subscribe, store.canUndo);
	const canRedo = useSyncExternalStore(store.subscribe, store.canRedo);
	const { save, isSaving, conflict, forget } = useSave(scope);
	const [, setPanel] = usePanel();
	const [isCopying, setIsCopying] = useState(false);
	const [isDeleting, setIsDeleting] = useState(false);
	const { collection, itemKey } = scope;
	const isNew = itemKey === undefined && !collection.singleton;
	const hasMore = !isNew && !collection.singleton;

	const stay = async () => {
		if (!isDirty(store.getEdits()) && !isNew) return;
		const key = await save();
		if (key !== undefined && isNew) await navigate(`/content/${collection.name}/${encodeURIComponent(key)}`, { replace: true });
	};
	const toList = async () => {
		if ((await save()) !== undefined) await navigate(`/content/${collection.name}`);
	};
	const another = async () => {
		if ((await save()) !== undefined) await navigate(`/content/${collection.name}/+`);
	};
	useHotkeys(
		[
			['mod+S', () => void stay()],
			['mod+shift+S', () => void another()],
			['mod+Z', () => store.undo()],
			['mod+shift+Z', () => store.redo()],
		],
		[],
		true,
	);
	// The palette keeps what it is given: the newest ways of doing it are reached through this.
	const acts = useRef({ stay, setPanel });
	acts.current = { stay, setPanel };
	const commands = useMemo(
		() => [
			{ id: 'item.save', label: t('item.save'), group: 'actions' as const, shortcut: 'Ctrl S', run: () => void acts.current.stay() },
			{ id: 'item.history', label: i('panel.history'), group: 'actions' as const, run: () => acts.current.setPanel('history') },
			{ id: 'item.uses', label: i('panel.uses'), group: 'actions' as const, run: () => acts.current.setPanel('uses') },
		],
		[t, i],
	);
	useCommands(commands);

	return (
		<>
			<Changes />
			<Group gap={2} wrap="nowrap" visibleFrom="xs">
				<Tooltip label={`${c('actions.undo')} (Ctrl Z)`}>
					<ActionIcon variant="subtle" color="gray" size="lg" disabled={!canUndo} aria-label={c('actions.undo')} onClick={() => store.undo()}>
						<IconArrowBackUp size={18} className="r-flip" />
					</ActionIcon>
				</Tooltip>
				<Tooltip label={`${c('actions.redo')} (Ctrl ⇧ Z)`}>
					<ActionIcon variant="subtle" color="gray" size="lg" disabled={!canRedo} aria-label={c('actions.redo')} onClick={() => store.redo()}>
						<IconArrowForwardUp size={18} className="r-flip" />
					</ActionIcon>
				</Tooltip>
			</Group>
			{itemKey !== undefined && (
				<Tooltip label={i('panel.history')}>
					<ActionIcon variant="subtle" color="gray" size="lg" aria-label={i('panel.history')} visibleFrom="xs" onClick={() => setPanel('history')}>
						<IconHistory size={18} />
					</ActionIcon>
				</Tooltip>
			)}
			<Menu>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size="lg" aria-label={c('actions.more')} {...(!hasMore && { hiddenFrom: 'xs' })}>
						<IconDots size={18} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item hiddenFrom="xs" leftSection={<IconArrowBackUp size={16} className="r-flip" />} disabled={!canUndo} onClick={() => store.undo()}>
						{c('actions.undo')}
					</Menu.Item>
					<Menu.Item hiddenFrom="xs" leftSection={<IconArrowForwardUp size={16} className="r-flip" />} disabled={!canRedo} onClick={() => store.redo()}>
						{c('actions.redo')}
					</Menu.Item>
					{itemKey !== undefined && (
						<Menu.Item hiddenFrom="xs" leftSection={<IconHistory size={16} />} onClick={() => setPanel('history')}>
							{i('panel.history')}
						</Menu.Item>
					)}
					{hasMore && (
						<>
							<Menu.Divider hiddenFrom="xs" />
							<Menu.Item leftSection={<IconCopy size={16} />} disabled={!access.may('create', collection.name)} onClick={() => setIsCopying(true)}>
								{t('item.copy')}
							</Menu.Item>
							<Menu.Item leftSection={<IconArrowsJoin2 size={16} />} onClick={() => setPanel('uses')}>
								{i('panel.uses')}
							</Menu.Item>
							{access.may('share', collection.name) && (
								<Menu.Item leftSection={<IconShare2 size={16} />} onClick={() => setPanel('shares')}>
									{t('item.share')}
								</Menu.Item>
							)}
							<Menu.Divider />
							<ArchiveItem scope={scope} onDone={forget} />
							<Menu.Item color="red" leftSection={<IconTrash size={16} />} disabled={!access.may('delete', collection.name)} onClick={() => setIsDeleting(true)}>
								{t('item.delete')}
							</Menu.Item>
						</>
					)}
				</Menu.Dropdown>
			</Menu>
			{!scope.isReadonly && (
				<Button.Group>
					<Button leftSection={<IconDeviceFloppy size={17} />} loading={isSaving} disabled={!dirty && !isNew} onClick={() => void stay()}>
						{c('actions.save')}
					</Button>
					{!collection.singleton && (
						<Menu>
							<Menu.Target>
								<Button px={8} disabled={!dirty && !isNew} aria-label={t('item.saveMore')} style={{ borderInlineStart: '1px solid color-mix(in srgb, currentcolor 30%, transparent)' }}>
									<IconChevronDown size={16} />
								</Button>
							</Menu.Target>
							<Menu.Dropdown>
								<Menu.Item onClick={() => void stay()} rightSection={<Text size="xs">Ctrl S</Text>}>
									{t('item.saveStay')}
								</Menu.Item>
								<Menu.Item onClick={() => void toList()}>{t('item.saveList')}</Menu.Item>
								<Menu.Item onClick={() => void another()} rightSection={<Text size="xs">Ctrl ⇧ S</Text>}>
									{t('item.saveAnother')}
								</Menu.Item>
							</Menu.Dropdown>
						</Menu>
					)}
				</Button.Group>
			)}
			<SidePanel scope={scope} onRestored={forget} />
			{conflict && <ConflictDialog collection={collection.name} conflict={conflict.conflict} onChoose={conflict.choose} />}
			{isCopying && itemKey !== undefined && <CopyDialog scope={scope} itemKey={itemKey} onClose={() => setIsCopying(false)} />}
			{isDeleting && itemKey !== undefined && (
				<DeleteDialog
					collection={collection}
					keys={[itemKey]}
					onClose={() => setIsDeleting(false)}
					onDone={() => {
						store.reset();
						void navigate(`/content/${collection.name}`);
					}}
				/>
			)}
		</>
	);
}

/** What is staged, line by line. */
function Changes() {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const store = useDraftStore();
	const edits = useDraft((all) => all);
	const changes = useMemo(() => changesOf(edits), [edits]);
	if (changes.length === 0) return null;
	return (
		<Popover position="bottom-end" shadow="md" width={380} trapFocus returnFocus>
			<Popover.Target>
				<Button variant="subtle" color="gray" size="compact-sm" visibleFrom="xs">
					{t('changes', { count: changes.length })}
				</Button>
			</Popover.Target>
			<Popover.Dropdown>
				<ul className={classes.changes}>
					{changes.map((change) => {
						const trail = change.trail.map((one) => labels.field(one.field)).join(' › ');
						return (
							<li key={`${change.kind} ${JSON.stringify(change.trail)}`}>
								<Badge size="sm" variant="light" color={STATE_COLORS[change.kind === 'changed' ? 'edited' : change.kind]} style={{ flex: 'none' }}>
									{t(`state.${change.kind === 'changed' ? 'edited' : change.kind}`)}
								</Badge>
								<span style={{ fontWeight: 550 }}>{trail}</span>
								<span className="r-truncate" style={{ color: 'var(--mantine-color-dimmed)' }}>
									{change.kind === 'changed' ? textOf(change.value) : ''}
								</span>
							</li>
						);
					})}
				</ul>
				<Button variant="default" size="xs" mt="sm" fullWidth onClick={() => store.change([], () => ({}))}>
					{t('discardAll')}
				</Button>
			</Popover.Dropdown>
		</Popover>
	);
}
