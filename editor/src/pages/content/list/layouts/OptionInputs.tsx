/** What layouts let one choose: a field, a template. */
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../../../api/model';
import type { Collection, Field } from '../../../../model/schema';
import { fits } from '../../../../model/template';

export function FieldChoice({ label, fields, value, onChange, none }: { label: string; fields: readonly Field[]; value: string | undefined; onChange: (field: string | null) => void; none?: string }) {
	const labels = useLabels();
	return <Select label={label} data={fields.map((field) => ({ value: field.name, label: labels.field(field) }))} value={value ?? null} onChange={onChange} allowDeselect={false} clearable={none !== undefined} placeholder={none ?? ''} comboboxProps={{ withinPortal: false }} />;
}

/** A template is kept once it can be read. */
export function TemplateInput({ label, collection, value, placeholder, onChange }: { label: string; collection: Collection; value: unknown; placeholder: string; onChange: (template: string | null) => void }) {
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const [text, setText] = useState(typeof value === 'string' ? value : '');
	const isGood = text === '' || fits(text, collection.name, schema);
	return (
		<TextInput
			label={label}
			description={t('templateHint', { example: `{{${collection.primaryKey}}}` })}
			dir="ltr"
			spellCheck={false}
			placeholder={placeholder}
			value={text}
			error={!isGood && t('templateWrong')}
			onChange={(event) => {
				const next = event.currentTarget.value;
				setText(next);
				if (next === '' || fits(next, collection.name, schema)) onChange(next === '' ? null : next);
			}}
		/>
	);
}
