/** Before items go: where they are used, and what becomes of each use. */
import { Alert, Badge, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { itemsPath } from '../../api/items';
import { itemsChanged } from '../../api/keys';
import { useLabels } from '../../api/model';
import { useUsage, type Effect } from '../../api/usage';
import type { Collection, Key } from '../../model/schema';
import { Dialog } from '../../ui/Dialog';
import { LoadingState } from '../../ui/States';
import { tell } from '../../ui/notify';
import classes from './DeleteDialog.module.css';
import { UseItems } from './UseItems';

const COLORS: Record<Effect, string> = { refuse: 'red', unlink: 'yellow', cascade: 'red', remove_junction: 'gray', delete_owner: 'red' };
/** More than this many are not looked up one by one. */
const N_LOOKED_UP = 200;

interface DeleteDialogProps {
	collection: Collection;
	keys: Key[];
	onClose: () => void;
	onDone: () => void;
}

export function DeleteDialog({ collection, keys, onClose, onDone }: DeleteDialogProps) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const labels = useLabels();
	const [isSure, setIsSure] = useState(false);
	const usage = useUsage(collection.name, keys, keys.length <= N_LOOKED_UP);
	const remove = useMutation({
		mutationFn: () => ask(itemsPath(collection.name), { method: 'DELETE', body: keys }),
		onSuccess: async () => {
			await itemsChanged();
			tell(t('delete.done', { count: keys.length }));
			onClose();
			onDone();
		},
	});
	const uses = usage.data?.uses ?? [];
	const cascades = uses.some((use) => use.effect === 'cascade' || use.effect === 'delete_owner');
	const isBlocked = usage.data?.deletable === false;
	const isLooking = usage.isPending && usage.fetchStatus === 'fetching';
	return (
		<Dialog opened onClose={onClose} size="lg" title={t('delete.title', { count: keys.length })}>
			<Stack gap="md">
				{isLooking ? (
					<LoadingState shape="rows" rows={3} />
				) : uses.length === 0 ? (
					<Text c="dimmed">{usage.data ? t('delete.unused') : t('delete.final')}</Text>
				) : (
					<div>
						<Text mb="xs">{t('delete.used')}</Text>
						<ul className={classes.uses}>
							{uses.map((use) => (
								<li key={`${use.collection}.${use.field}.${use.depth}.${use.refers_to}`} data-effect={use.effect}>
									<Badge color={COLORS[use.effect]} variant="light" className={classes.effect} data-effect={use.effect}>
										{t(`delete.effect.${use.effect}`)}
									</Badge>
									<span className={classes.use}>
										<b>{labels.collection(use.collection)}</b> · {labels.field(use.field)}
									</span>
									<Text span c="dimmed" className={classes.count ?? ''}>
										{t('list.count', { count: use.count })}
									</Text>
									{keys.length === 1 && (
										<div className={classes.items}>
											<UseItems use={use} />
										</div>
									)}
								</li>
							))}
						</ul>
					</div>
				)}
				{isBlocked && (
					<Alert color="red" variant="light">
						{uses.some((use) => use.effect === 'refuse') ? t('delete.blocked') : (usage.data?.refusal ?? t('delete.blocked'))}
					</Alert>
				)}
				{(usage.isError || remove.isError) && (
					<Alert color="red" variant="light" role="alert">
						{problemsOf(remove.error ?? usage.error).map((problem) => problem.message)}
					</Alert>
				)}
				{cascades && !isBlocked && <Checkbox label={t('delete.sure')} checked={isSure} onChange={(event) => setIsSure(event.currentTarget.checked)} />}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose} data-autofocus>
						{c('actions.cancel')}
					</Button>
					<Button color="red" loading={remove.isPending} disabled={isLooking || isBlocked || (cascades && !isSure)} onClick={() => remove.mutate()}>
						{c('actions.delete')}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
