/** Conditions of fields: how a rule over the item's values changes a field. */
import type { Field } from './schema';

type Values = Readonly<Record<string, unknown>>;

interface Condition {
	rule?: unknown;
	hidden?: boolean;
	readonly?: boolean;
	required?: boolean;
	options?: Record<string, unknown> | null;
}

/** The field as it is for these values; the last condition that holds wins. */
export function applyConditions(field: Field, values: Values): Field {
	let result = field;
	for (const condition of field.conditions as Condition[]) {
		if (!condition.rule || !matches(condition.rule, values)) continue;
		result = {
			...result,
			hidden: condition.hidden ?? result.hidden,
			readonly: condition.readonly ?? result.readonly,
			required: condition.required ?? result.required,
			options: { ...result.options, ...condition.options },
		};
	}
	return result;
}

/** Whether values satisfy a filter. A condition on what isn't known here doesn't hold. */
export function matches(rule: unknown, values: Values): boolean {
	if (typeof rule !== 'object' || rule === null) return false;
	return Object.entries(rule).every(([name, condition]) => {
		if (name === '_and') return Array.isArray(condition) && condition.every((one) => matches(one, values));
		if (name === '_or') return Array.isArray(condition) && condition.some((one) => matches(one, values));
		const value = values[name];
		if (typeof condition !== 'object' || condition === null) return same(value, condition);
		return Object.entries(condition).every(([operator, operand]) => holds(operator, value, operand));
	});
}

function holds(operator: string, value: unknown, operand: unknown): boolean {
	const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
	switch (operator) {
		case '_eq':
			return same(value, operand);
		case '_neq':
			return !same(value, operand);
		case '_null':
			return (value === null || value === undefined) === (operand !== false);
		case '_nnull':
			return (value !== null && value !== undefined) === (operand !== false);
		case '_empty':
			return isEmpty === (operand !== false);
		case '_nempty':
			return !isEmpty === (operand !== false);
		case '_in':
			return Array.isArray(operand) && operand.some((one) => same(value, one));
		case '_nin':
			return Array.isArray(operand) && !operand.some((one) => same(value, one));
		case '_contains':
			return String(value ?? '').includes(String(operand));
		case '_ncontains':
			return !String(value ?? '').includes(String(operand));
		case '_starts_with':
			return String(value ?? '').startsWith(String(operand));
		case '_ends_with':
			return String(value ?? '').endsWith(String(operand));
		case '_gt':
			return Number(value) > Number(operand);
		case '_gte':
			return Number(value) >= Number(operand);
		case '_lt':
			return Number(value) < Number(operand);
		case '_lte':
			return Number(value) <= Number(operand);
		default:
			return false;
	}
}

function same(a: unknown, b: unknown): boolean {
	if (a === null || a === undefined) return b === null || b === undefined;
	return a === b || String(a) === String(b);
}
