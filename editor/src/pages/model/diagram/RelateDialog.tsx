/** The way to the maker of a relation for whoever draws no lines: two collections, by name. */
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../../api/model';
import { Dialog } from '../../../ui/Dialog';

interface RelateDialogProps {
	/** Where the relation begins; empty where that is still to be chosen. */
	start: string;
	onClose: () => void;
	onRelate: (from: string, to: string) => void;
}

export function RelateDialog({ start, onClose, onRelate }: RelateDialogProps) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const schema = useSchema();
	const [from, setFrom] = useState<string | null>(start === '' ? null : start);
	const [to, setTo] = useState<string | null>(null);
	const all = [...schema.collections.values()].filter((one) => !one.isFolder).map((one) => ({ value: one.name, label: labels.collection(one), isSystem: one.isSystem }));
	const sorted = all.toSorted((a, b) => Number(a.isSystem) - Number(b.isSystem) || a.label.localeCompare(b.label));
	return (
		<Dialog opened onClose={onClose} title={t('diagram.relate.title')}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (from !== null && to !== null) onRelate(from, to);
				}}
			>
				<Stack>
					<Text size="sm" c="dimmed">
						{t('diagram.relate.hint')}
					</Text>
					<Select label={t('diagram.relate.from')} data={sorted.filter((one) => !one.isSystem)} value={from} onChange={setFrom} searchable allowDeselect={false} data-autofocus={start === '' || undefined} />
					<Select label={t('diagram.relate.to')} data={sorted} value={to} onChange={setTo} searchable allowDeselect={false} data-autofocus={start !== '' || undefined} />
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t('common:actions.cancel')}
						</Button>
						<Button type="submit" disabled={from === null || to === null}>
							{t('diagram.relate.next')}
						</Button>
					</Group>
				</Stack>
			</form>
		</Dialog>
	);
}
