/** Who changed the item when, what changed, and the way back. */
import { Alert, Avatar, Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconChevronRight, IconHistory, IconRestore } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../../../api/errors';
import { itemsChanged } from '../../../../api/keys';
import { useLabels, useSchema } from '../../../../api/model';
import { goBackTo, personOf, useRevisionChanges, useRevisions, type Revision } from '../../../../api/revisions';
import { useDraft, useDraftStore } from '../../../../fields/form/draftStore';
import type { Scope } from '../../../../fields/form/scope';
import { diffOf, isBookkeeping } from '../../../../model/revision';
import type { Key } from '../../../../model/schema';
import { Moment } from '../../../../ui/Moment';
import { FailedState, LoadingState, Notice } from '../../../../ui/States';
import { tell } from '../../../../ui/notify';
import { isDirty } from '../DraftGuard';
import { Diff } from './Diff';
import classes from './history.module.css';

export function HistoryTab({ scope, itemKey, onRestored }: { scope: Scope; itemKey: Key; onRestored: () => void }) {
	const { t } = useTranslation('item');
	const revisions = useRevisions(scope.collection.name, itemKey);
	const [opened, setOpened] = useState<number | null>(null);
	const all = revisions.data?.pages.flat() ?? [];
	if (revisions.isError) return <FailedState compact problems={problemsOf(revisions.error)} onRetry={() => void revisions.refetch()} />;
	if (revisions.isPending) return <LoadingState shape="rows" rows={6} />;
	if (all.length === 0) {
		return (
			<Notice compact icon={IconHistory} title={t('history.none')}>
				{t('history.noneHint')}
			</Notice>
		);
	}
	return (
		<>
			<ol className={classes['revisions']}>
				{all.map((revision, index) => (
					<Line key={revision.id} revision={revision} scope={scope} isNewest={index === 0} isOpen={opened === revision.id} onToggle={() => setOpened(opened === revision.id ? null : revision.id)} onRestored={onRestored} />
				))}
			</ol>
			{revisions.hasNextPage && (
				<Button variant="default" fullWidth mt="md" loading={revisions.isFetchingNextPage} onClick={() => void revisions.fetchNextPage()}>
					{t('history.more')}
				</Button>
			)}
		</>
	);
}

interface LineProps {
	revision: Revision;
	scope: Scope;
	isNewest: boolean;
	isOpen: boolean;
	onToggle: () => void;
	onRestored: () => void;
}

function Line({ revision, scope, isNewest, isOpen, onToggle, onRestored }: LineProps) {
	const { t } = useTranslation('item');
	const labels = useLabels();
	const schema = useSchema();
	const person = personOf(revision) ?? t('history.system');
	const action = revision.activity?.action === 'create' ? 'create' : revision.activity?.action === 'revert' ? 'revert' : 'update';
	const names = Object.keys(revision.delta ?? {}).filter((name) => !isBookkeeping(schema, scope.collection.name, name) && name !== scope.collection.primaryKey);
	const what = names.map((name) => labels.field(schema.field(scope.collection.name, name) ?? name)).join(', ');
	const id = `revision-${revision.id}`;
	return (
		<li className={classes['revision']} data-open={isOpen}>
			<button type="button" className={classes['head']} aria-expanded={isOpen} aria-controls={id} onClick={onToggle}>
				<Avatar size={32} name={person} color="sea" aria-hidden />
				<span className={classes['summary']}>
					<span>
						<b>{person}</b> {t(`history.did.${action}`)} · <Moment at={revision.activity?.timestamp ?? ''} />
					</span>
					<span className={classes['dimmed']}>{action === 'create' ? t('history.made') : what || t('history.related')}</span>
				</span>
				{isNewest && (
					<Badge size="sm" color="gray">
						{t('history.now')}
					</Badge>
				)}
				<IconChevronRight size={16} className={classes['chevron']} data-open={isOpen} aria-hidden />
			</button>
			{isOpen && (
				<div className={classes['detail']} id={id}>
					<Detail revision={revision} collection={scope.collection.name} />
					{!isNewest && !scope.isReadonly && <GoBack revision={revision} onRestored={onRestored} />}
				</div>
			)}
		</li>
	);
}

function Detail({ revision, collection }: { revision: Revision; collection: string }) {
	const { t } = useTranslation('item');
	const labels = useLabels();
	const schema = useSchema();
	const changes = useRevisionChanges(revision.id);
	if (changes.isError) return <FailedState compact problems={problemsOf(changes.error)} onRetry={() => void changes.refetch()} />;
	if (!changes.data) return <LoadingState shape="rows" rows={2} />;
	const diff = diffOf(schema, changes.data);
	// What is stored as a hash is kept out of the record, but not that it changed.
	const secrets = Object.keys(revision.delta ?? {}).filter((name) => schema.field(collection, name)?.special.some((one) => one === 'hash' || one === 'conceal') && !diff.values.some((one) => one.field === name));
	const isOnlySecret = secrets.length > 0 && diff.values.length + diff.parts.length === 0;
	return (
		<>
			{secrets.map((name) => (
				<div key={name} className={classes['value']}>
					<div className={classes['label']}>{labels.field(schema.field(collection, name) ?? name)}</div>
					<p className={classes['dimmed']}>{t('history.secret')}</p>
				</div>
			))}
			{!isOnlySecret && <Diff collection={collection} diff={diff} />}
		</>
	);
}

function GoBack({ revision, onRestored }: { revision: Revision; onRestored: () => void }) {
	const { t } = useTranslation('item');
	const { t: c } = useTranslation();
	const store = useDraftStore();
	const dirty = useDraft(isDirty);
	const [isAsking, setIsAsking] = useState(false);
	const restore = useMutation({
		mutationFn: () => goBackTo(revision.id),
		onSuccess: async () => {
			store.reset();
			await itemsChanged();
			tell(t('history.restored'));
			onRestored();
		},
	});
	if (!isAsking) {
		return (
			<Button variant="default" size="xs" mt="sm" leftSection={<IconRestore size={16} />} onClick={() => setIsAsking(true)}>
				{t('history.goBack')}
			</Button>
		);
	}
	return (
		<Alert color={dirty ? 'yellow' : 'sea'} variant="light" mt="sm" styles={{ message: { color: 'var(--mantine-color-text)' } }}>
			<Stack gap="sm">
				<Text size="sm">{t(dirty ? 'history.goBackDirty' : 'history.goBackHint')}</Text>
				{restore.isError && (
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						{problemsOf(restore.error)[0]?.message}
					</Text>
				)}
				<Group gap="xs">
					<Button size="xs" loading={restore.isPending} onClick={() => restore.mutate()} data-autofocus>
						{t('history.goBackSure')}
					</Button>
					<Button size="xs" variant="default" onClick={() => setIsAsking(false)}>
						{c('actions.cancel')}
					</Button>
				</Group>
			</Stack>
		</Alert>
	);
}
