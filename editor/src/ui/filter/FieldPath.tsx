/** A field, found by going through relations as deep as one likes. */
import { ActionIcon, Button, Group, Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowLeft, IconChevronRight, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { FUNCTIONS, leadsTo, splitScope, targetOf, toMany } from '../../model/filter/operators';
import type { Field } from '../../model/schema';
import type { FilterContext } from './FilterBuilder';
import classes from './filter.module.css';
import { pathLabel, useWords } from './words';

interface FieldPathProps {
	context: FilterContext;
	/** `null`: a button that adds a condition. */
	path: readonly string[] | null;
	onPick: (path: string[]) => void;
}

export function FieldPath({ context, path, onPick }: FieldPathProps) {
	const { t } = useTranslation('filter');
	const words = useWords();
	const [opened, setOpened] = useState(false);
	const label = path === null ? '' : pathLabel(context, path, words);
	const toggle = (): void => {
		setOpened((old) => !old);
	};
	return (
		<Popover opened={opened} onChange={setOpened} width={300} position="bottom-start" shadow="md" trapFocus returnFocus={path !== null}>
			<Popover.Target>
				{path === null ? (
					<Button variant="light" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={toggle}>
						{t('add')}
					</Button>
				) : (
					<Button variant="default" fw={500} onClick={toggle} maw={260} aria-label={t('field', { name: label })}>
						<span className="r-truncate">{label}</span>
					</Button>
				)}
			</Popover.Target>
			<Popover.Dropdown p="xs">
				{opened && (
					<Chooser
						context={context}
						onPick={(picked) => {
							setOpened(false);
							onPick(picked);
						}}
					/>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}

function Chooser({ context, onPick }: { context: FilterContext; onPick: (path: string[]) => void }) {
	const { t } = useTranslation('filter');
	const words = useWords();
	const [way, setWay] = useState<string[]>([]);
	const [search, setSearch] = useState('');
	const reached = way.length === 0 ? null : targetOf(context.schema, context.collection, way);
	const collection = way.length === 0 ? context.collection : leadsTo(reached?.relation, splitScope(way.at(-1) ?? '').scope);
	const wanted = search.trim().toLowerCase();
	const offered = (field: Field): boolean => {
		if (context.mayField && !context.mayField(field.collection, field.name)) return false;
		const relation = context.schema.relation(field.collection, field.name);
		if (field.isAlias && (relation === undefined || context.flat)) return false;
		return wanted === '' || field.name.includes(wanted) || context.fieldLabel(field).toLowerCase().includes(wanted);
	};
	const fields = collection === null ? [] : (context.schema.collection(collection)?.fields.filter(offered) ?? []);
	const go = (to: string[]): void => {
		setWay(to);
		setSearch('');
	};
	return (
		<Stack gap={6}>
			<TextInput
				size="xs"
				leftSection={<IconSearch size={14} />}
				aria-label={t('search')}
				placeholder={t('search')}
				value={search}
				onChange={(event) => {
					setSearch(event.currentTarget.value);
				}}
				data-autofocus
			/>
			{way.length > 0 && (
				<Group gap={4} wrap="nowrap">
					<ActionIcon
						size="sm"
						variant="subtle"
						color="gray"
						aria-label={t('back')}
						onClick={() => {
							const up = way.slice(0, -1);
							go(up.at(-1) === '_some' ? up.slice(0, -1) : up);
						}}
					>
						<IconArrowLeft size={14} className="r-flip" />
					</ActionIcon>
					<Text size="xs" c="dimmed" className="r-truncate">
						{pathLabel(context, way, words)}
					</Text>
				</Group>
			)}
			<ScrollArea.Autosize mah={260} type="auto" offsetScrollbars="present">
				<ul className={classes['fields']}>
					{fields.map((field) => (
						<Line key={field.name} context={context} field={field} way={way} isSearched={wanted !== ''} onGo={go} onPick={onPick} />
					))}
					{fields.length === 0 && (
						<Text size="sm" c="dimmed" p="xs">
							{t('noField')}
						</Text>
					)}
				</ul>
			</ScrollArea.Autosize>
		</Stack>
	);
}

interface LineProps {
	context: FilterContext;
	field: Field;
	way: readonly string[];
	isSearched: boolean;
	onGo: (way: string[]) => void;
	onPick: (path: string[]) => void;
}

function Line({ context, field, way, isSearched, onGo, onPick }: LineProps) {
	const { t } = useTranslation('filter');
	const relation = context.schema.relation(field.collection, field.name);
	const many = toMany(relation);
	const deeper = !context.flat && leadsTo(relation) !== null && way.length < 8;
	const functions = Object.entries(FUNCTIONS).filter(([, { of }]) => !context.flat && of.includes(field.type) && (field.type !== 'alias' || many));
	const label = context.fieldLabel(field);
	const next = [...way, field.name, ...(many ? ['_some'] : [])];
	return (
		<li>
			<div className={classes['line']}>
				<UnstyledButton
					className={classes['pick'] ?? ''}
					onClick={() => {
						if (many) onGo(next);
						else onPick([...way, field.name]);
					}}
				>
					<span className="r-truncate">{label}</span>
				</UnstyledButton>
				{deeper && (
					<ActionIcon
						size="sm"
						variant="subtle"
						color="gray"
						aria-label={t('into', { name: label })}
						onClick={() => {
							onGo(next);
						}}
					>
						<IconChevronRight size={14} className="r-flip" />
					</ActionIcon>
				)}
			</div>
			{!context.flat &&
				relation?.kind === 'a2o' &&
				relation.allowed.map((scope) => (
					<UnstyledButton
						key={scope}
						className={classes['function'] ?? ''}
						onClick={() => {
							onGo([...way, `${field.name}:${scope}`]);
						}}
					>
						{t('scoped', { field: label, collection: context.collectionLabel(scope) })}
					</UnstyledButton>
				))}
			{wantedFunctions(functions.map(([name]) => name), field.type, isSearched).map((name) => (
				<UnstyledButton
					key={name}
					className={classes['function'] ?? ''}
					onClick={() => {
						onPick([...way, `${name}(${field.name})`]);
					}}
				>
					{t(`fn.${name as 'count'}`, { field: label })}
				</UnstyledButton>
			))}
		</li>
	);
}

/** Of dates the usual ones; the others once the field is searched for. */
function wantedFunctions(names: readonly string[], type: string, isSearched: boolean): readonly string[] {
	return isSearched || type === 'alias' || type === 'json' ? names : names.filter((name) => name === 'year' || name === 'month' || name === 'weekday');
}
