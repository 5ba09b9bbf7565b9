/** Text with proposals that an address of this server answers, `{{value}}` in it being what is typed. */
import { Autocomplete, Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { apiRoot } from '../../api/client';
import { viewAs } from '../../api/viewAs';
import type { FieldProps } from '../form/scope';

export function AutocompleteField({ field, value, onChange, isReadonly, isInvalid, id, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const { url, resultsPath, textPath, valuePath, rate } = field.options;
	const text = value === null || value === undefined ? '' : String(value);
	const [typed] = useDebouncedValue(text, Math.max(150, Number(rate) || 250));
	const template = typeof url === 'string' ? url : '';
	// Other servers are out of reach by the Editor's own rules.
	const isOurs = template.startsWith('/') || template.startsWith(apiRoot);
	const address = template.replace(/{{\s*value\s*}}/g, encodeURIComponent(typed));
	const found = useQuery({
		queryKey: ['autocomplete', address],
		queryFn: async ({ signal }) => proposals(await (await fetch(address.startsWith('/') ? apiRoot + address : address, { signal, credentials: 'include', headers: isOurs ? viewAs.headers() : {} })).json(), resultsPath, textPath ?? valuePath),
		enabled: isOurs && typed !== '' && !isReadonly,
		retry: false,
	});
	return (
		<Autocomplete
			id={id}
			size="sm"
			aria-describedby={describedBy}
			aria-required={field.required}
			readOnly={isReadonly}
			variant={isReadonly ? 'filled' : 'default'}
			error={isInvalid || (template !== '' && !isOurs ? t('autocomplete.elsewhere') : found.isError ? t('autocomplete.failed') : false)}
			placeholder={String(field.options['placeholder'] ?? '')}
			rightSection={found.isFetching ? <Loader size={14} /> : null}
			data={found.data ?? []}
			// The address has searched already.
			filter={({ options }) => options}
			value={text}
			onChange={(next) => onChange(next === '' && field.isNullable ? null : next)}
		/>
	);
}

function proposals(answer: unknown, resultsPath: unknown, textPath: unknown): string[] {
	const rows = dig(answer, resultsPath);
	if (!Array.isArray(rows)) return [];
	return [...new Set(rows.map((row) => dig(row, textPath)).filter((one) => typeof one === 'string' || typeof one === 'number').map(String))];
}

function dig(value: unknown, path: unknown): unknown {
	const parts = typeof path === 'string' && path !== '' ? path.split('.') : [];
	return parts.reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined), value);
}
