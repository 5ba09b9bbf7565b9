/** A folder for collections: a name is all it needs. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { send, useModel, useModelChange } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { collectionNames, nameFault, toName } from '../../../model/relations';
import { CloseGuard, Dialog } from '../../../ui/Dialog';

export function NewFolderDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
	const { t } = useTranslation(['model', 'common']);
	return (
		<Dialog opened={opened} onClose={onClose} title={t('list.newFolder')}>
			{opened && <Content onClose={onClose} />}
		</Dialog>
	);
}

function Content({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation(['model', 'common']);
	const model = useModel();
	const [label, setLabel] = useState('');
	const make = useModelChange((name: string) => send({ method: 'POST', path: '/collections', body: { collection: name, schema: null, meta: { icon: 'folder' } } }));
	const name = toName(label);
	const taken = collectionNames(model).has(name);
	const message = taken ? t('problem.taken', { name, place: '' }) : make.isError ? problemsOf(make.error)[0]?.message : undefined;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (nameFault(name) === null && !taken) make.mutate(name, { onSuccess: onClose });
			}}
		>
			<CloseGuard dirty={label.trim() !== ''} />
			<Stack>
				<TextInput
					label={t('list.folderName')}
					description={name === '' || name === label ? undefined : t('list.storedAs', { name })}
					value={label}
					onChange={(event) => {
						setLabel(event.currentTarget.value);
					}}
					error={message}
					data-autofocus
				/>
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t('common:actions.cancel')}
					</Button>
					<Button type="submit" disabled={nameFault(name) !== null || taken} loading={make.isPending}>
						{t('common:actions.create')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
