/** A field at a glance: its name, type, what it refers to and with which rule, and what is special about it. */
import { ActionIcon, Badge, Menu, Text, Tooltip } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconArrowRight, IconAsterisk, IconColumns1, IconColumns2, IconDots, IconEye, IconEyeOff, IconFolderSymlink, IconKey, IconLock, IconPencil, IconTrash, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useLabels, useSchema } from '../../../api/model';
import { interfaceKind, type InterfaceId } from '../../../model/definition/interfaces';
import { ON_DELETE_KEYS, type OnDelete } from '../../../model/relations';
import { rowCollection, type Field, type Relation } from '../../../model/schema';
import classes from './fields.module.css';

/** A change of a field that the list itself makes. */
export type FieldChange = 'delete' | { width: string } | { hidden: boolean } | { group: string | null };

interface FieldCardProps {
	field: Field;
	groups: readonly Field[];
	onChange: (what: FieldChange) => void;
	onShift: (by: -1 | 1) => void;
}

export function FieldCard({ field, groups, onChange, onShift }: FieldCardProps) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const label = labels.field(field);
	const relation = useSchema().relation(field.collection, field.name);
	return (
		<div className={classes['card']} data-hidden={field.hidden || undefined}>
			<Link to={`/model/${field.collection}/field/${field.name}`} className={classes['link'] ?? ''}>
				<span className={classes['label']}>{label}</span>
				<Text span ff="monospace" fz="xs" c="dimmed" dir="ltr" className={classes['key']}>
					{field.name}
				</Text>
			</Link>
			<span className={classes['facts']}>
				{relation ? <RelationFact relation={relation} /> : <TypeFact field={field} />}
				{field.isPrimaryKey && <Mark icon={IconKey} label={t('mark.key')} />}
				{field.required && <Mark icon={IconAsterisk} label={t('mark.required')} />}
				{field.readonly && !field.isPrimaryKey && <Mark icon={IconLock} label={t('mark.readonly')} />}
				{field.hidden && !field.isPrimaryKey && <Mark icon={IconEyeOff} label={t('mark.hidden')} />}
			</span>
			<Menu>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={t('list.menu', { name: label })}>
						<IconDots size={16} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconPencil size={15} />} component={Link} to={`/model/${field.collection}/field/${field.name}`}>
						{t('list.edit')}
					</Menu.Item>
					<Menu.Item
						leftSection={field.width === 'half' ? <IconColumns1 size={15} /> : <IconColumns2 size={15} />}
						onClick={() => {
							onChange({ width: field.width === 'half' ? 'full' : 'half' });
						}}
					>
						{field.width === 'half' ? t('fields.full') : t('fields.half')}
					</Menu.Item>
					<Menu.Item
						leftSection={field.hidden ? <IconEye size={15} /> : <IconEyeOff size={15} />}
						onClick={() => {
							onChange({ hidden: !field.hidden });
						}}
					>
						{field.hidden ? t('fields.show') : t('fields.hide')}
					</Menu.Item>
					<Menu.Item
						leftSection={<IconArrowUp size={15} />}
						onClick={() => {
							onShift(-1);
						}}
					>
						{t('list.up')}
					</Menu.Item>
					<Menu.Item
						leftSection={<IconArrowDown size={15} />}
						onClick={() => {
							onShift(1);
						}}
					>
						{t('list.down')}
					</Menu.Item>
					{field.group !== undefined && (
						<Menu.Item
							leftSection={<IconFolderSymlink size={15} />}
							onClick={() => {
								onChange({ group: null });
							}}
						>
							{t('fields.leaveGroup')}
						</Menu.Item>
					)}
					{groups.map((group) => (
						<Menu.Item
							key={group.name}
							leftSection={<IconFolderSymlink size={15} />}
							onClick={() => {
								onChange({ group: group.name });
							}}
						>
							{t('fields.intoGroup', { name: labels.field(group) })}
						</Menu.Item>
					))}
					{!field.isPrimaryKey && (
						<>
							<Menu.Divider />
							<Menu.Item
								color="red"
								leftSection={<IconTrash size={15} />}
								onClick={() => {
									onChange('delete');
								}}
							>
								{t('fields.delete')}
							</Menu.Item>
						</>
					)}
				</Menu.Dropdown>
			</Menu>
		</div>
	);
}

function Mark({ icon: Sign, label }: { icon: Icon; label: string }) {
	return (
		<Tooltip label={label}>
			<Sign size={14} stroke={1.8} role="img" aria-label={label} />
		</Tooltip>
	);
}

function TypeFact({ field }: { field: Field }) {
	const { t } = useTranslation('model');
	const known = interfaceKind(field.interface ?? null) !== undefined;
	const shown = known ? t(`interface.${field.interface as InterfaceId}`) : null;
	return (
		<>
			{shown !== null && (
				<Text span fz="xs" c="dimmed" className={classes['interface']}>
					{shown}
				</Text>
			)}
			{field.type !== 'alias' && <Badge color="gray">{t(`type.${field.type}` as 'type.string', { defaultValue: field.type })}</Badge>}
		</>
	);
}

function RelationFact({ relation }: { relation: Relation }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const targets = relation.kind === 'm2o' || relation.kind === 'o2m' ? [relation.related] : relation.kind === 'm2m' ? [relation.related] : relation.allowed;
	const rule = relation.kind === 'm2o' && relation.onDelete !== undefined && relation.onDelete in ON_DELETE_KEYS ? t(`effect.onDelete.${ON_DELETE_KEYS[relation.onDelete as OnDelete]}`) : null;
	const via = relation.kind === 'm2m' || relation.kind === 'm2a' ? t('fields.via', { junction: rowCollection(relation) }) : null;
	return (
		<Tooltip label={[via, rule].filter(Boolean).join(' · ')} disabled={via === null && rule === null}>
			<Badge variant="light" leftSection={<IconArrowRight size={12} className="r-flip" />} maw={240}>
				{t(`shape.${relation.kind}`)} {targets.map((one) => labels.collection(one)).join(', ')}
			</Badge>
		</Tooltip>
	);
}
