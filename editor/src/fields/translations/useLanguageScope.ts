/** The texts of an item in one language: a row of its own, which is made by the first text in it. */
import { useMemo } from 'react';

import type { Item } from '../../api/items';
import type { Step } from '../../model/draft';
import type { Collection, Field, M2M } from '../../model/schema';
import { useScope, type Scope } from '../form/scope';
import type { ShownRow } from '../list/useRows';

/** Where a translation is kept, and which fields it has. */
export interface TranslationPlace {
	field: Field;
	relation: M2M;
	junction: Collection;
	parts: Field[];
}

const NOTHING: Item = {};

export function translationStep({ field, relation, junction }: TranslationPlace, code: string, row: ShownRow | undefined): Step {
	const step = { field: field.name, ref: row?.ref ?? `+${code}`, isList: true, collection: junction.name, pk: junction.primaryKey, key: row?.key };
	return step.key === undefined ? { ...step, along: { [relation.relatedField]: code } } : step;
}

/** The same one while somebody types, so that a key draws its own field only. */
export function useLanguageScope(place: TranslationPlace, code: string, row: ShownRow | undefined, isReadonly: boolean): Scope {
	const outer = useScope();
	const base = row?.base ?? NOTHING;
	return useMemo(
		(): Scope => ({
			collection: { ...place.junction, fields: place.parts },
			path: [...outer.path, translationStep(place, code, row)],
			itemKey: row?.key,
			base,
			isReadonly: outer.isReadonly || isReadonly,
		}),
		// Of the row only what doesn't change with its texts.
		// eslint-disable-next-line react-hooks/exhaustive-deps
		[outer, place, code, row?.ref, row?.key, base, isReadonly],
	);
}
