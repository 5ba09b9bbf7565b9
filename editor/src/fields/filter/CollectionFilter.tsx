/** The filter builder over a collection's items. */
import type { FilterGroup } from '../../model/filter/tree';
import type { Collection } from '../../model/schema';
import { FilterBuilder } from '../../ui/filter/FilterBuilder';
import { useFilterContext } from './useFilterContext';

export function CollectionFilter({ collection, value, onChange }: { collection: Collection; value: FilterGroup; onChange: (next: FilterGroup) => void }) {
	return <FilterBuilder context={useFilterContext(collection.name)} value={value} onChange={onChange} />;
}
