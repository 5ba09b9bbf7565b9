/** A new collection: its name, its key, and the fields that most have. */
import { Alert, Button, Checkbox, Collapse, Group, Radio, Select, Stack, Switch, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { send, useModel } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { modelChanged } from '../../../api/keys';
import { useLabels } from '../../../api/model';
import { collectionBody, collectionProblems, collectionRelations, EXTRAS, EXTRA_NAMES, KEY_KINDS, startCollection, type CollectionDraft, type CollectionProblem, type Extra } from '../../../model/definition/newCollection';
import { collectionNames, runSteps, toName, type Step } from '../../../model/relations';
import { CloseGuard, SideDialog } from '../../../ui/Dialog';
import { IconPicker } from '../../../ui/IconPicker';
import { NameInput } from '../../../ui/NameInput';
import { tell } from '../../../ui/notify';

export function NewCollectionDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
	const { t } = useTranslation(['model', 'common']);
	return (
		<SideDialog opened={opened} onClose={onClose} title={t('new.title')} size="lg">
			{opened && <Content onClose={onClose} />}
		</SideDialog>
	);
}

function Content({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const model = useModel();
	const navigate = useNavigate();
	const [before] = useState<CollectionDraft>(() => startCollection(null));
	const [draft, setDraft] = useState(before);
	const [touched, setTouched] = useState(false);
	const [running, setRunning] = useState(false);
	const [failure, setFailure] = useState<unknown>(null);
	const set = (change: Partial<CollectionDraft>): void => {
		setDraft((old) => ({ ...old, ...change }));
	};
	const problems = collectionProblems(draft, collectionNames(model));
	const error = (at: CollectionProblem['at']): string | undefined => {
		const problem = problems.find((one) => one.at === at);
		if (!problem || (problem.code === 'required' && !touched)) return undefined;
		return t(`problem.${problem.code}`, { name: at === 'name' ? draft.name : '', place: '' });
	};
	const make = async (): Promise<void> => {
		setTouched(true);
		if (problems.length > 0) return;
		setRunning(true);
		const texts = { published: t('new.published'), draft: t('new.draft'), archived: t('new.archived') };
		const steps: Step[] = [
			{ call: { method: 'POST', path: '/collections', body: collectionBody(draft, texts) }, undo: { method: 'DELETE', path: `/collections/${draft.name}` }, effects: [] },
			...collectionRelations(draft).map((body): Step => ({ call: { method: 'POST', path: '/relations', body }, undo: null, effects: [] })),
		];
		const outcome = await runSteps(steps, send);
		await modelChanged();
		if (!outcome.ok) {
			setRunning(false);
			setFailure(outcome.error);
			return;
		}
		tell(t('new.done', { name: labels.collection(draft.name) }));
		onClose();
		void navigate(`/model/${draft.name}`);
	};
	const folders = model.collections.filter((one) => one.schema === null).map((one) => ({ value: one.collection, label: labels.collection(one.collection) }));
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				void make();
			}}
		>
			<CloseGuard dirty={!running && JSON.stringify(draft) !== JSON.stringify(before)} />
			<Stack gap="lg">
				<NameInput
					label={t('new.name')}
					description={t('new.nameHint')}
					value={draft.name}
					onChange={(event) => {
						const typed = event.currentTarget.value;
						setTouched(true);
						set({ name: /[\s_-]$/.test(typed) && typed.trim() !== '' ? `${toName(typed)}_` : toName(typed) });
					}}
					error={error('name')}
					data-autofocus
				/>
				<Group grow align="flex-start">
					<IconPicker
						label={t('settings.icon')}
						value={draft.icon}
						onChange={(icon) => {
							set({ icon });
						}}
					/>
					<Select
						label={t('settings.folder')}
						placeholder={t('list.noFolder')}
						data={folders}
						value={draft.group}
						onChange={(group) => {
							set({ group });
						}}
						clearable
						disabled={folders.length === 0}
					/>
				</Group>
				<Switch
					label={t('settings.singleton')}
					description={t('settings.singletonHint')}
					checked={draft.singleton}
					onChange={(event) => {
						set({ singleton: event.currentTarget.checked });
					}}
				/>
				<Radio.Group
					label={t('new.key')}
					description={t('new.keyHint')}
					value={draft.keyKind}
					onChange={(value) => {
						const keyKind = KEY_KINDS.find((one) => one === value);
						if (keyKind) set({ keyKind, keyField: draft.keyField === 'id' || draft.keyField === 'code' ? (keyKind === 'string' ? 'code' : 'id') : draft.keyField });
					}}
				>
					<Stack gap={8} mt="xs">
						{KEY_KINDS.map((kind) => (
							<Radio key={kind} value={kind} label={t(`new.keys.${kind}`)} />
						))}
					</Stack>
				</Radio.Group>
				<NameInput
					label={t('new.keyField')}
					value={draft.keyField}
					onChange={(event) => {
						set({ keyField: toName(event.currentTarget.value) });
					}}
					error={error('keyField')}
				/>
				<Stack gap="xs" role="group" aria-label={t('new.along')}>
					<Text fw={550} size="sm">
						{t('new.along')}
					</Text>
					<ExtraLine
						label={t('new.extra.title')}
						name={draft.titleField}
						proposed="title"
						error={error('titleField')}
						onChange={(titleField) => {
							set({ titleField });
						}}
					/>
					{EXTRAS.map((extra) => (
						<ExtraLine
							key={extra}
							label={t(`new.extra.${extra}`)}
							name={draft.extras[extra]}
							proposed={EXTRA_NAMES[extra]}
							error={error(extra)}
							onChange={(name) => {
								set({ extras: { ...draft.extras, [extra]: name } satisfies Record<Extra, string | null> });
							}}
						/>
					))}
				</Stack>
				{failure !== null && (
					<Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert" title={t('relation.failed')}>
						{problemsOf(failure).map((one) => one.message).join(' ')}
					</Alert>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{t('common:actions.cancel')}
					</Button>
					<Button type="submit" loading={running} disabled={touched && problems.length > 0}>
						{t('new.make')}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

interface ExtraLineProps {
	label: string;
	/** `null`: not wanted. */
	name: string | null;
	proposed: string;
	error: string | undefined;
	onChange: (name: string | null) => void;
}

function ExtraLine({ label, name, proposed, error, onChange }: ExtraLineProps) {
	const { t } = useTranslation(['model', 'common']);
	return (
		<div>
			<Checkbox
				label={label}
				checked={name !== null}
				onChange={(event) => {
					onChange(event.currentTarget.checked ? proposed : null);
				}}
			/>
			<Collapse expanded={name !== null}>
				<NameInput
					size="xs"
					mt={6}
					ms={30}
					maw={260}
					aria-label={t('new.fieldName', { label })}
					value={name ?? ''}
					onChange={(event) => {
						onChange(toName(event.currentTarget.value));
					}}
					error={error}
				/>
			</Collapse>
		</div>
	);
}
