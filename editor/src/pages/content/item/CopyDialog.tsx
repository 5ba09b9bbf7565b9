/** A deep copy: for each relation what becomes of it, what can't be the same twice, and what will be made. */
import { Alert, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { ask } from '../../../api/client';
import { problemsOf } from '../../../api/errors';
import { itemsChanged } from '../../../api/keys';
import { useLabels, useSchema } from '../../../api/model';
import { useDraftStore } from '../../../fields/form/draftStore';
import type { Scope } from '../../../fields/form/scope';
import { anotherValue, copyFields, copyParts, uniqueFields, type CopyChoice } from '../../../model/copyChoices';
import { ListEdits, NestedItem } from '../../../model/draft';
import type { Key } from '../../../model/schema';
import { CloseGuard, Dialog } from '../../../ui/Dialog';
import { tell } from '../../../ui/notify';
import classes from './copy.module.css';

interface Copied {
	key: Key | null;
	created: Record<string, number>;
}

export function CopyDialog({ scope, itemKey, onClose }: { scope: Scope; itemKey: Key; onClose: () => void }) {
	const { t, i18n } = useTranslation('item');
	const { t: c } = useTranslation();
	const labels = useLabels();
	const schema = useSchema();
	const store = useDraftStore();
	const navigate = useNavigate();
	const { collection, base } = scope;
	// Values that are staged go along; lists and nested items can't.
	const [staged] = useState(() => Object.entries(store.getEdits()));
	const own = useMemo(() => Object.fromEntries(staged.filter(([, value]) => !(value instanceof ListEdits) && !(value instanceof NestedItem))), [staged]);
	const [chosen, setChosen] = useState<Record<string, CopyChoice>>({});
	const [proposed] = useState<Record<string, unknown>>(() => Object.fromEntries(uniqueFields(collection).filter((field) => typeof base[field.name] === 'string').map((field) => [field.name, own[field.name] ?? anotherValue(base[field.name])])));
	const [values, setValues] = useState(proposed);
	const parts = copyParts(schema, collection);
	const body = { fields: copyFields(schema, collection, chosen), override: { ...own, ...values } };
	const [sent] = useDebouncedValue(JSON.stringify(body), 250);
	const path = `/utils/copy/${collection.name}/${encodeURIComponent(itemKey)}`;
	const preview = useQuery({ queryKey: ['items', 'copy', path, sent], queryFn: () => ask<Copied>(path, { method: 'POST', body: { ...(JSON.parse(sent) as object), dry_run: true } }), placeholderData: (before) => before, retry: false, staleTime: 0 });
	const copy = useMutation({
		mutationFn: () => ask<Copied>(path, { method: 'POST', body }),
		onSuccess: async ({ key }) => {
			store.reset();
			await itemsChanged();
			tell(t('copy.done'));
			await navigate(`/content/${collection.name}/${encodeURIComponent(String(key))}`);
		},
	});
	const problems = copy.isError || preview.isError ? problemsOf(copy.error ?? preview.error) : [];
	return (
		<Dialog opened onClose={onClose} size="lg" title={t('copy.title')}>
			<CloseGuard dirty={!copy.isPending && (Object.keys(chosen).length > 0 || values !== proposed)} />
			<Stack gap="lg">
				{Object.keys(values).length > 0 && (
					<Stack gap="xs">
						{Object.entries(values).map(([name, value]) => (
							<TextInput key={name} label={labels.field(schema.field(collection.name, name) ?? name)} description={t('copy.unique')} value={String(value ?? '')} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })} />
						))}
					</Stack>
				)}
				{parts.length > 0 && (
					<div className={classes['parts']}>
						{parts.map(({ field, choices, usual }) => (
							<div key={field.name} className={classes['part']}>
								<span>{labels.field(field)}</span>
								<SegmentedControl size="xs" aria-label={labels.field(field)} value={chosen[field.name] ?? usual} onChange={(next) => setChosen({ ...chosen, [field.name]: next as CopyChoice })} data={choices.map((choice) => ({ value: choice, label: t(`copy.${choice}`) }))} />
							</div>
						))}
					</div>
				)}
				{staged.some(([name]) => !(name in own)) && (
					<Text size="sm" c="dimmed">
						{t('copy.withoutStaged')}
					</Text>
				)}
				{problems.length > 0 ? (
					<Alert color="red" variant="light" role="alert">
						{problems.map((problem) => problem.message).join(' ')}
					</Alert>
				) : (
					<Text size="sm" aria-live="polite">
						{preview.data ? `${t('copy.makes')} ${new Intl.ListFormat(i18n.language, { type: 'unit' }).format(Object.entries(preview.data.created).map(([name, count]) => `\u2068${count} × ${labels.collection(name)}\u2069`))}` : '…'}
					</Text>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{c('actions.cancel')}
					</Button>
					<Button loading={copy.isPending} disabled={preview.isError} onClick={() => copy.mutate()}>
						{t('copy.make')}
					</Button>
				</Group>
			</Stack>
		</Dialog>
	);
}
