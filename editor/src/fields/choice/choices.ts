import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { named } from '../../i18n/named';
import type { ChoiceNode } from '../../model/choiceTree';
import type { Field } from '../../model/schema';

/** The choices of a field as they are nested. */
export function useChoiceTree(field: Field): ChoiceNode[] {
	const raw = field.options['choices'];
	const { language } = useTranslation().i18n;
	return useMemo(() => (Array.isArray(raw) ? nested(raw) : []), [raw, language]);
}

function nested(raw: unknown[]): ChoiceNode[] {
	return raw.map((one) => {
		if (typeof one !== 'object' || one === null) return { value: String(one), label: String(one), children: [] };
		const { text, value, children } = one as { text?: unknown; value?: unknown; children?: unknown };
		return { value: String(value), label: named(String(text ?? value)), children: Array.isArray(children) ? nested(children) : [] };
	});
}

export interface Choice {
	value: string;
	label: string;
	/** As the column has it. */
	stored: unknown;
}

/** The choices of a field; values become text for inputs and find their way back. */
export function useChoices(field: Field): Choice[] {
	const raw = field.options['choices'];
	const { language } = useTranslation().i18n;
	return useMemo(() => (Array.isArray(raw) ? flat(raw) : []), [raw, language]);
}

function flat(raw: unknown[]): Choice[] {
	return raw.flatMap((one): Choice[] => {
		if (typeof one !== 'object' || one === null) return [{ value: String(one), label: String(one), stored: one }];
		const { text, value, children } = one as { text?: unknown; value?: unknown; children?: unknown[] };
		const own = { value: String(value), label: named(String(text ?? value)), stored: value };
		return [own, ...(Array.isArray(children) ? flat(children) : [])];
	});
}
