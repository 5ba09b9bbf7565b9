/** The languages that a field is translated into. */
import { useMemo } from 'react';

import { useList } from '../../api/items';
import type { Collection, Field } from '../../model/schema';
import { titleTemplate } from '../../model/template';

export interface LanguageOption {
	code: string;
	name: string;
	direction: 'ltr' | 'rtl' | 'auto';
}

/** The default language first. */
export function useLanguages(languages: Collection, field: Field): LanguageOption[] {
	const names = languages.fields.map((one) => one.name);
	const label = typeof field.options['languageField'] === 'string' && names.includes(field.options['languageField']) ? field.options['languageField'] : (/{{\s*(\w+)\s*}}/.exec(titleTemplate(languages))?.[1] ?? languages.primaryKey);
	const direction = typeof field.options['languageDirectionField'] === 'string' && names.includes(field.options['languageDirectionField']) ? field.options['languageDirectionField'] : undefined;
	const found = useList(languages.name, { fields: [...new Set([languages.primaryKey, label, ...(direction ? [direction] : [])])], limit: -1, sort: [languages.sortField ?? label] });
	return useMemo(() => {
		const reference = field.options['defaultLanguage'];
		const all = (found.data ?? []).map((item): LanguageOption => ({ code: String(item[languages.primaryKey]), name: String(item[label] ?? item[languages.primaryKey]), direction: direction ? (item[direction] === 'rtl' ? 'rtl' : 'ltr') : 'auto' }));
		return all.toSorted((a, b) => Number(b.code === reference) - Number(a.code === reference));
	}, [found.data, field, languages.primaryKey, label, direction]);
}
