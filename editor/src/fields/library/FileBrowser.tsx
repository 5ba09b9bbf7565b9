/** The files of a folder, as a grid of pictures or as a list. Serves the library's page and whoever picks files. */
import { ActionIcon, Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconLayoutGrid, IconList, IconPhotoOff, IconSearch, IconSearchOff, IconX } from '@tabler/icons-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../api/errors';
import { useFolders } from '../../api/folders';
import { useCount, type Item } from '../../api/items';
import { PAGE, useWindow } from '../../api/window';
import { FILE_KINDS, type FileKind } from '../../model/files/kinds';
import { trailOf } from '../../model/files/folders';
import { FailedState, LoadingState, Notice } from '../../ui/States';
import { conditionsOf, FILE_FIELDS, FILE_SORTS, type Browse } from './browse';
import { FileGrid, FileList } from './FileViews';
import { EVERYWHERE } from './FolderTree';
import classes from './library.module.css';

export interface FileBrowserProps {
	browse: Browse;
	onBrowse: (changes: Partial<Browse>) => void;
	selected: ReadonlyMap<string, Item>;
	onSelect: (selected: ReadonlyMap<string, Item>) => void;
	/** A link to the file; without it a click selects. */
	hrefOf?: (file: Item) => string;
	/** A choice of one: the click is the choice. */
	onPick?: (file: Item) => void;
	filter?: Record<string, unknown> | undefined;
	canDrag?: boolean;
	/** What to do where there is nothing. */
	emptyAction?: ReactNode;
}

export function FileBrowser({ browse, onBrowse, selected, onSelect, hrefOf, onPick, filter, canDrag = false, emptyAction }: FileBrowserProps) {
	const { t } = useTranslation('files');
	const { t: content } = useTranslation('content');
	const [range, setRange] = useState({ first: 0, last: PAGE - 1 });
	const conditions = useMemo(() => conditionsOf(browse, filter), [browse, filter]);
	const query = useMemo(() => ({ fields: FILE_FIELDS, sort: [browse.sort, 'id'], ...conditions }), [browse.sort, conditions]);
	const total = useCount('directus_files', conditions);
	const files = useWindow('directus_files', query, range.first, range.last, total.data);
	const onRange = useCallback((first: number, last: number) => setRange((before) => (before.first === first && before.last === last ? before : { first, last })), []);
	const error = files.error ?? total.error;
	const toggle = (file: Item) => {
		const next = new Map(selected);
		if (!next.delete(String(file['id']))) next.set(String(file['id']), file);
		onSelect(next);
	};
	const isNarrowed = browse.search !== '' || browse.kind !== null;
	const shared = { count: total.data ?? 0, at: files.at, onRange, selected, onToggle: toggle, hrefOf, onPick, canDrag };
	let body: ReactNode;
	if (error) {
		body = (
			<FailedState
				problems={problemsOf(error)}
				onRetry={() => {
					files.retry();
					void total.refetch();
				}}
			/>
		);
	} else if (total.data === undefined) {
		body = (
			<div style={{ padding: 24 }}>
				<LoadingState shape="rows" rows={8} />
			</div>
		);
	} else if (total.data === 0) {
		body = isNarrowed ? (
			<Notice
				icon={IconSearchOff}
				title={content('list.nothing')}
				action={
					<Button variant="default" onClick={() => onBrowse({ search: '', kind: null })}>
						{content('list.clearAll')}
					</Button>
				}
			/>
		) : (
			<Notice icon={IconPhotoOff} title={t('empty')} action={emptyAction}>
				{t('emptyHint')}
			</Notice>
		);
	} else {
		body = browse.view === 'grid' ? <FileGrid {...shared} /> : <FileList {...shared} />;
	}
	return (
		<>
			<Crumbs browse={browse} onOpen={(folder) => onBrowse({ folder, search: '' })} count={total.data} />
			{body}
		</>
	);
}

function Crumbs({ browse, onOpen, count }: { browse: Browse; onOpen: (folder: string | null) => void; count: number | undefined }) {
	const { t } = useTranslation('files');
	const folders = useFolders().data ?? [];
	const trail = browse.folder === EVERYWHERE || browse.search !== '' ? [] : trailOf(folders, browse.folder);
	const first = browse.search !== '' ? { id: EVERYWHERE, name: t('folders.searched') } : browse.folder === EVERYWHERE ? { id: EVERYWHERE, name: t('folders.all') } : { id: null, name: t('folders.root') };
	const steps: Array<{ id: string | null; name: string }> = [first, ...trail];
	return (
		<nav className={classes.crumbs} aria-label={t('folders.trail')}>
			{steps.map((step, index) => (
				<span key={step.id ?? ''}>
					{index > 0 && <span aria-hidden>/ </span>}
					<button type="button" className={classes.crumb} aria-current={index === steps.length - 1 ? 'page' : undefined} onClick={() => onOpen(step.id)}>
						{step.name}
					</button>
				</span>
			))}
			<span style={{ marginInlineStart: 'auto' }} aria-live="polite">
				{count === undefined ? '' : t('n_files', { count })}
			</span>
		</nav>
	);
}

/** Search, kind, order and view. */
export function BrowseTools({ browse, onBrowse, kinds = true, children }: { browse: Browse; onBrowse: (changes: Partial<Browse>) => void; kinds?: boolean; children?: ReactNode }) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const [typed, setTyped] = useState<string | null>(null);
	const later = useDebouncedCallback((search: string) => {
		onBrowse({ search });
		setTyped(null);
	}, 250);
	const text = typed ?? browse.search;
	return (
		<div className={classes.tools}>
			{children}
			<TextInput
				className={classes.search ?? ''}
				leftSection={<IconSearch size={16} />}
				aria-label={t('search')}
				placeholder={t('search')}
				value={text}
				rightSection={
					text && (
						<ActionIcon
							variant="subtle"
							color="gray"
							size="sm"
							aria-label={c('actions.clear')}
							onClick={() => {
								setTyped(null);
								later.cancel();
								onBrowse({ search: '' });
							}}
						>
							<IconX size={14} />
						</ActionIcon>
					)
				}
				onChange={(event) => {
					setTyped(event.currentTarget.value);
					later(event.currentTarget.value.trim());
				}}
			/>
			{kinds && <Select aria-label={t('kind.label')} placeholder={t('kind.all')} clearable clearButtonProps={{ 'aria-label': c('actions.clear') }} w={150} data={FILE_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} value={browse.kind} onChange={(kind) => onBrowse({ kind: kind as FileKind | null })} />}
			<Select aria-label={t('sort.label')} w={160} allowDeselect={false} data={FILE_SORTS.map((sort) => ({ value: sort, label: t(`sort.${sort}`) }))} value={browse.sort} onChange={(sort) => sort && onBrowse({ sort })} />
			<SegmentedControl
				aria-label={t('view.label')}
				value={browse.view}
				onChange={(view) => onBrowse({ view: view as Browse['view'] })}
				data={[
					{ value: 'grid', label: <Sign icon={<IconLayoutGrid size={16} aria-hidden />} name={t('view.grid')} /> },
					{ value: 'list', label: <Sign icon={<IconList size={16} aria-hidden />} name={t('view.list')} /> },
				]}
			/>
		</div>
	);
}

function Sign({ icon, name }: { icon: ReactNode; name: string }) {
	return (
		<span style={{ display: 'grid', placeItems: 'center', minHeight: 20 }} title={name}>
			{icon}
			<span className="r-visually-hidden">{name}</span>
		</span>
	);
}
