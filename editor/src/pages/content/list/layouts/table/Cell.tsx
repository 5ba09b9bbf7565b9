/** One value for reading. */
import { Badge, ColorSwatch, Tooltip } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Item } from '../../../../../api/items';
import { useChoices } from '../../../../../fields/choice/choices';
import { Thumbnail } from '../../../../../fields/file/Thumbnail';
import { countOf, dig, type Column } from '../../../../../model/columns';
import { render, textOf } from '../../../../../model/template';
import { fallbackOf } from '../../../../../model/translated';
import classes from './table.module.css';

export const Cell = memo(function Cell({ column, item, isName = false }: { column: Column; item: Item; isName?: boolean }) {
	const { i18n, t } = useTranslation('content');
	const choices = useChoices(column.field);
	if (column.kind === 'count') {
		const count = countOf(item, column.path);
		return <span className={count === 0 ? classes.none : undefined}>{count.toLocaleString(i18n.language)}</span>;
	}
	const value = dig(item, column.path);
	if (value === null || value === undefined || value === '') return <span className={classes.none}>{isName ? t('list.nameless') : '–'}</span>;
	if (column.kind === 'image') {
		const file = value as Item;
		return <Thumbnail file={file} fileKey={String(file['id'])} size={30} />;
	}
	if (column.kind === 'item') return <span className="r-truncate">{render(column.template, value) || textOf(Object.values(value as object)[0])}</span>;
	const { field } = column;
	const fallback = fallbackOf(item, column.path);
	if (fallback !== undefined) return <Fallback text={textOf(value)} language={fallback} />;
	if (Array.isArray(value) && choices.length > 0) {
		return (
			<span className={classes.badges}>
				{value.map((one) => (
					<Badge key={String(one)} size="sm" variant="default" className={classes.badge}>
						{choices.find((choice) => choice.value === String(one))?.label ?? textOf(one)}
					</Badge>
				))}
			</span>
		);
	}
	const choice = choices.find((one) => one.value === String(value));
	if (choice) {
		return (
			<Badge size="sm" variant="default" className={classes.badge} data-status={String(value)}>
				{choice.label}
			</Badge>
		);
	}
	if (field.type === 'boolean') return value ? <IconCheck size={16} aria-label={t('list.yes')} /> : <IconMinus size={16} className={classes.none} aria-label={t('list.no')} />;
	if (field.interface === 'select-color') return <ColorSwatch color={String(value)} size={18} />;
	if (typeof value === 'number') return <>{value.toLocaleString(i18n.language)}</>;
	if (field.type === 'date') return <>{new Date(`${String(value)}T00:00:00`).toLocaleDateString(i18n.language, { dateStyle: 'medium' })}</>;
	if (field.type === 'timestamp' || field.type === 'dateTime') return <>{new Date(String(value)).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}</>;
	return <span className="r-truncate">{textOf(value)}</span>;
});

/** A text in another language than the one that was wanted, because it has no translation into that. */
function Fallback({ text, language }: { text: string; language: string }) {
	const { t, i18n } = useTranslation('content');
	return (
		<span className={classes.fallback}>
			<span className="r-truncate" lang={language} dir="auto">
				{text}
			</span>
			<Tooltip label={t('list.fallback', { language: nameOf(language, i18n.language) })}>
				<span className={classes.language} aria-label={t('list.fallback', { language: nameOf(language, i18n.language) })} role="img">
					{language}
				</span>
			</Tooltip>
		</span>
	);
}

function nameOf(code: string, language: string): string {
	try {
		return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
	} catch {
		// Projects may call their languages anything.
		return code;
	}
}
