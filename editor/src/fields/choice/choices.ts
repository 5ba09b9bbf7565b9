import i18next from 'i18next';
import { useMemo } from 'react';

import type { ChoiceNode } from '../../model/choiceTree';
import { humanize } from '../../model/label';
import type { Field } from '../../model/schema';

/** The choices of a field as they are nested. */
export function useChoiceTree(field: Field): ChoiceNode[] {
	const raw = field.options['choices'];
	return useMemo(() => (Array.isArray(raw) ? nested(raw) : []), [raw]);
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
	return useMemo(() => (Array.isArray(raw) ? flat(raw) : []), [raw]);
}

function flat(raw: unknown[]): Choice[] {
	return raw.flatMap((one): Choice[] => {
		if (typeof one !== 'object' || one === null) return [{ value: String(one), label: String(one), stored: one }];
		const { text, value, children } = one as { text?: unknown; value?: unknown; children?: unknown[] };
		const own = { value: String(value), label: named(String(text ?? value)), stored: value };
		return [own, ...(Array.isArray(children) ? flat(children) : [])];
	});
}

/** Texts that the data marks as translatable: `$t:published`. */
function named(text: string): string {
	if (!text.startsWith('$t:')) return text;
	const name = text.slice(3);
	const key = `form:words.${name}`;
	return i18next.exists(key) ? String(i18next.t(key as 'form:words.published')) : humanize(name);
}
