/** Items of one collection that a JSON column names as `{key, collection}`: one of them, or several. No relation of the model. */
import { ActionIcon, Group, Stack, Text, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useItemSummary } from '../../api/items';
import { useLabels, useSchema } from '../../api/model';
import { fits, titleTemplate } from '../../model/template';
import type { Collection, Field, Key } from '../../model/schema';
import { CollectionIcon } from '../../ui/CollectionIcon';
import type { FieldProps } from '../form/scope';
import { UnknownField } from '../other/OtherFields';
import { ItemPicker } from './ItemPicker';
import { ItemTitle } from './ItemTitle';
import { usePickFilter } from './usePickFilter';
import classes from './CollectionItemField.module.css';

interface Named {
	key: Key;
	collection: string;
}

const isNamed = (value: unknown): value is Named => typeof value === 'object' && value !== null && 'key' in value && value.key !== null;

function useTarget(field: Field): { collection: Collection; template: string; filter: Record<string, unknown> | undefined } | undefined {
	const schema = useSchema();
	const filter = usePickFilter(field);
	const { selectedCollection, template } = field.options;
	const collection = typeof selectedCollection === 'string' ? schema.collection(selectedCollection) : undefined;
	if (!collection) return undefined;
	return { collection, template: typeof template === 'string' && fits(template, collection.name, schema) ? template : titleTemplate(collection), filter };
}

export function CollectionItemField(props: FieldProps) {
	const { field, value, onChange, isReadonly, isInvalid, id, describedBy } = props;
	const { t } = useTranslation('form');
	const labels = useLabels();
	const target = useTarget(field);
	const key = isNamed(value) ? value.key : null;
	const summary = useItemSummary(target?.collection, key, target?.template ?? '');
	if (!target) return <UnknownField {...props} />;
	const title = key === null ? '' : summary.data === null ? t('m2o.hidden') : <ItemTitle collection={target.collection} itemKey={key} template={target.template} />;
	return (
		<Stack gap={6}>
			{key !== null && (
				<Line isReadonly={isReadonly} label={t('m2o.clear')} onRemove={() => onChange(null)}>
					{title}
				</Line>
			)}
			{!isReadonly && (
				<ItemPicker id={id} label={labels.field(field)} collection={target.collection} template={target.template} filter={target.filter} placeholder={t('m2o.placeholder', { kind: labels.item(target.collection) })} leftSection={<CollectionIcon name={target.collection.icon} size={16} />} onPick={(picked) => onChange({ key: picked, collection: target.collection.name })} isInvalid={isInvalid} describedBy={describedBy} />
			)}
		</Stack>
	);
}

export function CollectionItemsField(props: FieldProps) {
	const { field, value, onChange, isReadonly, isInvalid, id, describedBy } = props;
	const { t } = useTranslation('form');
	const labels = useLabels();
	const target = useTarget(field);
	const named = Array.isArray(value) ? value.filter(isNamed) : [];
	if (!target) return <UnknownField {...props} />;
	return (
		<Stack gap={6}>
			{named.map((one) => (
				<Line key={String(one.key)} isReadonly={isReadonly} label={t('list.unlink')} onRemove={() => onChange(named.length > 1 ? named.filter((other) => other !== one) : null)}>
					<ItemTitle collection={target.collection} itemKey={one.key} template={target.template} />
				</Line>
			))}
			{!isReadonly && (
				<ItemPicker id={id} label={labels.field(field)} collection={target.collection} template={target.template} filter={target.filter} exclude={named.map((one) => one.key)} placeholder={t('list.addPlaceholder', { kind: labels.collection(target.collection) })} picksMany onPick={(picked) => onChange([...named, { key: picked, collection: target.collection.name }])} isInvalid={isInvalid} describedBy={describedBy} />
			)}
		</Stack>
	);
}

function Line({ children, label, isReadonly, onRemove }: { children: React.ReactNode; label: string; isReadonly: boolean; onRemove: () => void }) {
	return (
		<Group gap="xs" wrap="nowrap" className={classes['line']}>
			<Text size="sm" className="r-truncate" style={{ flex: 1 }} component="span">
				{children}
			</Text>
			{!isReadonly && (
				<Tooltip label={label}>
					<ActionIcon variant="subtle" color="gray" size={26} aria-label={label} onClick={onRemove}>
						<IconX size={15} />
					</ActionIcon>
				</Tooltip>
			)}
		</Group>
	);
}
