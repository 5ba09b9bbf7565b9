/** Items as cards: a picture, what they are called, and a second line. */
import { Checkbox, Skeleton } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import type { Item } from '../../../../../api/items';
import { useLabels, useSchema } from '../../../../../api/model';
import { PAGE, useWindow } from '../../../../../api/window';
import { FileSign } from '../../../../../fields/library/FileSign';
import { dig } from '../../../../../model/columns';
import { chosen, fileFields } from '../../../../../model/layout/choose';
import type { Collection } from '../../../../../model/schema';
import { render } from '../../../../../model/template';
import { CardGrid } from '../../../../../ui/CardGrid';
import { CollectionIcon } from '../../../../../ui/CollectionIcon';
import { listState } from '../ListStates';
import type { LayoutProps } from '../types';
import { hrefOf, keyIn, titleOf, useFields, useTemplate } from '../useTitles';
import { imageOf, subtitleOf } from './choices';
import classes from './cards.module.css';

const CAPTION = 62;

export function Cards({ collection, conditions, total, totalError, onRetry, isNarrowed, onClear, sort, options, selection, onSelect }: LayoutProps) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const schema = useSchema();
	const [range, setRange] = useState({ first: 0, last: PAGE - 1 });
	const title = useTemplate(collection, options['title']);
	const subtitle = subtitleOf(collection, schema, options['subtitle']);
	const image = options['imageSource'] === null ? undefined : chosen(fileFields(collection, schema), imageOf(options));
	const asked = useFields(collection, [title, subtitle], image ? [`${image.name}.id`, `${image.name}.type`, `${image.name}.filename_download`, `${image.name}.modified_on`] : []);
	const query = useMemo(() => ({ ...asked, ...conditions, sort: [sort, collection.primaryKey] }), [asked, conditions, sort, collection.primaryKey]);
	const items = useWindow(collection.name, query, range.first, range.last, total);
	const onRange = useCallback((first: number, last: number) => setRange((before) => (before.first === first && before.last === last ? before : { first, last })), []);
	const state = listState({
		collection,
		total,
		error: items.error ?? totalError,
		onRetry: () => {
			items.retry();
			onRetry();
		},
		isNarrowed,
		onClear,
	});
	if (state !== undefined) return state;
	const isSelected = (item: Item) => selection.all || selection.keys.has(keyIn(item, collection));
	const toggle = (item: Item) => {
		const keys = new Set(selection.all ? [] : selection.keys);
		if (!keys.delete(keyIn(item, collection))) keys.add(keyIn(item, collection));
		onSelect({ all: false, keys });
	};
	return (
		<CardGrid
			count={total ?? 0}
			label={labels.collection(collection)}
			minWidth={200}
			heightOf={(width) => (image ? width * 0.66 : 0) + CAPTION + (subtitle === '' ? 0 : 18)}
			onRange={onRange}
			renderCard={(index) => {
				const item = items.at(index);
				if (!item) return <Skeleton h="100%" radius="md" />;
				const name = titleOf(title, item, collection);
				return (
					<div className={classes.card} data-selected={isSelected(item)}>
						<span className={classes.check}>
							<Checkbox size="xs" aria-label={t('list.select', { name })} checked={isSelected(item)} onChange={() => toggle(item)} />
						</span>
						<Link to={hrefOf(collection, keyIn(item, collection))} className={classes.open} data-card>
							{image && (
								<span className={classes.frame}>
									<Picture file={dig(item, image.name)} collection={collection} fit={options['imageFit'] === 'contain' ? 'inside' : 'cover'} />
								</span>
							)}
							<span className={classes.caption}>
								<span className={classes.name} title={name}>
									{name}
								</span>
								{subtitle !== '' && <span className={classes.meta}>{render(subtitle, item) || ' '}</span>}
							</span>
						</Link>
					</div>
				);
			}}
		/>
	);
}

function Picture({ file, collection, fit }: { file: unknown; collection: Collection; fit: 'inside' | 'cover' }) {
	if (typeof file === 'object' && file !== null) return <FileSign file={file as Item} fit={fit} />;
	return (
		<span className={classes.none}>
			<CollectionIcon name={collection.icon} size={28} />
		</span>
	);
}
