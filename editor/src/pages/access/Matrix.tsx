/** Collections against actions. Each cell is a menu: everything, nothing, or certain items and fields. */
import { ActionIcon, Button, Group, Menu, Select, Stack, Table, Text } from '@mantine/core';
import { IconAdjustments, IconCheck, IconMinus, IconTrash, type Icon } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useModel } from '../../api/definition';
import { useLabels, useSchema } from '../../api/model';
import { ACTIONS, cellAt, collectionsOf, fullRow, rowAt, withCell, withRow, type Cell, type PermissionRow } from '../../model/access/matrix';
import { junctionsOf } from '../../model/diagram';
import classes from './access.module.css';
import { PermissionDrawer } from './PermissionDrawer';

interface MatrixProps {
	rows: PermissionRow[];
	onChange: (rows: PermissionRow[]) => void;
}

const SIGNS: Record<Cell, Icon> = { all: IconCheck, none: IconMinus, custom: IconAdjustments };

export function Matrix({ rows, onChange }: MatrixProps) {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const [added, setAdded] = useState<string[]>([]);
	const [editing, setEditing] = useState<PermissionRow | null>(null);
	const listed = [...new Set([...collectionsOf(rows), ...added])].toSorted((a, b) => Number(a.startsWith('directus_')) - Number(b.startsWith('directus_')) || labels.collection(a).localeCompare(labels.collection(b)));
	const setRow = (collection: string, to: 'all' | 'none'): void => {
		onChange(ACTIONS.reduce((all, action) => withCell(all, collection, action, to), rows));
	};
	return (
		<Stack gap="sm">
			<div className={classes['matrix']} role="region" aria-label={t('matrix.label')} tabIndex={0}>
				<Table verticalSpacing={7}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th scope="col">{t('matrix.collection')}</Table.Th>
							{ACTIONS.map((action) => (
								<Table.Th key={action} scope="col" ta="center">
									{t(`action.${action}`)}
								</Table.Th>
							))}
							<Table.Th scope="col">
								<span className="r-visually-hidden">{t('matrix.row')}</span>
							</Table.Th>
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{listed.map((collection) => (
							<Table.Tr key={collection}>
								<Table.Th scope="row" fw={550}>
									{labels.collection(collection)}{' '}
									<Text span size="xs" c="dimmed" ff="monospace" dir="ltr" visibleFrom="lg">
										{collection}
									</Text>
								</Table.Th>
								{ACTIONS.map((action) => (
									<Table.Td key={action} ta="center">
										<CellMenu
											cell={cellAt(rows, collection, action)}
											label={t('matrix.cell', { collection: labels.collection(collection), action: t(`action.${action}`) })}
											onSet={(to) => {
												onChange(withCell(rows, collection, action, to));
											}}
											onCustom={() => {
												setEditing(rowAt(rows, collection, action) ?? fullRow(collection, action));
											}}
										/>
									</Table.Td>
								))}
								<Table.Td>
									<Group gap={4} wrap="nowrap" justify="flex-end">
										<Button
											size="compact-xs"
											variant="subtle"
											onClick={() => {
												setRow(collection, 'all');
											}}
										>
											{t('matrix.all')}
										</Button>
										<ActionIcon
											variant="subtle"
											color="gray"
											aria-label={t('matrix.remove', { collection: labels.collection(collection) })}
											onClick={() => {
												setRow(collection, 'none');
												setAdded(added.filter((one) => one !== collection));
											}}
										>
											<IconTrash size={15} />
										</ActionIcon>
									</Group>
								</Table.Td>
							</Table.Tr>
						))}
						{listed.length === 0 && (
							<Table.Tr>
								<Table.Td colSpan={ACTIONS.length + 2}>
									<Text size="sm" c="dimmed" ta="center" py="md">
										{t('matrix.empty')}
									</Text>
								</Table.Td>
							</Table.Tr>
						)}
					</Table.Tbody>
				</Table>
			</div>
			<AddCollection
				listed={listed}
				onAdd={(name) => {
					setAdded([...added, name]);
				}}
			/>
			<PermissionDrawer
				row={editing}
				onClose={() => {
					setEditing(null);
				}}
				onApply={(row) => {
					onChange(withRow(rows, row));
					setEditing(null);
				}}
			/>
		</Stack>
	);
}

/** People's own collections first, junctions beside what they join, the system's last. */
function AddCollection({ listed, onAdd }: { listed: readonly string[]; onAdd: (name: string) => void }) {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const schema = useSchema();
	const junctions = new Map(junctionsOf(useModel()).map((one) => [one.collection, one.left.related_collection]));
	const free = [...schema.collections.values()].filter((one) => !one.isFolder && !listed.includes(one.name));
	const option = (name: string) => {
		const of = junctions.get(name);
		return { value: name, label: of === undefined || of === null ? labels.collection(name) : t('matrix.junction', { name, collection: labels.collection(of) }) };
	};
	const own = free.filter((one) => !one.isSystem && !junctions.has(one.name)).map((one) => option(one.name));
	const between = free.filter((one) => !one.isSystem && junctions.has(one.name)).map((one) => option(one.name));
	const system = free.filter((one) => one.isSystem).map((one) => option(one.name));
	return (
		<Select
			aria-label={t('matrix.add')}
			placeholder={t('matrix.add')}
			data={[
				{ group: t('matrix.own'), items: own },
				{ group: t('matrix.junctions'), items: between },
				{ group: t('matrix.system'), items: system },
			].filter((group) => group.items.length > 0)}
			value={null}
			onChange={(name) => {
				if (name !== null) onAdd(name);
			}}
			searchable
			w={320}
			maw="100%"
		/>
	);
}

interface CellMenuProps {
	cell: Cell;
	label: string;
	onSet: (to: 'all' | 'none') => void;
	onCustom: () => void;
}

function CellMenu({ cell, label, onSet, onCustom }: CellMenuProps) {
	const { t } = useTranslation('access');
	const Sign = SIGNS[cell];
	return (
		<Menu position="bottom">
			<Menu.Target>
				<button type="button" className={classes['cell']} data-cell={cell} aria-label={`${label}: ${t(`cell.${cell}`)}`}>
					<Sign size={14} aria-hidden />
					{t(`cell.${cell}`)}
				</button>
			</Menu.Target>
			<Menu.Dropdown>
				{(['all', 'none'] as const).map((to) => {
					const Icon = SIGNS[to];
					return (
						<Menu.Item
							key={to}
							leftSection={<Icon size={15} />}
							onClick={() => {
								onSet(to);
							}}
						>
							{t(`cell.${to}`)}
						</Menu.Item>
					);
				})}
				<Menu.Item leftSection={<IconAdjustments size={15} />} onClick={onCustom}>
					{t('cell.customEdit')}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}

/** What a cell says, where it can't be changed. */
export function CellMark({ cell, label, onClick }: { cell: Cell; label: string; onClick: () => void }) {
	const { t } = useTranslation('access');
	const Sign = SIGNS[cell];
	return (
		<button type="button" className={classes['cell']} data-cell={cell} aria-label={`${label}: ${t(`cell.${cell}`)}`} onClick={onClick}>
			<Sign size={14} aria-hidden />
			{t(`cell.${cell}`)}
		</button>
	);
}

