/** The relation maker: choices on one side; on the other what they mean, as a sentence, a picture, rules in plain words, and everything that will be made. */
import { Alert, Button, Card, Group, List, Progress, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';

import { send, useModel } from '../../../api/definition';
import { problemsOf as problemsOfError } from '../../../api/errors';
import { modelChanged } from '../../../api/keys';
import { useLabels } from '../../../api/model';
import { pictureOf, RELATION_KINDS, rulesOf, runSteps, sentenceOf, stepsOf, type Outcome, type RelationKind } from '../../../model/relations';
import { LeaveGuard } from '../../../ui/LeaveGuard';
import { Page } from '../../../ui/Page';
import { tell } from '../../../ui/notify';
import { KindPicker } from './KindPicker';
import { Preview } from './Preview';
import { RelationForm } from './RelationForm';
import { RelationPicture } from './RelationPicture';
import classes from './RelationPage.module.css';
import { useRelationDraft } from './useRelationDraft';

export function RelationPage() {
	const { collection = '', kind } = useParams();
	const [search] = useSearchParams();
	const known = RELATION_KINDS.find((one) => one === kind) ?? null;
	const related = search.get('related');
	// A new kind is a new draft.
	return known === null ? <KindPicker collection={collection} related={related} /> : <Maker key={`${collection}/${known}`} collection={collection} kind={known} related={related} />;
}

function Maker({ collection, kind, related }: { collection: string; kind: RelationKind; related: string | null }) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const model = useModel();
	const editor = useRelationDraft(kind, collection, model, related);
	const making = useMaking(collection);
	const { draft, problems } = editor;
	const sentence = sentenceOf(draft, labels.collection);
	const said = t(sentence.key, sentence.params);
	const steps = problems.length === 0 ? stepsOf(draft, model) : [];
	const here = labels.collection(collection);
	return (
		<Page title={t('relation.title', { collection: here })} back={{ to: `/model/${collection}`, label: t('relation.back', { collection: here }) }} actions={<KindSwitchLink collection={collection} />}>
			<form
				className={classes['columns']}
				onSubmit={(event) => {
					event.preventDefault();
					if (steps.length > 0) void making.start(steps);
				}}
			>
				<LeaveGuard dirty={editor.changed && !making.running} />
				<div>
					<Text fw={600} mb="md">
						{t(`relation.kind.${kind}`)}
					</Text>
					<RelationForm editor={editor} model={model} />
				</div>
				<div className={classes['result']}>
					<Card withBorder padding="lg">
						<Stack gap="md">
							<Text size="lg" fw={550} aria-live="polite">
								{said}
							</Text>
							<div className={classes['picture']}>
								<RelationPicture picture={pictureOf(draft, model)} label={said} nameOf={labels.collection} nothing={t('relation.notChosen')} />
							</div>
							<List size="sm" spacing={4} c="dimmed">
								{rulesOf(draft, labels.collection).map((rule) => (
									<List.Item key={`${rule.key}${rule.params.deleted ?? ''}`}>{t(rule.key, rule.params)}</List.Item>
								))}
							</List>
						</Stack>
					</Card>
					<Card withBorder padding="lg">
						<Text fw={600} mb="sm">
							{t('relation.preview')}
						</Text>
						{steps.length > 0 ? <Preview steps={steps} /> : <Text c="dimmed">{problems.some((one) => one.code !== 'required' && one.code !== 'none') ? t('relation.mend') : t('relation.incomplete')}</Text>}
						{making.outcome && !making.outcome.ok && <Failure outcome={making.outcome} />}
						{making.running && <Progress value={(100 * making.done) / Math.max(1, steps.length)} mt="md" aria-label={t('relation.making')} />}
						<Group justify="flex-end" mt="lg">
							<Button type="submit" leftSection={<IconSparkles size={16} />} disabled={steps.length === 0} loading={making.running}>
								{t('relation.make')}
							</Button>
						</Group>
					</Card>
				</div>
			</form>
		</Page>
	);
}

function KindSwitchLink({ collection }: { collection: string }) {
	const { t } = useTranslation('model');
	const navigate = useNavigate();
	return (
		<Button variant="default" onClick={() => void navigate(`/model/${collection}/relation`)}>
			{t('relation.otherKind')}
		</Button>
	);
}

function Failure({ outcome }: { outcome: Extract<Outcome, { ok: false }> }) {
	const { t } = useTranslation('model');
	return (
		<Alert color="red" icon={<IconAlertTriangle size={18} />} title={t('relation.failed')} mt="md" role="alert">
			{problemsOfError(outcome.error).map((problem) => (
				<div key={problem.message}>{problem.message}</div>
			))}
			<Text size="sm" mt={6}>
				{outcome.left.length === 0 ? t('relation.takenBack') : t('relation.left')}
			</Text>
			{outcome.left.map((step) => (
				<Text key={step.call.path} size="sm" ff="monospace" dir="ltr">
					{step.undo?.path.split('/').slice(2).join('.')}
				</Text>
			))}
		</Alert>
	);
}

function useMaking(collection: string) {
	const { t } = useTranslation('model');
	const navigate = useNavigate();
	const [running, setRunning] = useState(false);
	const [done, setDone] = useState(0);
	const [outcome, setOutcome] = useState<Outcome | null>(null);
	const start = async (steps: ReturnType<typeof stepsOf>): Promise<void> => {
		setRunning(true);
		setDone(0);
		setOutcome(null);
		const result = await runSteps(steps, send, setDone);
		await modelChanged();
		if (!result.ok) {
			setRunning(false);
			setOutcome(result);
			return;
		}
		// It runs until this page is left: what is made is no longer lost with it.
		tell(t('relation.made'));
		void navigate(`/model/${collection}`);
	};
	return { running, done, outcome, start };
}
