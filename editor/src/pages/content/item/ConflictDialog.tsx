/** Somebody else saved meanwhile: what they changed, beside what is about to be saved here. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../../api/model';
import { useDraft } from '../../../fields/form/draftStore';
import { serialize, type Edits } from '../../../model/draft';
import { Dialog } from '../../../ui/Dialog';
import { Moment } from '../../../ui/Moment';
import type { Conflict } from './conflict';
import { Diff } from './history/Diff';
import classes from './history/history.module.css';
import { BeforeAfter } from './history/ValueChange';

export type ConflictChoice = 'mine' | 'theirs' | 'later';

interface ConflictDialogProps {
	collection: string;
	conflict: Conflict;
	onChoose: (choice: ConflictChoice) => void;
}

/** The fields that both changed. */
export function contested(conflict: Conflict, edits: Edits): string[] {
	return [...conflict.values, ...conflict.parts].map((one) => one.field).filter((field) => field in edits);
}

export function ConflictDialog({ collection, conflict, onChoose }: ConflictDialogProps) {
	const { t } = useTranslation('item');
	const labels = useLabels();
	const schema = useSchema();
	const edits = useDraft((all) => all);
	const [isShown, setIsShown] = useState(false);
	const both = contested(conflict, edits);
	const name = (field: string) => labels.field(schema.field(collection, field) ?? field);
	return (
		<Dialog opened onClose={() => onChoose('later')} size="lg" title={t('conflict.title')}>
			<Stack gap="md">
				<Text>
					{conflict.people.length > 0 ? t('conflict.who', { names: conflict.people.join(', ') }) : t('conflict.somebody')} {conflict.at && <Moment at={conflict.at} />}
				</Text>
				<Text c="dimmed" size="sm">
					{both.length > 0 ? t('conflict.both', { fields: both.map(name).join(', ') }) : t('conflict.apart')}
				</Text>
				{isShown && (
					<div style={{ maxHeight: 360, overflowY: 'auto' }} tabIndex={0} role="region" aria-label={t('conflict.difference')}>
						<Text fw={600} size="sm">
							{t('conflict.theirs')}
						</Text>
						<Diff collection={collection} diff={conflict} />
						<Text fw={600} size="sm" mt="md">
							{t('conflict.yours')}
						</Text>
						{Object.entries(edits).map(([field, value]) => (
							<div key={field} className={classes['value']}>
								<div className={classes['label']}>
									{name(field)}{' '}
									{both.includes(field) && (
										<Badge size="xs" color="red">
											{t('conflict.contested')}
										</Badge>
									)}
								</div>
								{schema.field(collection, field)?.isAlias ? <Text size="sm">{t('conflict.list')}</Text> : <BeforeAfter collection={collection} field={field} before={conflict.seen.item[field]} after={serialize({ [field]: value })[field]} />}
							</div>
						))}
					</div>
				)}
				<Group justify="space-between">
					<Button variant="subtle" color="gray" onClick={() => setIsShown(!isShown)} aria-expanded={isShown}>
						{t(isShown ? 'conflict.hide' : 'conflict.show')}
					</Button>
					<Group gap="xs">
						<Button variant="default" onClick={() => onChoose('theirs')}>
							{t(both.length > 0 ? 'conflict.takeTheirs' : 'conflict.look')}
						</Button>
						<Button onClick={() => onChoose('mine')} data-autofocus>
							{t(both.length > 0 ? 'conflict.keepMine' : 'conflict.saveBoth')}
						</Button>
					</Group>
				</Group>
			</Stack>
		</Dialog>
	);
}
