/** One item of another collection: choose by typing, open and edit it, make a new one, clear. */
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconExternalLink, IconPencil, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { titleOf, useItemSummary } from '../../api/items';
import { useLabels, useSchema } from '../../api/model';
import { NestedItem, serialize, withField, type Step } from '../../model/draft';
import type { Collection, Key } from '../../model/schema';
import { fits, render, titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { useDraftStore } from '../form/draftStore';
import { useMayOpen, useOpen, useScope, type FieldProps } from '../form/scope';
import { UnknownField } from '../other/OtherFields';
import { ItemPicker } from './ItemPicker';
import { titled } from './newItem';
import { usePickFilter } from './usePickFilter';

export function M2oField(props: FieldProps) {
	const schema = useSchema();
	const relation = schema.relation(props.field.collection, props.field.name);
	const related = relation?.kind === 'm2o' ? schema.collection(relation.related) : undefined;
	return related ? <M2o {...props} related={related} /> : <UnknownField {...props} />;
}

/** The key of what a field refers to, staged or not. */
export function referredKey(value: unknown, related: Collection): Key | null {
	if (value instanceof NestedItem) return value.key ?? null;
	if (typeof value === 'object' && value !== null) return ((value as Record<string, unknown>)[related.primaryKey] as Key | undefined) ?? null;
	return (value as Key | null | undefined) ?? null;
}

function M2o({ field, value, onChange, isReadonly, isInvalid, id, describedBy, related }: FieldProps & { related: Collection }) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const schema = useSchema();
	const scope = useScope();
	const store = useDraftStore();
	const open = useOpen();
	const mayOpen = useMayOpen();
	const filter = usePickFilter(field);
	const own = field.options['template'];
	const template = typeof own === 'string' && fits(own, related.name, schema) ? own : titleTemplate(related);
	const key = referredKey(value, related);
	const summary = useItemSummary(related, key, template);
	const staged = value instanceof NestedItem ? serialize(value.edits) : undefined;
	const isNew = value instanceof NestedItem && value.key === undefined;
	const title = isNew ? render(template, staged) || t('m2o.newItem', { kind: labels.item(related) }) : key === null ? '' : summary.data === null ? t('m2o.hidden') : summary.data ? render(template, { ...summary.data, ...staged }) || titleOf(template, summary.data, related) : '…';
	const at = (ref: string, itemKey: Key | undefined): Step => ({ field: field.name, ref, isList: false, collection: related.name, pk: related.primaryKey, key: itemKey });
	const create = (text: string) => {
		store.change(scope.path, (edits) => withField(edits, field.name, new NestedItem(related.primaryKey, undefined, titled(related, text))));
		open([...scope.path, at('+', undefined)]);
	};
	// A tree's item can't be below itself.
	const exclude = related.name === scope.collection.name && scope.itemKey !== undefined ? [scope.itemKey] : [];
	const clear = () => {
		onChange(null);
		// The button goes with what it cleared.
		document.getElementById(id)?.focus();
	};
	const hasValue = key !== null || isNew;
	return (
		<ItemPicker
			id={id}
			label={labels.field(field)}
			collection={related}
			template={template}
			current={title}
			placeholder={t('m2o.placeholder', { kind: labels.item(related) })}
			filter={filter}
			exclude={exclude}
			onPick={(picked) => onChange(picked)}
			onCreate={!mayOpen || field.options['enableCreate'] === false ? undefined : create}
			isReadonly={isReadonly}
			isInvalid={isInvalid}
			describedBy={describedBy}
			leftSection={<CollectionIcon name={related.icon} size={16} />}
			rightSectionWidth={hasValue && mayOpen && !isReadonly ? 68 : 36}
			rightSection={
				hasValue && (
					<Group gap={2} wrap="nowrap">
						{mayOpen && (
							<Tooltip label={t(isReadonly ? 'm2o.open' : 'm2o.edit')}>
								<ActionIcon variant="subtle" color="gray" size={26} aria-label={`${t(isReadonly ? 'm2o.open' : 'm2o.edit')}: ${title}`} onClick={() => open([...scope.path, at(isNew ? '+' : String(key), key ?? undefined)])}>
									{isReadonly ? <IconExternalLink size={15} /> : <IconPencil size={15} />}
								</ActionIcon>
							</Tooltip>
						)}
						{!isReadonly && (
							<Tooltip label={t('m2o.clear')}>
								<ActionIcon variant="subtle" color="gray" size={26} aria-label={`${t('m2o.clear')}: ${title}`} onClick={clear}>
									<IconX size={15} />
								</ActionIcon>
							</Tooltip>
						)}
					</Group>
				)
			}
		/>
	);
}
