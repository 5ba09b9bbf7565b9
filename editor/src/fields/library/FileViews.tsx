/** The two ways to see files. */
import { useDraggable } from '@dnd-kit/core';
import { Checkbox, Skeleton } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Item } from '../../api/items';
import { extensionOf, sizeText } from '../../model/files/kinds';
import { CardGrid } from '../../ui/CardGrid';
import { surfaceOf } from '../../ui/dragging';
import { useRowsInView } from '../../ui/useRowsInView';
import { FileSign } from './FileSign';
import classes from './library.module.css';

interface FileViewProps {
	count: number;
	at: (index: number) => Item | undefined;
	onRange: (first: number, last: number) => void;
	selected: ReadonlyMap<string, Item>;
	onToggle: (file: Item) => void;
	hrefOf: ((file: Item) => string) | undefined;
	onPick: ((file: Item) => void) | undefined;
	canDrag: boolean;
}

const CAPTION = 56;
const ROW_HEIGHT = 46;

export function FileGrid({ count, at, onRange, ...rest }: FileViewProps) {
	const { t } = useTranslation('files');
	return (
		<CardGrid
			count={count}
			label={t('label')}
			minWidth={160}
			heightOf={(width) => width * 0.72 + CAPTION}
			onRange={onRange}
			renderCard={(index) => {
				const file = at(index);
				return file ? <FileCard file={file} {...rest} /> : <Skeleton h="100%" radius="md" />;
			}}
		/>
	);
}

type OneProps = { file: Item } & Pick<FileViewProps, 'selected' | 'onToggle' | 'hrefOf' | 'onPick' | 'canDrag'>;

export function nameOf(file: Item): string {
	return String(file['title'] ?? file['filename_download'] ?? file['id']);
}

function FileCard({ file, selected, onToggle, hrefOf, onPick, canDrag }: OneProps) {
	const { t, i18n } = useTranslation('files');
	const id = String(file['id']);
	const name = nameOf(file);
	const isSelected = selected.has(id);
	const drag = useDraggable({ id: `file:${id}`, data: { file, name }, disabled: !canDrag });
	const inside = (
		<>
			<span className={classes.frame}>
				<FileSign file={file} />
			</span>
			<span className={classes.caption}>
				<span className={classes.name} title={name}>
					{name}
				</span>
				<span className={classes.meta}>{[extensionOf(file), file['width'] ? `${String(file['width'])} × ${String(file['height'])}` : '', sizeText(file['filesize'], i18n.language)].filter(Boolean).join(' · ')}</span>
			</span>
		</>
	);
	return (
		<div className={classes.card} data-selected={isSelected} ref={drag.setNodeRef} {...surfaceOf(drag)}>
			{!onPick && (
				<span className={classes.check} data-still>
					<Checkbox size="xs" aria-label={t('select', { name })} checked={isSelected} onChange={() => onToggle(file)} />
				</span>
			)}
			{hrefOf ? (
				<Link to={hrefOf(file)} className={classes.open} data-card draggable={false}>
					{inside}
				</Link>
			) : (
				<button type="button" className={classes.open} data-card aria-pressed={onPick ? undefined : isSelected} onClick={() => (onPick ? onPick(file) : onToggle(file))}>
					{inside}
				</button>
			)}
		</div>
	);
}

export function FileList({ count, at, onRange, ...rest }: FileViewProps) {
	const { t } = useTranslation('files');
	const { ref, indexes, first, last, height, startOf } = useRowsInView({ count, height: ROW_HEIGHT, around: 10 });
	useEffect(() => onRange(first, last), [first, last, onRange]);
	return (
		<div className={classes.list} ref={ref}>
			<div role="list" aria-label={t('label')} style={{ height: height, position: 'relative' }}>
				{indexes.map((index) => {
					const file = at(index);
					return (
						<div key={index} role="listitem" aria-setsize={count} aria-posinset={index + 1}>
							{file ? <FileLine file={file} start={startOf(index)} {...rest} /> : <div className={classes.row} style={{ insetBlockStart: startOf(index), height: ROW_HEIGHT }}><Skeleton h={12} style={{ gridColumn: '1 / -1' }} /></div>}
						</div>
					);
				})}
			</div>
		</div>
	);
}

function FileLine({ file, start, selected, onToggle, hrefOf, onPick, canDrag }: OneProps & { start: number }) {
	const { t, i18n } = useTranslation('files');
	const id = String(file['id']);
	const name = nameOf(file);
	const isSelected = selected.has(id);
	const drag = useDraggable({ id: `file:${id}`, data: { file, name }, disabled: !canDrag });
	const created = typeof file['created_on'] === 'string' ? new Date(file['created_on']).toLocaleDateString(i18n.language, { dateStyle: 'medium' }) : '';
	return (
		<div className={classes.row} data-selected={isSelected} style={{ insetBlockStart: start, height: ROW_HEIGHT }} ref={drag.setNodeRef} {...surfaceOf(drag)}>
			{onPick ? <span /> : <Checkbox size="xs" aria-label={t('select', { name })} checked={isSelected} onChange={() => onToggle(file)} data-still />}
			<span className={classes.thumb}>
				<FileSign file={file} size={80} />
			</span>
			{hrefOf ? (
				<Link to={hrefOf(file)} className={classes.rowName} draggable={false}>
					{name}
				</Link>
			) : (
				<button type="button" className={classes.rowName} aria-pressed={onPick ? undefined : isSelected} onClick={() => (onPick ? onPick(file) : onToggle(file))}>
					{name}
				</button>
			)}
			<span className={`${classes.dim ?? ''} ${classes.wide ?? ''}`}>{String(file['type'] ?? '')}</span>
			<span className={classes.dim}>{sizeText(file['filesize'], i18n.language)}</span>
			<span className={`${classes.dim ?? ''} ${classes.wide ?? ''}`}>{created}</span>
		</div>
	);
}
