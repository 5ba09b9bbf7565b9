/** One file: what it looks like, what is known of it, where it is used. */
import { ActionIcon, Button, FileButton, Menu, Select, Tooltip } from '@mantine/core';
import { IconDots, IconDownload, IconExternalLink, IconLink, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams } from 'react-router';

import { useAccess } from '../../api/access';
import { assetUrl } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { useFolders } from '../../api/folders';
import { useItem, type Item } from '../../api/items';
import { useSchema } from '../../api/model';
import { uploads } from '../../api/uploads';
import { DraftContext, DraftStore, useDraft, useDraftStore, useStaged } from '../../fields/form/draftStore';
import { ItemForm } from '../../fields/form/ItemForm';
import type { Scope } from '../../fields/form/scope';
import { nameOf } from '../../fields/library/FileViews';
import { folderChoices } from '../../model/files/folders';
import { sizeText } from '../../model/files/kinds';
import type { Collection } from '../../model/schema';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState } from '../../ui/States';
import { DeleteDialog } from '../content/DeleteDialog';
import { ConflictDialog } from '../content/item/ConflictDialog';
import { DraftGuard, isDirty } from '../content/item/DraftGuard';
import { useSave } from '../content/item/useSave';
import { MissingPage } from '../MissingPage';
import { tell } from '../../ui/notify';
import { FilePreview } from './FilePreview';
import classes from './files.module.css';
import { FileUses } from './FileUses';

/** What people say about a file. The rest the server knows by itself; fields that a project adds are theirs, too. */
const SAID = ['title', 'description', 'tags', 'location', 'filename_download'];

export function FilePage() {
	const schema = useSchema();
	const { key = '' } = useParams();
	const collection = schema.collection('directus_files');
	return collection ? <Loaded key={key} collection={collection} id={key} /> : <MissingPage />;
}

const NO_PATH: Scope['path'] = [];

function Loaded({ collection, id }: { collection: Collection; id: string }) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const access = useAccess();
	const { search } = useLocation();
	const [store] = useState(() => new DraftStore());
	const file = useItem(collection, id);
	const mayWrite = access.may('update', collection.name);
	const scope = useMemo((): Scope => {
		const isSaid = (name: string, isSystem: unknown) => SAID.includes(name) || isSystem !== true;
		const fields = collection.fields.filter((field) => !field.isPrimaryKey && isSaid(field.name, field.raw.meta?.system)).toSorted((a, b) => rank(a.name) - rank(b.name)).map((field) => ({ ...field, options: { ...field.options, placeholder: undefined } }));
		return { collection: { ...collection, fields }, path: NO_PATH, itemKey: id, base: file.data ?? {}, isReadonly: !mayWrite };
	}, [collection, id, file.data, mayWrite]);
	return (
		<DraftContext value={store}>
			<DraftGuard />
			<Page bare title={file.data ? nameOf(file.data) : c('nav.files')} back={{ to: `/files${search}`, label: t('back') }} actions={file.data && <Actions scope={scope} file={file.data} />}>
				{file.isError ? (
					<FailedState problems={problemsOf(file.error)} onRetry={() => void file.refetch()} />
				) : file.data ? (
					<div className={classes.file}>
						<div className={classes.stage}>
							<FilePreview file={file.data} />
						</div>
						<div className={classes.side}>
							<ItemForm scope={scope} />
							<FolderField scope={scope} />
							<h2 className={classes.section}>{t('facts.title')}</h2>
							<Facts file={file.data} />
							<FileUses id={id} />
						</div>
					</div>
				) : (
					<div style={{ padding: 24 }}>
						<LoadingState shape="form" />
					</div>
				)}
			</Page>
		</DraftContext>
	);
}

function rank(name: string): number {
	const index = SAID.indexOf(name);
	return index === -1 ? SAID.length : index;
}

function FolderField({ scope }: { scope: Scope }) {
	const { t } = useTranslation('files');
	const store = useDraftStore();
	const folders = useFolders().data ?? [];
	const [staged, isStaged] = useStaged(scope.path, 'folder');
	const original = scope.base['folder'] ?? null;
	const value = isStaged ? staged : original;
	return <Select mt="lg" label={t('folder')} searchable allowDeselect={false} readOnly={scope.isReadonly} data={[{ value: '', label: t('folders.root') }, ...folderChoices(folders)]} value={value === null ? '' : String(value)} onChange={(next) => store.setField(scope.path, 'folder', next === '' ? null : next, original)} />;
}

function Facts({ file }: { file: Item }) {
	const { t, i18n } = useTranslation('files');
	const date = (value: unknown) => (typeof value === 'string' ? new Date(value).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }) : '');
	const facts = [
		['type', String(file['type'] ?? '')],
		['size', sizeText(file['filesize'], i18n.language)],
		['dimensions', file['width'] ? `${String(file['width'])} × ${String(file['height'])}` : ''],
		['created', date(file['created_on'])],
		['modified', date(file['modified_on'])],
		['id', String(file['id'])],
	] as const;
	return (
		<dl className={classes.facts}>
			{facts
				.filter(([, value]) => value !== '')
				.map(([name, value]) => (
					<div key={name} style={{ display: 'contents' }}>
						<dt>{t(`facts.${name}`)}</dt>
						<dd>
							<bdi>{value}</bdi>
						</dd>
					</div>
				))}
		</dl>
	);
}

function Actions({ scope, file }: { scope: Scope; file: Item }) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const access = useAccess();
	const navigate = useNavigate();
	const { search } = useLocation();
	const dirty = useDraft(isDirty);
	const { save, isSaving, conflict, forget } = useSave(scope);
	const chooser = useRef<HTMLButtonElement>(null);
	const [isDeleting, setIsDeleting] = useState(false);
	const id = String(file['id']);
	const copyAddress = () =>
		navigator.clipboard.writeText(assetUrl(id)).then(
			() => tell(t('copied')),
			() => tell(assetUrl(id)),
		);
	return (
		<>
			<Tooltip label={t('download')}>
				<ActionIcon component="a" href={assetUrl(id, { download: '' })} variant="default" size={36} aria-label={t('download')}>
					<IconDownload size={17} />
				</ActionIcon>
			</Tooltip>
			<FileButton onChange={(chosen) => chosen && void uploads.replace(id, chosen).then(forget)} inputProps={{ 'aria-label': t('replace'), tabIndex: -1 }}>
				{(props) => <button type="button" hidden ref={chooser} {...props} />}
			</FileButton>
			<Menu width={230}>
				<Menu.Target>
					<ActionIcon variant="default" size={36} aria-label={c('actions.more')}>
						<IconDots size={17} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item component="a" href={assetUrl(id)} target="_blank" rel="noopener" leftSection={<IconExternalLink size={16} />}>
						{t('openTab')}
					</Menu.Item>
					<Menu.Item leftSection={<IconLink size={16} />} onClick={() => void copyAddress()}>
						{t('copyAddress')}
					</Menu.Item>
					{access.may('update', 'directus_files') && (
						<Menu.Item leftSection={<IconRefresh size={16} />} onClick={() => chooser.current?.click()}>
							{t('replace')}
						</Menu.Item>
					)}
					{access.may('delete', 'directus_files') && (
						<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setIsDeleting(true)}>
							{c('actions.delete')}
						</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
			{!scope.isReadonly && (
				<Button disabled={!dirty} loading={isSaving} onClick={() => void save()}>
					{c('actions.save')}
				</Button>
			)}
			{conflict && <ConflictDialog collection={scope.collection.name} conflict={conflict.conflict} onChoose={conflict.choose} />}
			{isDeleting && <DeleteDialog collection={scope.collection} keys={[id]} onClose={() => setIsDeleting(false)} onDone={() => void navigate(`/files${search}`)} />}
		</>
	);
}
