/** Deleting a collection: says first what goes with it, and wants its name where there are items. */
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { send, useModel, useModelChange, useRowCount } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { useLabels } from '../../../api/model';
import { lossOfCollection } from '../../../model/definition/losses';
import type { Collection } from '../../../model/schema';
import { Dialog } from '../../../ui/Dialog';
import { LossList } from '../LossList';
import { NameInput } from '../../../ui/NameInput';
import { tell } from '../../../ui/notify';

interface Props {
	collection: Collection | null;
	onClose: () => void;
}

export function DeleteCollectionDialog({ collection, onClose }: Props) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	return (
		<Dialog opened={collection !== null} onClose={onClose} title={collection && t('delete.collection', { name: labels.collection(collection) })} size="lg">
			{collection && <Content key={collection.name} collection={collection} onClose={onClose} />}
		</Dialog>
	);
}

function Content({ collection, onClose }: { collection: Collection; onClose: () => void }) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const model = useModel();
	const navigate = useNavigate();
	const loss = useMemo(() => lossOfCollection(model, collection.name), [model, collection]);
	const [typed, setTyped] = useState('');
	const [junctions, setJunctions] = useState(true);
	const rows = useRowCount(collection.isFolder ? 'directus_settings' : collection.name);
	const empty = collection.isFolder || rows.data === 0;
	const remove = useModelChange(async () => {
		if (junctions) for (const junction of loss.junctions) await send({ method: 'DELETE', path: `/collections/${junction}` });
		await send({ method: 'DELETE', path: `/collections/${collection.name}` });
	});
	const submit = (): void => {
		remove.mutate(undefined, {
			onSuccess: () => {
				tell(t('delete.done', { name: labels.collection(collection) }));
				onClose();
				void navigate('/model');
			},
		});
	};
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<Stack gap="md">
				{collection.isFolder ? <Text size="sm">{t('delete.folderHint')}</Text> : <LossList loss={loss} enabled />}
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
				{!empty && (
					<NameInput
						label={t('delete.type', { name: collection.name })}
						value={typed}
						onChange={(event) => {
							setTyped(event.currentTarget.value);
						}}
						data-autofocus
					/>
				)}
				{remove.isError && (
					<Text c="red" size="sm" role="alert">
						{problemsOf(remove.error).map((one) => one.message).join(' ')}
					</Text>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t('common:actions.cancel')}
					</Button>
					<Button type="submit" color="red" leftSection={<IconTrash size={16} />} loading={remove.isPending} disabled={!empty && typed !== collection.name}>
						{t('delete.confirm')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
