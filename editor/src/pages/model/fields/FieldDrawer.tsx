/** A field: everything about it on one form, the common first. */
import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { send, useCounts, useModelChange } from '../../../api/definition';
import { problemsOf } from '../../../api/errors';
import { useLabels } from '../../../api/model';
import { bodyOf, draftOf, fieldProblems, newField, patchOf, risksOf, type FieldDraft } from '../../../model/definition/fieldDraft';
import type { InterfaceId } from '../../../model/definition/interfaces';
import type { Collection, Field } from '../../../model/schema';
import { SideDialog } from '../../../ui/Dialog';
import { LeaveGuard } from '../../../ui/LeaveGuard';
import { tell } from '../../../ui/notify';
import { DeleteFieldDialog } from '../collection/DeleteFieldDialog';
import { BasicsPart } from './BasicsPart';
import { ColumnPart } from './ColumnPart';
import { ConditionsPart } from './ConditionsPart';
import { RelationPart } from './RelationPart';
import { ValidationPart } from './ValidationPart';

interface FieldDrawerProps {
	collection: Collection;
	/** `undefined`: closed; `+`: a new one. */
	field: string | undefined;
	interfaceId: string | null;
	onClose: () => void;
}

export function FieldDrawer({ collection, field, interfaceId, onClose }: FieldDrawerProps) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const existing = collection.fields.find((one) => one.name === field);
	const isNew = field === '+' && interfaceId !== null;
	const title = existing ? labels.field(existing) : isNew ? t('field.new', { kind: t(`interface.${interfaceId as InterfaceId}`) }) : '';
	return (
		<SideDialog opened={existing !== undefined || isNew} onClose={onClose} title={title} size="lg" closeOnClickOutside={false}>
			{(existing ?? isNew) && <Content key={`${collection.name}.${field ?? ''}`} collection={collection} existing={existing} interfaceId={interfaceId ?? 'input'} onClose={onClose} />}
		</SideDialog>
	);
}

/** What every part of the form gets. */
export interface PartProps {
	collection: Collection;
	existing: Field | undefined;
	draft: FieldDraft;
	set: (change: Partial<FieldDraft>) => void;
	error: (at: 'field' | 'defaultValue' | 'maxLength' | 'precision') => string | undefined;
}

interface ContentProps {
	collection: Collection;
	existing: Field | undefined;
	interfaceId: string;
	onClose: () => void;
}

function Content({ collection, existing, interfaceId, onClose }: ContentProps) {
	const { t } = useTranslation(['model', 'common']);
	const labels = useLabels();
	const [before] = useState(() => (existing ? draftOf(existing.raw) : newField(interfaceId)));
	const [draft, setDraft] = useState(before);
	const [touched, setTouched] = useState(false);
	const [deleting, setDeleting] = useState(false);
	// As it was before: the field itself takes its name once it is made.
	const [taken] = useState(() => new Set(existing ? [] : collection.fields.map((field) => field.name)));
	const problems = fieldProblems(draft, taken);
	const patch = existing ? patchOf(before, draft) : null;
	const risks = existing ? risksOf(before, draft) : [];
	const save = useModelChange(async () => {
		if (!existing) await send({ method: 'POST', path: `/fields/${collection.name}`, body: bodyOf(draft) });
		else if (patch) await send({ method: 'PATCH', path: `/fields/${collection.name}/${existing.name}`, body: patch });
	});
	const set = (change: Partial<FieldDraft>): void => {
		setTouched(true);
		setDraft((old) => ({ ...old, ...change }));
	};
	const error: PartProps['error'] = (at) => {
		const problem = problems.find((one) => one.at === at);
		return !problem || (problem.code === 'required' && !touched) ? undefined : t(`problem.${problem.code}`, { name: draft.field, place: labels.collection(collection) });
	};
	const submit = (): void => {
		setTouched(true);
		if (problems.length > 0) return;
		save.mutate(undefined, {
			onSuccess: () => {
				tell(t(existing ? 'field.saved' : 'field.made', { name: labels.field(draft.field) }));
				onClose();
			},
		});
	};
	const part: PartProps = { collection, existing, draft, set, error };
	const hasColumn = draft.type !== 'alias';
	const isRelation = existing !== undefined && existing.raw.meta?.special?.some((one) => ['m2o', 'o2m', 'm2m', 'm2a', 'files', 'file', 'translations'].includes(one)) === true;
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<Stack gap="lg">
				<Tabs defaultValue="basics" keepMounted={false}>
					<Tabs.List mb="md">
						<Tabs.Tab value="basics">{t('field.tab.basics')}</Tabs.Tab>
						{hasColumn && <Tabs.Tab value="column">{t('field.tab.column')}</Tabs.Tab>}
						{isRelation && <Tabs.Tab value="relation">{t('field.tab.relation')}</Tabs.Tab>}
						{hasColumn && <Tabs.Tab value="validation">{t('field.tab.validation')}</Tabs.Tab>}
						<Tabs.Tab value="conditions">{t('field.tab.conditions')}</Tabs.Tab>
					</Tabs.List>
					<Tabs.Panel value="basics">
						<BasicsPart {...part} />
					</Tabs.Panel>
					<Tabs.Panel value="column">
						<ColumnPart {...part} />
					</Tabs.Panel>
					{isRelation && (
						<Tabs.Panel value="relation">
							<RelationPart field={existing} />
						</Tabs.Panel>
					)}
					<Tabs.Panel value="validation">
						<ValidationPart {...part} />
					</Tabs.Panel>
					<Tabs.Panel value="conditions">
						<ConditionsPart {...part} />
					</Tabs.Panel>
				</Tabs>
				{risks.length > 0 && existing && <Risks field={existing} risks={risks} />}
				{save.isError && (
					<Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert" title={t('field.failed')}>
						{problemsOf(save.error).map((one) => one.message).join(' ')}
					</Alert>
				)}
				<Group justify="space-between">
					{existing && !existing.isPrimaryKey ? (
						<Button
							variant="subtle"
							color="red"
							leftSection={<IconTrash size={16} />}
							onClick={() => {
								setDeleting(true);
							}}
						>
							{t('fields.delete')}
						</Button>
					) : (
						<span />
					)}
					<Group>
						<Button variant="default" onClick={onClose}>
							{t('common:actions.cancel')}
						</Button>
						<Button type="submit" loading={save.isPending} disabled={existing ? patch === null || problems.length > 0 : touched && problems.length > 0}>
							{existing ? t('common:actions.save') : t('field.make')}
						</Button>
					</Group>
				</Group>
			</Stack>
			<LeaveGuard dirty={(existing ? patch !== null : touched) && !save.isPending && !deleting} />
			<DeleteFieldDialog
				field={deleting && existing ? existing : null}
				onClose={() => {
					setDeleting(false);
				}}
				onDeleted={onClose}
			/>
		</form>
	);
}

/** What a change may do to what is stored, with the number of values that it concerns. */
function Risks({ field, risks }: { field: Field; risks: ReturnType<typeof risksOf> }) {
	const { t } = useTranslation(['model', 'common']);
	const [values] = useCounts([{ collection: field.collection, field: field.name }]);
	return (
		<Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t('field.risk.title', { count: values?.data ?? 0 })}>
			{risks.map((risk) => (
				<Text key={risk} size="sm">
					{t(`field.risk.${risk}`)}
				</Text>
			))}
		</Alert>
	);
}
