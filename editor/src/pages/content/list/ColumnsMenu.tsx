/** Which columns a list has, their order, and how high its rows are. Fields of related items are found by going into a relation. */
import { ActionIcon, Button, Checkbox, Group, ScrollArea, SegmentedControl, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowLeft, IconArrowUp, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../api/access';
import { useLabels, useSchema } from '../../../api/model';
import { columnOf } from '../../../model/columns';
import type { Collection, Field } from '../../../model/schema';
import classes from './list.module.css';

interface ColumnsMenuProps {
	collection: Collection;
	columns: string[];
	onChange: (columns: string[]) => void;
	spacing: unknown;
	onSpacing: (spacing: string) => void;
	onReset: () => void;
}

const SPACINGS = ['compact', 'cozy', 'comfortable'] as const;
const DEEPEST = 4;

export function ColumnsMenu({ collection, columns, onChange, spacing, onSpacing, onReset }: ColumnsMenuProps) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const schema = useSchema();
	const name = (path: string) => columnOf(schema, collection.name, path)?.trail.map((field) => labels.field(field)).join(' › ') ?? path;
	const swap = (a: number, b: number) => onChange(columns.with(a, columns[b] ?? '').with(b, columns[a] ?? ''));
	return (
		<ScrollArea.Autosize mah="min(560px, 70vh)" offsetScrollbars="present">
			<ul className={classes.columns}>
				{columns.map((path, index) => (
					<li key={path}>
						<Checkbox size="xs" label={name(path)} checked onChange={() => onChange(columns.filter((one) => one !== path))} disabled={columns.length === 1} />
						<span style={{ marginInlineStart: 'auto', display: 'flex' }}>
							<ActionIcon variant="subtle" color="gray" size="sm" disabled={index === 0} aria-label={`${t('list.earlier')}: ${name(path)}`} onClick={() => swap(index, index - 1)}>
								<IconArrowUp size={14} />
							</ActionIcon>
							<ActionIcon variant="subtle" color="gray" size="sm" disabled={index === columns.length - 1} aria-label={`${t('list.later')}: ${name(path)}`} onClick={() => swap(index, index + 1)}>
								<IconArrowDown size={14} />
							</ActionIcon>
						</span>
					</li>
				))}
			</ul>
			<Text size="xs" c="dimmed" fw={550} mt="sm" mb={4} px={6}>
				{t('list.moreColumns')}
			</Text>
			<MoreColumns collection={collection} columns={columns} onAdd={(path) => onChange([...columns, path])} />
			<Text size="xs" c="dimmed" fw={550} mt="sm" mb={4} px={6}>
				{t('list.spacing.label')}
			</Text>
			<SegmentedControl fullWidth size="xs" aria-label={t('list.spacing.label')} value={SPACINGS.find((one) => one === spacing) ?? 'cozy'} onChange={onSpacing} data={SPACINGS.map((one) => ({ value: one, label: t(`list.spacing.${one}`) }))} />
			<Button variant="subtle" color="gray" size="compact-sm" mt="xs" onClick={onReset}>
				{t('list.resetColumns')}
			</Button>
		</ScrollArea.Autosize>
	);
}

function MoreColumns({ collection, columns, onAdd }: { collection: Collection; columns: string[]; onAdd: (path: string) => void }) {
	const { t } = useTranslation('content');
	const { t: filter } = useTranslation('filter');
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	const [way, setWay] = useState<Field[]>([]);
	const [search, setSearch] = useState('');
	const prefix = way.map((field) => `${field.name}.`).join('');
	const last = way.at(-1);
	const relation = last && schema.relation(last.collection, last.name);
	const here = last ? (relation?.kind === 'm2o' ? schema.collection(relation.related) : undefined) : collection;
	const wanted = search.trim().toLowerCase();
	const fields = (here?.fields ?? []).filter((field) => {
		const path = prefix + field.name;
		if (columns.includes(path) || !columnOf(schema, collection.name, path) || !access.mayField('read', field.collection, field.name)) return false;
		return wanted === '' || field.name.includes(wanted) || labels.field(field).toLowerCase().includes(wanted);
	});
	const leads = (field: Field) => schema.relation(field.collection, field.name)?.kind === 'm2o' && way.length < DEEPEST;
	const deeper = (here?.fields ?? []).filter((field) => leads(field) && !fields.includes(field) && wanted === '');
	const go = (to: Field[]) => {
		setWay(to);
		setSearch('');
	};
	return (
		<>
			<TextInput size="xs" leftSection={<IconSearch size={14} />} aria-label={filter('search')} placeholder={filter('search')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} mb={4} />
			{way.length > 0 && (
				<Group gap={4} wrap="nowrap" mb={2}>
					<ActionIcon size="sm" variant="subtle" color="gray" aria-label={filter('back')} onClick={() => go(way.slice(0, -1))}>
						<IconArrowLeft size={14} className="r-flip" />
					</ActionIcon>
					<Text size="xs" c="dimmed" className="r-truncate">
						{way.map((field) => labels.field(field)).join(' › ')}
					</Text>
				</Group>
			)}
			<ul className={classes.columns}>
				{[...fields, ...deeper].map((field) => (
					<li key={field.name}>
						<Checkbox size="xs" label={labels.field(field)} checked={deeper.includes(field)} disabled={deeper.includes(field)} onChange={() => onAdd(prefix + field.name)} />
						{leads(field) && (
							<ActionIcon style={{ marginInlineStart: 'auto' }} size="sm" variant="subtle" color="gray" aria-label={filter('into', { name: labels.field(field) })} onClick={() => go([...way, field])}>
								<IconChevronRight size={14} className="r-flip" />
							</ActionIcon>
						)}
					</li>
				))}
				{fields.length + deeper.length === 0 && <li style={{ color: 'var(--mantine-color-dimmed)' }}>{t('list.nothing')}</li>}
			</ul>
		</>
	);
}
