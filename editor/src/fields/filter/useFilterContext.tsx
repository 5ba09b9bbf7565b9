/** What the filter builder is given here: the model, names for people, and a picker for items. */
import { useMemo } from 'react';

import { useAccess } from '../../api/access';
import { useLabels, useSchema } from '../../api/model';
import { ItemPicker } from '../relation/ItemPicker';
import { ItemTitle } from '../relation/ItemTitle';
import type { Collection, Key } from '../../model/schema';
import { titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import type { FilterContext } from '../../ui/filter/FilterBuilder';
import classes from './filter.module.css';

export function useFilterContext(collection: Collection): FilterContext {
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	return useMemo(
		(): FilterContext => ({
			schema,
			collection: collection.name,
			fieldLabel: labels.field,
			collectionLabel: labels.collection,
			mayField: (of, field) => access.mayField('read', of, field),
			variables: true,
			renderItem: ({ collection: of, value, onChange, label }) => {
				const related = schema.collection(of);
				if (!related) return null;
				const hasValue = value !== null && value !== undefined && value !== '';
				return (
					<ItemPicker
						label={label}
						collection={related}
						template={titleTemplate(related)}
						placeholder={hasValue ? '' : label}
						onPick={onChange}
						leftSection={<CollectionIcon name={related.icon} size={16} />}
						rightSection={
							hasValue ? (
								<span className={classes.picked}>
									<ItemTitle collection={related} itemKey={value as Key} />
								</span>
							) : null
						}
						rightSectionWidth={hasValue ? 130 : 36}
					/>
				);
			},
		}),
		[schema, collection.name, labels, access],
	);
}
