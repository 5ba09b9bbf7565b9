/** What becomes of one list in all selected items. */
import { ActionIcon, Badge, Group, SegmentedControl, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../../../api/model';
import { PickNote } from '../../../../fields/relation/PickNote';
import { targetName, type LinkChange, type LinkMode, type Target } from '../../../../model/bulk';
import type { Field, Key, ListRelation } from '../../../../model/schema';
import { TargetPicker } from './TargetPicker';

const MODES: readonly LinkMode[] = ['add', 'remove', 'replace'];
/** What belongs to one item only can't be added to several. */
const MODES_WITHOUT_ADDING: readonly LinkMode[] = ['remove', 'replace'];

interface LinksEditProps {
	field: Field;
	relation: ListRelation;
	/** The selected items; not known where they are all that a filter finds. */
	parents: ReadonlySet<Key> | undefined;
	count: number;
	value: LinkChange | undefined;
	onChange: (change: LinkChange) => void;
}

export function LinksEdit({ field, relation, parents, count, value, onChange }: LinksEditProps) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const labels = useLabels();
	const id = useId();
	const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
	const belongsToOne = relation.kind === 'o2m' && count > 1;
	const modes = belongsToOne ? MODES_WITHOUT_ADDING : MODES;
	const mode = value?.mode ?? modes[0] ?? 'add';
	const targets = value?.targets ?? [];
	const label = labels.field(field);
	const isPicked = !belongsToOne || mode === 'remove';
	return (
		<div role="group" aria-labelledby={id} style={{ marginBlockStart: 24 }}>
			<Group justify="space-between" mb={6}>
				<Text id={id} fw={600} size="sm">
					{label}
				</Text>
				<SegmentedControl
					size="xs"
					aria-label={t('bulk.links.label', { field: label })}
					value={mode}
					onChange={(next) => onChange({ mode: next as LinkMode, targets: belongsToOne && next === 'replace' ? [] : targets })}
					data={modes.map((one) => ({ value: one, label: belongsToOne && one === 'replace' ? t('bulk.links.removeAll') : t(`bulk.links.${one}`) }))}
				/>
			</Group>
			{isPicked && (
				<TargetPicker
					field={field}
					relation={relation}
					mode={mode}
					parents={parents}
					picked={targets}
					onPick={(picked) => {
						setNames((before) => new Map([...before, ...picked.map(({ target, name }): [string, string] => [targetName(target), name])]));
						onChange({ mode, targets: [...targets, ...picked.map(({ target }) => target)] });
					}}
				/>
			)}
			{isPicked && mode !== 'remove' && <PickNote field={field} />}
			<Picked targets={targets} nameOf={(target) => names.get(targetName(target)) ?? String(target.key)} removeLabel={c('actions.remove')} onRemove={(gone) => onChange({ mode, targets: targets.filter((one) => one !== gone) })} />
			{value?.mode === 'replace' && targets.length === 0 && (
				<Text size="xs" c="var(--r-changed)" mt={6}>
					{t('bulk.links.replaceNone')}
				</Text>
			)}
			{relation.kind === 'o2m' && relation.deselect === 'delete' && mode !== 'add' && (
				<Text size="xs" c="var(--mantine-color-error)" mt={6}>
					{t('bulk.links.deletes')}
				</Text>
			)}
			{belongsToOne && (
				<Text size="xs" c="dimmed" mt={6}>
					{t('bulk.links.belongsToOne')}
				</Text>
			)}
		</div>
	);
}

function Picked({ targets, nameOf, removeLabel, onRemove }: { targets: readonly Target[]; nameOf: (target: Target) => string; removeLabel: string; onRemove: (target: Target) => void }) {
	if (targets.length === 0) return null;
	return (
		<Group gap={6} mt="xs">
			{targets.map((target) => (
				<Badge
					key={targetName(target)}
					variant="default"
					size="lg"
					radius="sm"
					rightSection={
						<ActionIcon size={18} variant="transparent" color="gray" aria-label={`${removeLabel}: ${nameOf(target)}`} onClick={() => onRemove(target)}>
							<IconX size={13} />
						</ActionIcon>
					}
				>
					{nameOf(target)}
				</Badge>
			))}
		</Group>
	);
}
