/** A list of small objects (or of texts) in one JSON column. Each part is edited by the interface that the field's options name. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Suspense, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import type { RawField } from '../../model/raw';
import { fieldOf, type Field } from '../../model/schema';
import { render } from '../../model/template';
import { Sortable, useSortableRow } from '../../ui/Sortable';
import type { FieldProps } from '../form/scope';
import { interfaceOf } from '../registry';
import classes from './RepeaterField.module.css';

interface Part {
	field: string;
	name?: string;
	type?: string;
	meta?: RawField['meta'];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function RepeaterField({ field, value, onChange, isReadonly }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const rows: unknown[] = Array.isArray(value) ? value : [];
	const parts = useMemo(() => partsOf(field), [field]);
	const set = (index: number, row: unknown) => onChange(rows.with(index, row));
	const put = (next: unknown[]) => onChange(next.length > 0 || !field.isNullable ? next : null);
	const moveTo = (from: number, to: number) => {
		if (to < 0 || to >= rows.length) return;
		put(rows.toSpliced(from, 1).toSpliced(to, 0, rows[from]));
	};
	const addLabel = field.options['addLabel'];
	const template = field.options['template'];
	// A new row begins with what its parts have as defaults.
	const fresh = () => (parts.length === 0 ? '' : Object.fromEntries(parts.filter(({ part }) => part.defaultValue !== undefined && part.defaultValue !== null).map(({ part }) => [part.name, part.defaultValue])));
	const nameOf = (row: unknown, index: number) => (typeof template === 'string' && isObject(row) && render(template, row)) || t('rowNumber', { number: index + 1 });
	return (
		<div className={classes['list']}>
			{rows.length === 0 && <div className={classes['empty']}>{t('list.empty')}</div>}
			<Sortable ids={rows.map((_, index) => String(index))} onMove={moveTo}>
				<ol className={classes['rows']}>
					{rows.map((row, index) => (
						// Rows have no identity of their own.
						// eslint-disable-next-line react/no-array-index-key
						<RepeaterRow key={index} index={index} name={nameOf(row, index)} isReadonly={isReadonly} onStep={(by) => moveTo(index, index + by)} onRemove={() => put(rows.toSpliced(index, 1))}>
							{parts.length === 0 ? (
								<PartInput field={SINGLE} label={t('rowNumber', { number: index + 1 })} hidesLabel value={row} onChange={(next) => set(index, next ?? '')} isReadonly={isReadonly} />
							) : (
								parts.map(({ part, name }) => <PartInput key={part.name} field={part} label={name ?? labels.field(part)} value={isObject(row) ? row[part.name] : undefined} onChange={(next) => set(index, { ...(isObject(row) ? row : {}), [part.name]: next })} isReadonly={isReadonly || part.readonly} />)
							)}
						</RepeaterRow>
					))}
				</ol>
			</Sortable>
			{!isReadonly && (
				<div className={classes['foot']}>
					<Button variant="default" size="xs" leftSection={<IconPlus size={15} />} onClick={() => put([...rows, fresh()])}>
						{typeof addLabel === 'string' && addLabel && !addLabel.startsWith('$t:') ? addLabel : t('list.add')}
					</Button>
				</div>
			)}
		</div>
	);
}

function RepeaterRow({ index, name, isReadonly, onStep, onRemove, children }: { index: number; name: string; isReadonly: boolean; onStep: (by: -1 | 1) => void; onRemove: () => void; children: React.ReactNode }) {
	const { t } = useTranslation('form');
	const { ref, style, handle } = useSortableRow({ id: String(index), label: name, onStep, isDisabled: isReadonly });
	return (
		<li ref={ref} style={style} className={classes['row']}>
			{handle}
			<span className={classes['number']} aria-hidden>
				{index + 1}
			</span>
			<div className={classes['parts']}>{children}</div>
			{!isReadonly && (
				<Tooltip label={t('list.remove')}>
					<ActionIcon variant="subtle" color="gray" size={28} aria-label={`${t('list.remove')}: ${name}`} onClick={onRemove}>
						<IconTrash size={16} />
					</ActionIcon>
				</Tooltip>
			)}
		</li>
	);
}

function PartInput({ field, label, hidesLabel = false, value, onChange, isReadonly }: { field: Field; label: string; hidesLabel?: boolean; value: unknown; onChange: (value: unknown) => void; isReadonly: boolean }) {
	const id = useId();
	const { Input, kind } = interfaceOf(field);
	return (
		<div className={field.width.startsWith('half') ? classes['half'] : classes['full']} role={kind === 'group' ? 'group' : undefined} aria-labelledby={kind === 'group' ? `${id}-label` : undefined}>
			<label id={`${id}-label`} htmlFor={id} className={hidesLabel ? 'r-visually-hidden' : classes['label']}>
				{label}
			</label>
			<Suspense fallback={null}>
				<Input field={field} value={value ?? null} onChange={onChange} isReadonly={isReadonly} isInvalid={false} id={id} describedBy={undefined} />
			</Suspense>
		</div>
	);
}

const SINGLE = fieldOf({ collection: '', field: 'value', type: 'text', meta: { interface: 'input-multiline' }, schema: null });

function partsOf(field: Field): Array<{ part: Field; name: string | undefined }> {
	const parts = Array.isArray(field.options['fields']) ? (field.options['fields'] as Part[]) : [];
	return parts.map(({ field: name, name: label, type, meta }) => ({ part: fieldOf({ collection: field.collection, field: name, type: type ?? 'string', meta: meta ?? null, schema: null }), name: label && !label.startsWith('$t:') ? label : undefined }));
}
