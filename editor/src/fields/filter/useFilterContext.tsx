/** What the filter builder is given here: the model, names for people, and a picker for items. */
import { useMemo } from 'react';

import { useAccess } from '../../api/access';
import { useLabels, useSchema } from '../../api/model';
import type { FilterContext } from '../../ui/filter/FilterBuilder';
import { ItemTitle } from '../relation/ItemTitle';
import { ItemInput } from './ItemInput';

export function useFilterContext(collection: string): FilterContext {
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	return useMemo(
		(): FilterContext => ({
			schema,
			collection,
			fieldLabel: labels.field,
			collectionLabel: labels.collection,
			mayField: (of, field) => access.mayField('read', of, field),
			variables: true,
			renderItem: ({ collection: of, isMany, value, onChange, label }) => {
				const related = schema.collection(of);
				if (!related) return null;
				return <ItemInput collection={related} isMany={isMany} value={value} onChange={onChange} label={label} />;
			},
			renderTitle: (of, key) => {
				const related = schema.collection(of);
				return related ? <ItemTitle collection={related} itemKey={key} fallback={String(key)} /> : String(key);
			},
		}),
		[schema, collection, labels, access],
	);
}
