/** Above a list: search, filter, layout, columns. */
import { ActionIcon, Button, Popover, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconColumns3, IconSearch, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useSchema } from '../../../api/model';
import { FilterButton } from '../../../fields/filter/FilterButton';
import { withTexts } from '../../../i18n/i18n';
import { columnOf, defaultColumns } from '../../../model/columns';
import type { Collection } from '../../../model/schema';
import { LoadingState } from '../../../ui/States';
import { LayoutMenu } from './layouts/LayoutMenu';
import classes from './list.module.css';
import type { View } from './useView';

const ColumnsMenu = lazy(async () => ({ default: (await withTexts(import('./ColumnsMenu'), 'forms')).ColumnsMenu }));

const SEARCH_MS = 250;

export function ListTools({ collection, view, children }: { collection: Collection; view: View; children: ReactNode }) {
	const { t } = useTranslation('content');
	const schema = useSchema();
	const isTable = view.layout === 'tabular';
	const shown = (view.query.fields ?? defaultColumns(collection, schema)).filter((path) => columnOf(schema, collection.name, path) !== undefined);
	return (
		<div className={classes.tools}>
			<SearchBox view={view} />
			<FilterButton collection={collection} value={view.filter} onChange={view.setFilter} />
			<LayoutMenu collection={collection} layout={view.layout} onLayout={view.setLayout} options={view.options} onOptions={view.setOptions} />
			{isTable && (
				<Popover position="bottom-start" width={330} shadow="lg" trapFocus returnFocus>
					<Popover.Target>
						<Tooltip label={t('list.columns')}>
							<ActionIcon variant="default" size={36} aria-label={t('list.columns')}>
								<IconColumns3 size={17} />
							</ActionIcon>
						</Tooltip>
					</Popover.Target>
					<Popover.Dropdown p="xs" aria-label={t('list.columns')}>
						<Suspense fallback={<LoadingState shape="rows" rows={6} />}>
							<ColumnsMenu collection={collection} columns={shown} onChange={(fields) => view.setQuery({ fields })} spacing={view.options['spacing']} onSpacing={(spacing) => view.setOptions({ spacing })} onReset={() => { view.setQuery({ fields: defaultColumns(collection, schema) }); view.setOptions({ widths: {} }); }} />
						</Suspense>
					</Popover.Dropdown>
				</Popover>
			)}
			{children}
			{collection.archiveField && collection.archiveFilter && (
				<Button variant="subtle" color="gray" size="compact-sm" onClick={() => view.setArchived(!view.showsArchived)} aria-pressed={view.showsArchived}>
					{t(view.showsArchived ? 'list.hideArchived' : 'list.showArchived')}
				</Button>
			)}
		</div>
	);
}

function SearchBox({ view }: { view: View }) {
	const { t: c } = useTranslation();
	// What is typed and not yet asked for.
	const [typed, setTyped] = useState<string | null>(null);
	const later = useDebouncedCallback((text: string) => {
		view.setSearch(text.trim());
		setTyped(null);
	}, SEARCH_MS);
	const text = typed ?? view.search;
	return (
		<TextInput
			className={classes.search ?? ''}
			leftSection={<IconSearch size={16} />}
			aria-label={c('actions.search')}
			placeholder={c('actions.search')}
			value={text}
			rightSection={
				text && (
					<ActionIcon
						variant="subtle"
						color="gray"
						size="sm"
						aria-label={c('actions.clear')}
						onClick={() => {
							later.cancel();
							setTyped(null);
							view.setSearch('');
						}}
					>
						<IconX size={14} />
					</ActionIcon>
				)
			}
			onChange={(event) => {
				setTyped(event.currentTarget.value);
				later(event.currentTarget.value);
			}}
		/>
	);
}
