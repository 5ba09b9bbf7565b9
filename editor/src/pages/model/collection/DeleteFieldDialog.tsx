/** Deleting a field: how many values go, what else loses its meaning, and whether the collection in between goes along. */
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { send, useModel, useModelChange } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { useLabels } from '../../../api/model';
import { lossOfField } from '../../../model/definition/losses';
import type { Field } from '../../../model/schema';
import { Dialog } from '../../../ui/Dialog';
import { tell } from '../../../ui/notify';
import { LossList } from '../LossList';

interface Props {
	field: Field | null;
	onClose: () => void;
	onDeleted?: () => void;
}

export function DeleteFieldDialog({ field, onClose, onDeleted }: Props) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	return (
		<Dialog opened={field !== null} onClose={onClose} title={field && t('delete.field', { name: labels.field(field) })} size="lg">
			{field && <Content key={field.name} field={field} onClose={onClose} {...(onDeleted && { onDeleted })} />}
		</Dialog>
	);
}

function Content({ field, onClose, onDeleted }: { field: Field; onClose: () => void; onDeleted?: () => void }) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const model = useModel();
	const loss = useMemo(() => lossOfField(model, field.collection, field.name), [model, field]);
	const [junctions, setJunctions] = useState(true);
	const remove = useModelChange(async () => {
		await send({ method: 'DELETE', path: `/fields/${field.collection}/${field.name}` });
		if (junctions) for (const junction of loss.junctions) await send({ method: 'DELETE', path: `/collections/${junction}` });
	});
	return (
		<Stack gap="md">
			<LossList loss={loss} enabled />
			{loss.junctions.length > 0 && (
				<Checkbox
					label={t('delete.junctions', { names: loss.junctions.join(', ') })}
					description={t('delete.junctionsHint')}
					checked={junctions}
					onChange={(event) => {
						setJunctions(event.currentTarget.checked);
					}}
				/>
			)}
			{remove.isError && (
				<Text c="red" size="sm" role="alert">
					{problemsOf(remove.error).map((one) => one.message).join(' ')}
				</Text>
			)}
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose} data-autofocus>
					{t('common:actions.cancel')}
				</Button>
				<Button
					color="red"
					leftSection={<IconTrash size={16} />}
					loading={remove.isPending}
					onClick={() => {
						remove.mutate(undefined, {
							onSuccess: () => {
								tell(t('delete.done', { name: labels.field(field) }));
								onClose();
								onDeleted?.();
							},
						});
					}}
				>
					{t('delete.confirm')}
				</Button>
			</Group>
		</Stack>
	);
}
