/** What a relation's field offers to pick: the filter of its options, with values of the form in it. */
import { useCallback, useMemo } from 'react';

import { editsAt, NestedItem } from '../../model/draft';
import { dependencies, withValues } from '../../model/filter/dependent';
import type { FilterJson } from '../../model/filter/tree';
import type { Field } from '../../model/schema';
import { useDraft } from '../form/draftStore';
import { useScope } from '../form/scope';

export function pickFilterOf(field: Field): FilterJson | undefined {
	const own = field.options['filter'];
	return typeof own === 'object' && own !== null && !Array.isArray(own) ? (own as FilterJson) : undefined;
}

/** Of several items at once: what the choice isn't narrowed by, because they differ in it. */
export function useUnnarrowed(field: Field): string[] {
	const scope = useScope();
	const names = useMemo(() => dependencies(pickFilterOf(field)).filter((name) => scope.shared?.differing.has(name)), [field, scope.shared]);
	const open = useDraft(useCallback((root) => names.filter((name) => !(name in editsAt(root, scope.path))).join(), [names, scope.path]));
	return useMemo(() => (open === '' ? [] : open.split(',')), [open]);
}

export function usePickFilter(field: Field): FilterJson | undefined {
	const scope = useScope();
	const filter = pickFilterOf(field);
	const names = useMemo(() => dependencies(filter), [filter]);
	// As text, so that only a change of these values renders the field anew.
	const values = useDraft(
		useCallback(
			(root) => {
				const edits = editsAt(root, scope.path);
				return JSON.stringify(Object.fromEntries(names.map((name) => [name, valueOf(name in edits ? edits[name] : (scope.base[name] ?? scope.shared?.values[name]))])));
			},
			[names, scope],
		),
	);
	return useMemo(() => filter && withValues(filter, JSON.parse(values) as Record<string, unknown>), [filter, values]);
}

/** An item that is being edited along counts by its key. */
function valueOf(value: unknown): unknown {
	return value instanceof NestedItem ? (value.key ?? null) : value;
}
