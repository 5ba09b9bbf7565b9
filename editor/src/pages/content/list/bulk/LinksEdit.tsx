/** What becomes of one list of links in all selected items. */
import { ActionIcon, Badge, Group, SegmentedControl, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { titleOf } from '../../../../api/items';
import { useLabels, useSchema } from '../../../../api/model';
import { ItemPicker } from '../../../../fields/relation/ItemPicker';
import type { LinkChange, LinkMode } from '../../../../model/bulk';
import type { Field, Key, M2M } from '../../../../model/schema';
import { titleTemplate } from '../../../../model/template';

const MODES: readonly LinkMode[] = ['add', 'remove', 'replace'];

export function LinksEdit({ field, relation, value, onChange }: { field: Field; relation: M2M; value: LinkChange | undefined; onChange: (change: LinkChange) => void }) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const labels = useLabels();
	const schema = useSchema();
	const id = useId();
	const [names, setNames] = useState<ReadonlyMap<Key, string>>(new Map());
	const related = schema.collection(relation.related);
	if (!related) return null;
	const template = titleTemplate(related);
	const mode = value?.mode ?? 'add';
	const keys = value?.keys ?? [];
	const label = labels.field(field);
	return (
		<div role="group" aria-labelledby={id} style={{ marginBlockStart: 24 }}>
			<Group justify="space-between" mb={6}>
				<Text id={id} fw={600} size="sm">
					{label}
				</Text>
				<SegmentedControl size="xs" aria-label={t('bulk.links.label', { field: label })} value={mode} onChange={(next) => onChange({ mode: next as LinkMode, keys })} data={MODES.map((one) => ({ value: one, label: t(`bulk.links.${one}`) }))} />
			</Group>
			<ItemPicker
				label={t('bulk.links.pick', { field: label })}
				collection={related}
				template={template}
				placeholder={t(`bulk.links.${mode}Hint`)}
				exclude={keys}
				picksMany
				onPick={(key, item) => {
					setNames((before) => new Map([...before, [key, titleOf(template, item, related)]]));
					onChange({ mode, keys: [...keys, key] });
				}}
			/>
			{keys.length > 0 && (
				<Group gap={6} mt="xs">
					{keys.map((key) => (
						<Badge
							key={key}
							variant="default"
							size="lg"
							radius="sm"
							rightSection={
								<ActionIcon size={18} variant="transparent" color="gray" aria-label={`${c('actions.remove')}: ${names.get(key) ?? String(key)}`} onClick={() => onChange({ mode, keys: keys.filter((one) => one !== key) })}>
									<IconX size={13} />
								</ActionIcon>
							}
						>
							{names.get(key) ?? String(key)}
						</Badge>
					))}
				</Group>
			)}
			{value?.mode === 'replace' && keys.length === 0 && (
				<Text size="xs" c="var(--r-changed)" mt={6}>
					{t('bulk.links.replaceNone')}
				</Text>
			)}
		</div>
	);
}
