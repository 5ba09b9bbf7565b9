/** What a permission puts in by itself: fields with their own inputs, or with what stands for whoever writes and when; or all of it as JSON. */
import { ActionIcon, Code, Group, JsonInput, SegmentedControl, Select, Skeleton, Stack, Text, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Suspense, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../api/model';
import { interfaceOf } from '../../fields/registry';
import { firstValue, fitsInput, parsePresets, presettable, sourceOf, sourcesOf, type Source } from '../../model/access/presets';
import { readDistance } from '../../model/filter/moments';
import type { JsonObject } from '../../model/relations';
import type { Collection, Field } from '../../model/schema';
import { Moving } from '../../ui/filter/DateValue';
import classes from './access.module.css';

/** What is entered: `text` where it is written as JSON. */
export interface PresetsEntry {
	values: JsonObject;
	text: string | null;
}

/** `undefined` where what is written is no object. */
export function enteredPresets({ values, text }: PresetsEntry): JsonObject | undefined {
	return text === null ? values : parsePresets(text);
}

interface PresetsPartProps {
	collection: Collection;
	isUpdate: boolean;
	entry: PresetsEntry;
	onChange: (entry: PresetsEntry) => void;
}

export function PresetsPart({ collection, isUpdate, entry, onChange }: PresetsPartProps) {
	const { t } = useTranslation('access');
	const values = enteredPresets(entry);
	const isWritten = entry.text !== null;
	return (
		<Stack gap="md">
			<Group justify="space-between" align="flex-start" wrap="nowrap">
				<Text size="sm" c="dimmed">
					{t(isUpdate ? 'preset.hintUpdate' : 'preset.hint')}
				</Text>
				<SegmentedControl
					size="xs"
					style={{ flex: 'none' }}
					aria-label={t('preset.way')}
					data={[
						{ value: 'form', label: t('preset.form'), disabled: values === undefined },
						{ value: 'json', label: 'JSON' },
					]}
					value={isWritten ? 'json' : 'form'}
					onChange={(way) => {
						if (values) onChange({ values, text: way === 'json' ? written(values) : null });
					}}
				/>
			</Group>
			{isWritten ? (
				<JsonInput
					label={t('permission.presets')}
					description={t('preset.jsonHint')}
					value={entry.text ?? ''}
					onChange={(text) => {
						onChange({ ...entry, text });
					}}
					error={values === undefined ? t('preset.wrong') : undefined}
					formatOnBlur
					autosize
					minRows={6}
					dir="ltr"
				/>
			) : (
				<PresetForm
					collection={collection}
					values={entry.values}
					onChange={(next) => {
						onChange({ values: next, text: null });
					}}
				/>
			)}
		</Stack>
	);
}

function written(values: JsonObject): string {
	return Object.keys(values).length === 0 ? '' : JSON.stringify(values, null, 2);
}

function PresetForm({ collection, values, onChange }: { collection: Collection; values: JsonObject; onChange: (values: JsonObject) => void }) {
	const { t } = useTranslation('access');
	const labels = useLabels();
	const schema = useSchema();
	const add = useRef<HTMLInputElement>(null);
	const offered = presettable(collection.fields);
	const free = offered.filter((field) => !Object.hasOwn(values, field.name));
	const remove = (name: string): void => {
		onChange(Object.fromEntries(Object.entries(values).filter(([one]) => one !== name)));
		// The button goes with what it removed.
		add.current?.focus();
	};
	return (
		<Stack gap="sm">
			{Object.entries(values).map(([name, value]) => (
				<Preset
					key={name}
					name={name}
					field={offered.find((field) => field.name === name)}
					value={value}
					onChange={(next) => {
						onChange({ ...values, [name]: next as JsonObject[string] });
					}}
					onRemove={() => {
						remove(name);
					}}
				/>
			))}
			{Object.keys(values).length === 0 && (
				<Text size="sm" c="dimmed">
					{t('preset.none')}
				</Text>
			)}
			<Select
				ref={add}
				aria-label={t('preset.add')}
				placeholder={t('preset.add')}
				data={free.map((field) => ({ value: field.name, label: labels.field(field) }))}
				value={null}
				onChange={(name) => {
					const field = free.find((one) => one.name === name);
					if (field) onChange({ ...values, [field.name]: firstValue(sourcesOf(schema, field)[1] ?? 'certain', field) as JsonObject[string] });
				}}
				searchable
				disabled={free.length === 0}
				w={320}
				maw="100%"
			/>
		</Stack>
	);
}

interface PresetProps {
	name: string;
	/** Nothing for what a form can't give a value: lists, and fields that are gone. */
	field: Field | undefined;
	value: unknown;
	onChange: (value: unknown) => void;
	onRemove: () => void;
}

function Preset({ name, field, value, onChange, onRemove }: PresetProps) {
	const { t } = useTranslation('access');
	const id = useId();
	const labels = useLabels();
	const schema = useSchema();
	const known = field ?? null;
	const label = known ? labels.field(known) : name;
	const sources = known ? sourcesOf(schema, known) : [];
	const source = sourceOf(sources, value);
	const isShown = known !== null && (source !== 'certain' || fitsInput(known, value));
	const isGroup = !isShown || source !== 'certain' || interfaceOf(known).kind === 'group';
	return (
		<div className={classes['preset']} data-preset={name} role={isGroup ? 'group' : undefined} aria-labelledby={isGroup ? `${id}-label` : undefined}>
			<div className={classes['presetHead']}>
				<Text component={isGroup ? 'span' : 'label'} {...(isGroup ? {} : { htmlFor: id })} id={`${id}-label`} size="sm" fw={600} className="r-truncate">
					{label}
				</Text>
				{isShown && sources.length > 1 && (
					<Select
						size="xs"
						aria-label={t('preset.source', { field: label })}
						data={sources.map((one) => ({ value: one, label: t(`preset.from.${one}`) }))}
						value={source}
						onChange={(next) => {
							onChange(firstValue(next as Source, known));
						}}
						allowDeselect={false}
						className={classes['presetSource'] ?? ''}
					/>
				)}
				<Tooltip label={t('preset.remove', { field: label })}>
					<ActionIcon variant="subtle" color="gray" aria-label={t('preset.remove', { field: label })} onClick={onRemove}>
						<IconX size={16} />
					</ActionIcon>
				</Tooltip>
			</div>
			{isShown ? (
				<PresetValue id={id} field={known} label={label} source={source} value={value} onChange={onChange} />
			) : (
				<Group gap="xs">
					<Code dir="ltr">{JSON.stringify(value)}</Code>
					<Text size="sm" c="dimmed">
						{t('preset.onlyJson')}
					</Text>
				</Group>
			)}
		</div>
	);
}

function PresetValue({ id, field, label, source, value, onChange }: { id: string; field: Field; label: string; source: Source; value: unknown; onChange: (value: unknown) => void }) {
	const distance = source === 'moving' && typeof value === 'string' ? readDistance(value) : undefined;
	// Without a distance it would be the moment itself, which is another choice above.
	if (distance) return <Moving label={label} distance={distance} onChange={(next) => { onChange(next === '$NOW' ? '$NOW(+0 days)' : next); }} />;
	if (source !== 'certain') return null;
	const { Input } = interfaceOf(field);
	return (
		<Suspense fallback={<Skeleton h={36} />}>
			<Input field={field} value={value ?? null} onChange={onChange} isReadonly={false} isInvalid={false} id={id} describedBy={undefined} />
		</Suspense>
	);
}
