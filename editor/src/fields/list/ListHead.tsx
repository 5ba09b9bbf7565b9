/** Above a list: how many there are and may be, and ways to look at a part of it. */
import { ActionIcon, Badge, Group, Menu, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp, IconCheck, IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Collection } from '../../model/schema';
import { FilterButton } from '../filter/FilterButton';
import classes from './list.module.css';
import type { ListView } from './useListView';

/** From this many items on there are tools to find some. */
const N_SEARCHABLE = 10;

/** What a list can be sorted by, and what that is called. */
export interface SortChoice {
	sort: string;
	name: string;
}

interface ListHeadProps {
	view: ListView;
	rows: Collection;
	/** Of the rows that are looked for, and of all. */
	n_shown: number;
	n_all: number;
	n_staged: number;
	rules: { min: number | undefined; max: number | undefined };
	choices: readonly SortChoice[];
}

export function ListHead({ view, rows, n_shown, n_all, n_staged, rules, choices }: ListHeadProps) {
	const { t } = useTranslation('form');
	return (
		<Group className={classes.head} gap="xs">
			<Text size="sm" c="dimmed" aria-live="polite">
				{view.isNarrowed ? t('list.countOf', { shown: n_shown, all: n_all }) : t('list.count', { count: n_all })}
				{rules.max !== undefined && ` · ${t('list.atMost', { max: rules.max })}`}
				{rules.min !== undefined && n_all < rules.min && ` · ${t('list.atLeast', { min: rules.min })}`}
			</Text>
			{n_staged > 0 && (
				<Badge size="sm" color="yellow" variant="light" className={classes.staged}>
					{t('changes', { count: n_staged })}
				</Badge>
			)}
			{(n_all > N_SEARCHABLE || view.isNarrowed || view.sort !== undefined) && (
				<Group gap={6} ml="auto" wrap="nowrap">
					{choices.length > 0 && <SortMenu view={view} choices={choices} />}
					<FilterButton compact collection={rows} value={view.filter} onChange={view.setFilter} />
					<TextInput size="xs" w={180} leftSection={<IconSearch size={14} />} aria-label={t('list.search')} placeholder={t('list.search')} value={view.search} onChange={(event) => view.setSearch(event.currentTarget.value)} />
				</Group>
			)}
		</Group>
	);
}

function SortMenu({ view, choices }: { view: ListView; choices: readonly SortChoice[] }) {
	const { t } = useTranslation('form');
	return (
		<Menu position="bottom-end" width={240}>
			<Menu.Target>
				<ActionIcon variant={view.sort === undefined ? 'default' : 'light'} size={30} aria-label={t('list.sort')}>
					<IconArrowsSort size={15} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item leftSection={view.sort === undefined ? <IconCheck size={15} /> : <span style={{ width: 15 }} />} onClick={() => view.setSort(undefined)}>
					{t('list.ownOrder')}
				</Menu.Item>
				<Menu.Divider />
				{choices.map(({ sort, name }) => (
					<Menu.Item key={sort} leftSection={view.sort === sort ? <IconArrowUp size={15} /> : view.sort === `-${sort}` ? <IconArrowDown size={15} /> : <span style={{ width: 15 }} />} onClick={() => view.setSort(view.sort === sort ? `-${sort}` : sort)}>
						{view.sort === sort ? t('list.sortedUp', { name }) : view.sort === `-${sort}` ? t('list.sortedDown', { name }) : name}
					</Menu.Item>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}

/** The head of a column: sorts upward, downward, and not. */
export function SortHead({ view, sort, name }: SortChoice & { view: ListView }) {
	const { t } = useTranslation('form');
	const state = view.sort === sort ? 'up' : view.sort === `-${sort}` ? 'down' : 'off';
	const label = state === 'up' ? t('list.sortedUp', { name }) : state === 'down' ? t('list.sortedDown', { name }) : t('list.sortBy', { name });
	return (
		<button type="button" className={classes.sortHead} aria-label={label} data-sort={state} onClick={() => view.setSort(state === 'off' ? sort : state === 'up' ? `-${sort}` : undefined)}>
			{name}
			{state === 'up' && <IconArrowUp size={12} aria-hidden />}
			{state === 'down' && <IconArrowDown size={12} aria-hidden />}
		</button>
	);
}
