/** Filters of what can be picked that depend on other fields of the form: `{"country": {"_eq": "{{country}}"}}`. Pure. */
import type { FilterJson } from './tree';

const PLACEHOLDER = /^\s*{{\s*([\w-]+)\s*}}\s*$/;

/** The fields of the form that a filter names. */
export function dependencies(filter: unknown): string[] {
	if (typeof filter === 'string') {
		const name = PLACEHOLDER.exec(filter)?.[1];
		return name === undefined ? [] : [name];
	}
	return typeof filter === 'object' && filter !== null ? [...new Set(Object.values(filter).flatMap(dependencies))] : [];
}

/** The filter with the form's values in it. A condition on a field that is empty says nothing yet and is left out; nothing where none is left. */
export function withValues(filter: FilterJson, values: Readonly<Record<string, unknown>>): FilterJson | undefined {
	return filled(filter, values) as FilterJson | undefined;
}

function filled(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
	if (typeof value === 'string') {
		const name = PLACEHOLDER.exec(value)?.[1];
		return name === undefined ? value : (values[name] ?? undefined);
	}
	if (Array.isArray(value)) {
		const parts = value.map((one) => filled(one, values)).filter((one) => one !== undefined);
		return parts.length === 0 && value.length > 0 ? undefined : parts;
	}
	if (typeof value !== 'object' || value === null) return value;
	const parts = Object.entries(value).map(([name, one]) => [name, filled(one, values)] as const).filter(([, one]) => one !== undefined);
	return parts.length === 0 && Object.keys(value).length > 0 ? undefined : Object.fromEntries(parts);
}
