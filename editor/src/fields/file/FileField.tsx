/** One file: choose from the library by typing, upload, replace, clear. */
import { ActionIcon, FileButton, Group, Paper, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconLibraryPhoto, IconPencil, IconUpload, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../api/errors';
import { uploadFile, useItemSummary, type Item } from '../../api/items';
import { itemsChanged } from '../../api/keys';
import { useLabels, useSchema } from '../../api/model';
import type { Path } from '../../model/draft';
import type { Collection, Key } from '../../model/schema';
import { useDraftStore, useStaged } from '../form/draftStore';
import { useMayOpen, useOpen, useScope, type FieldProps } from '../form/scope';
import { ItemPicker } from '../relation/ItemPicker';
import { referredKey } from '../relation/M2oField';
import { usePickFilter } from '../relation/usePickFilter';
import classes from './FileField.module.css';
import { Thumbnail } from './Thumbnail';

const TEMPLATE = '{{title}}';
const IMAGES = { type: { _starts_with: 'image/' } };
const FilePicker = lazy(async () => ({ default: (await import('../library/FilePicker')).FilePicker }));

export function FileField({ field, value, onChange, isReadonly, isInvalid, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const schema = useSchema();
	const scope = useScope();
	const open = useOpen();
	const mayOpen = useMayOpen();
	const files = schema.collection('directus_files');
	const isImage = field.interface === 'file-image';
	const key = files ? referredKey(value, files) : null;
	const summary = useItemSummary(files, key, TEMPLATE);
	const { t: library } = useTranslation('files');
	const [isBrowsing, setIsBrowsing] = useState(false);
	const offered = usePickFilter(field);
	const filter = useMemo(() => (isImage ? { _and: [IMAGES, ...(offered ? [offered] : [])] } : offered), [isImage, offered]);
	const upload = useMutation({
		mutationFn: uploadFile,
		onSuccess: (item) => {
			onChange(item['id']);
			void itemsChanged();
		},
	});
	if (!files) return null;
	const actions = !isReadonly && (
		<FileButton onChange={(file) => file && upload.mutate(file)} accept={isImage ? 'image/*' : ''} inputProps={{ 'aria-label': t('file.upload') }}>
			{(props) => (
				<Tooltip label={t('file.upload')}>
					<ActionIcon {...props} variant="default" size={36} loading={upload.isPending} aria-label={t('file.upload')}>
						<IconUpload size={17} />
					</ActionIcon>
				</Tooltip>
			)}
		</FileButton>
	);
	return (
		<Stack gap="xs">
			{key !== null && (
				<Paper withBorder className={classes.card}>
					<Thumbnail file={summary.data ?? null} fileKey={key} />
					<div style={{ flex: 1, minWidth: 0 }}>
						<Text className="r-truncate" fw={550}>
							{summary.data === null ? t('m2o.hidden') : String(summary.data?.['title'] ?? summary.data?.['filename_download'] ?? '…')}
						</Text>
						<Text size="sm" c="dimmed" className="r-truncate">
							{summary.data ? describe(summary.data) : ''}
						</Text>
					</div>
					<Group gap={2} wrap="nowrap">
						{mayOpen && (
							<Tooltip label={t('m2o.edit')}>
								<ActionIcon variant="subtle" color="gray" aria-label={`${t('m2o.edit')}: ${labels.field(field)}`} onClick={() => open([...scope.path, { field: field.name, ref: String(key), isList: false, collection: files.name, pk: files.primaryKey, key }])}>
									<IconPencil size={16} />
								</ActionIcon>
							</Tooltip>
						)}
						{!isReadonly && (
							<Tooltip label={t('m2o.clear')}>
								<ActionIcon variant="subtle" color="gray" aria-label={`${t('m2o.clear')}: ${labels.field(field)}`} onClick={() => onChange(null)}>
									<IconX size={16} />
								</ActionIcon>
							</Tooltip>
						)}
					</Group>
				</Paper>
			)}
			{key !== null && isImage && mayOpen && summary.data && <AltText fieldName={field.name} fileKey={key} files={files} original={summary.data['description']} isReadonly={isReadonly} />}
			{!isReadonly && (
				<Group gap="xs" wrap="nowrap">
					<div style={{ flex: 1 }}>
						<ItemPicker label={`${labels.field(field)}: ${t('file.choose')}`} collection={files} template={TEMPLATE} placeholder={t(key === null ? 'file.choose' : 'file.replace')} filter={filter} onPick={(picked) => onChange(picked)} isInvalid={isInvalid} describedBy={describedBy} />
					</div>
					<Tooltip label={library('browse')}>
						<ActionIcon variant="default" size={36} aria-label={`${labels.field(field)}: ${library('browse')}`} onClick={() => setIsBrowsing(true)}>
							<IconLibraryPhoto size={17} />
						</ActionIcon>
					</Tooltip>
					{actions}
				</Group>
			)}
			<Suspense>{isBrowsing && <FilePicker title={labels.field(field)} folder={typeof field.options['folder'] === 'string' ? field.options['folder'] : null} filter={filter} {...(isImage && { accept: 'image/*' })} onPick={([file]) => file && onChange(file['id'])} onClose={() => setIsBrowsing(false)} />}</Suspense>
			{upload.isError && (
				<Text size="sm" c="var(--mantine-color-error)" role="alert">
					{problemsOf(upload.error)[0]?.message}
				</Text>
			)}
		</Stack>
	);
}

/** What the picture shows, in words, for those who don't see it. It belongs to the file and is saved along with the item. */
function AltText({ fieldName, fileKey, files, original, isReadonly }: { fieldName: string; fileKey: Key; files: Collection; original: unknown; isReadonly: boolean }) {
	const { t } = useTranslation('form');
	const scope = useScope();
	const store = useDraftStore();
	const path = useMemo((): Path => [...scope.path, { field: fieldName, ref: String(fileKey), isList: false, collection: files.name, pk: files.primaryKey, key: fileKey }], [scope.path, fieldName, fileKey, files]);
	const [staged, isStaged] = useStaged(path, 'description');
	const text = isStaged ? staged : original;
	return <TextInput size="xs" label={t('file.alt')} description={t('file.altHint')} readOnly={isReadonly} value={typeof text === 'string' ? text : ''} onChange={(event) => store.setField(path, 'description', event.currentTarget.value || null, original)} />;
}

function describe(file: Item): string {
	const size = Number(file['filesize'] ?? 0);
	const parts = [file['type'], file['width'] ? `${String(file['width'])} × ${String(file['height'])}` : null, size ? `${size > 1_000_000 ? `${(size / 1_000_000).toFixed(1)} MB` : `${Math.ceil(size / 1000)} kB`}` : null];
	return parts.filter(Boolean).join(' · ');
}
