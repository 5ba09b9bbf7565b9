/** The rules of a relation that is there: what deletes and removals do. Saved at once, since they belong to the relation and not to the field. */
import { Badge, Group, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { send, useModelChange } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { useLabels, useSchema } from '../../../api/model';
import type { RawRelation } from '../../../model/raw';
import { ON_DELETE, ON_DELETE_KEYS, type OnDelete } from '../../../model/relations';
import type { Field } from '../../../model/schema';
import { tell } from '../../../ui/notify';

/** The stored relations that make up a field: its own, or the one behind a list and the other half of its junction. */
function relationsOf(field: Field, relations: readonly RawRelation[]): RawRelation[] {
	const own = relations.filter((one) => one.collection === field.collection && one.field === field.name);
	if (own.length > 0) return own;
	return relations
		.filter((one) => one.related_collection === field.collection && one.meta?.one_field === field.name)
		.flatMap((one) => [one, ...relations.filter((other) => other.collection === one.collection && other.field === one.meta?.junction_field)]);
}

export function RelationPart({ field }: { field: Field }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const relations = relationsOf(field, useSchema().relations);
	const change = useModelChange(({ relation, body }: { relation: RawRelation; body: object }) =>
		send({ method: 'PATCH', path: `/relations/${relation.collection}/${relation.field}`, body: { collection: relation.collection, field: relation.field, ...body } }),
	);
	const save = (relation: RawRelation, body: object): void => {
		change.mutate({ relation, body }, { onSuccess: () => tell(t('settings.saved')) });
	};
	return (
		<Stack gap="lg">
			{relations.map((relation) => {
				const part = relation.meta?.junction_field ? 'link' : 'column';
				const onDelete = relation.schema?.on_delete ?? null;
				const isList = relation.related_collection === field.collection && relation.meta?.one_field === field.name;
				return (
					<Stack key={`${relation.collection}.${relation.field}`} gap="sm">
						<Group gap="xs">
							<Text span ff="monospace" fz="sm" dir="ltr">
								{relation.collection}.{relation.field}
							</Text>
							<Badge>{relation.related_collection === null ? (relation.meta?.one_allowed_collections ?? []).map((one) => labels.collection(one)).join(', ') : labels.collection(relation.related_collection)}</Badge>
						</Group>
						{relation.related_collection !== null && (
							<Select<OnDelete>
								label={t('relation.whenDeleted', { collection: labels.collection(relation.related_collection) })}
								data={ON_DELETE.map((value) => ({ value, label: t(`relation.onDelete.${part}.${ON_DELETE_KEYS[value]}`) }))}
								value={ON_DELETE.find((one) => one === onDelete) ?? null}
								onChange={(value) => {
									if (value !== null) save(relation, { schema: { on_delete: value } });
								}}
								allowDeselect={false}
								disabled={change.isPending}
							/>
						)}
						{isList && (
							<Select
								label={t('relation.whenRemoved')}
								data={(['nullify', 'delete'] as const).map((value) => ({ value, label: t(`relation.deselect.${part}.${value}`) }))}
								value={relation.meta?.one_deselect_action ?? 'nullify'}
								onChange={(value) => {
									if (value !== null) save(relation, { meta: { one_deselect_action: value } });
								}}
								allowDeselect={false}
								disabled={change.isPending}
							/>
						)}
					</Stack>
				);
			})}
			{change.isError && (
				<Text c="red" size="sm" role="alert">
					{problemsOf(change.error).map((one) => one.message).join(' ')}
				</Text>
			)}
			<Text size="sm" c="dimmed">
				{t('field.relationHint')}
			</Text>
		</Stack>
	);
}
