/** Collections in their folders, in the order that the data model gives them. */
import { groupBy } from '../model/group';
import type { Collection, Schema } from '../model/schema';

export interface NavigationNode {
	collection: Collection;
	children: NavigationNode[];
}

/** Leaves out what is hidden or may not be read, and folders that are empty then. What lies in a folder that one isn't told of stands outside. */
export function navigationTree(schema: Schema, mayRead: (collection: string) => boolean): NavigationNode[] {
	const byGroup = groupBy([...schema.collections.values()].filter((one) => !one.isSystem && !one.hidden), (one) => (one.group !== undefined && schema.collection(one.group) ? one.group : undefined));
	const build = (group: string | undefined): NavigationNode[] =>
		(byGroup.get(group) ?? [])
			.toSorted((a, b) => a.sort - b.sort || a.name.localeCompare(b.name))
			.map((collection) => ({ collection, children: build(collection.name) }))
			.filter(({ collection, children }) => (collection.isFolder ? children.length > 0 : mayRead(collection.name) || children.length > 0));
	return build(undefined);
}
