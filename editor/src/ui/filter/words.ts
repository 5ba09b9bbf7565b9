/** How the parts of a filter read. */
import { useTranslation } from 'react-i18next';

import { named } from '../../i18n/named';
import { isTemporal, splitFunction, splitScope, targetOf, type Operator, type Target } from '../../model/filter/operators';
import type { FilterContext } from './FilterBuilder';

/** How parts of a way read that are more than a field. */
interface Words {
	function: (name: string, field: string) => string;
	scoped: (field: string, collection: string) => string;
}

export function useWords(): Words {
	const { t } = useTranslation('filter');
	return { function: (name, field) => t(`fn.${name as 'count'}`, { field }), scoped: (field, collection) => t('scoped', { field, collection }) };
}

/** `country › name`, in the words of the model. */
export function pathLabel(context: FilterContext, path: readonly string[], words: Words): string {
	const labels: string[] = [];
	path.forEach((part, index) => {
		if (part === '_some' || part === '_none') return;
		const target = targetOf(context.schema, context.collection, path.slice(0, index + 1));
		const { name, field } = splitFunction(part);
		const { field: called, scope } = splitScope(field);
		const label = context.fieldLabel(target?.field ?? called);
		labels.push(name !== null ? words.function(name, label) : scope !== null ? words.scoped(label, context.collectionLabel(scope)) : label);
	});
	return labels.join(' › ');
}

const ORDER = ['_lt', '_lte', '_gt', '_gte'] as const;

/** How an operator reads: of dates, less is earlier. */
export function useOperatorLabel(): (target: Target | null, operator: Operator) => string {
	const { t } = useTranslation('filter');
	return (target, operator) => {
		const order = ORDER.find((one) => one === operator);
		return order && isTemporal(target) ? t(`when.${order}`) : t(`op.${operator}`);
	};
}

/** A value as text. */
export function shown(value: unknown): string {
	return value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

/** The values that a field offers, with their names. */
export function choicesOf(target: Target | null): { value: string; label: string }[] {
	const choices = target?.field.options['choices'];
	if (!Array.isArray(choices)) return [];
	return choices.flatMap((one: unknown) => {
		if (typeof one !== 'object' || one === null || !('value' in one)) return [];
		const text = 'text' in one ? shown(one.text) : '';
		return [{ value: shown(one.value), label: text === '' ? shown(one.value) : named(text) }];
	});
}
