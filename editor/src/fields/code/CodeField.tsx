/** Code in any language, and JSON: coloured, checked while one types, put in order by a button. */
import { Button, Group, Text } from '@mantine/core';
import { IconAlignLeft } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import { useDraftStore } from '../form/draftStore';
import { useScope, type FieldProps } from '../form/scope';
import classes from './CodeEditor.module.css';
import { CodeEditor } from './CodeEditor';

const STRUCTURED = new Set(['json', 'csv', 'geometry']);

export function CodeField(props: FieldProps) {
	return STRUCTURED.has(props.field.type.split('.')[0] ?? '') ? <JsonCode {...props} /> : <PlainCode {...props} />;
}

function PlainCode({ field, value, onChange, isReadonly, isInvalid, describedBy }: FieldProps) {
	const labels = useLabels();
	const text = value === null || value === undefined ? '' : String(value);
	return (
		<CodeEditor
			value={text}
			onChange={(next) => onChange(next === '' && field.isNullable ? null : next)}
			language={String(field.options['language'] ?? 'plaintext')}
			label={labels.field(field)}
			describedBy={describedBy}
			isReadonly={isReadonly}
			isInvalid={isInvalid}
			showsNumbers={field.options['lineNumber'] !== false}
			wraps={field.options['lineWrapping'] === true}
			placeholder={String(field.options['placeholder'] ?? field.options['template'] ?? '')}
		/>
	);
}

/** While the text is no JSON it is kept here; the page refuses to save until it is. */
function JsonCode({ field, value, onChange, isReadonly, isInvalid, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const store = useDraftStore();
	const { path } = useScope();
	const written = value === null || value === undefined ? '' : JSON.stringify(value, null, 2);
	const [typed, setTyped] = useState<{ text: string; fault: string | null; value: unknown } | null>(null);
	// What came from elsewhere, e.g. by undo, replaces what was typed.
	const isCurrent = typed !== null && (typed.fault !== null || JSON.stringify(typed.value ?? null) === JSON.stringify(value ?? null));
	const text = isCurrent ? typed.text : written;
	const fault = isCurrent ? typed.fault : null;
	const label = labels.field(field);
	useEffect(() => {
		store.setUnfinished(path, field.name, fault === null ? undefined : t('noJsonIn', { field: label }));
		return () => store.setUnfinished(path, field.name, undefined);
	}, [store, path, field.name, fault, label, t]);
	const change = (next: string) => {
		const parsed = parse(next);
		setTyped({ text: next, ...parsed });
		if (parsed.fault === null) onChange(parsed.value);
	};
	return (
		<div>
			{!isReadonly && (
				<div className={classes.bar}>
					<Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconAlignLeft size={14} />} disabled={fault !== null || text === written} onClick={() => setTyped(null)}>
						{t('code.format')}
					</Button>
				</div>
			)}
			<CodeEditor value={text} onChange={change} language="json" label={label} describedBy={describedBy} isReadonly={isReadonly} isInvalid={isInvalid || fault !== null} showsNumbers={field.options['lineNumber'] !== false} placeholder={String(field.options['placeholder'] ?? '')} />
			{fault !== null && (
				<Group gap={6} mt={5}>
					<Text size="sm" c="var(--mantine-color-error)" role="alert">
						{t('noJson')} <span dir="ltr">{fault}</span>
					</Text>
				</Group>
			)}
		</div>
	);
}

function parse(text: string): { value: unknown; fault: string | null } {
	if (text.trim() === '') return { value: null, fault: null };
	try {
		return { value: JSON.parse(text) as unknown, fault: null };
	} catch (error) {
		return { value: undefined, fault: error instanceof Error ? error.message : '' };
	}
}
