/** Like `Map.groupBy`, which not every Node that runs the tests has. */
export function groupBy<T, K>(all: Iterable<T>, key: (one: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const one of all) {
		const name = key(one);
		const group = groups.get(name);
		if (group) group.push(one);
		else groups.set(name, [one]);
	}
	return groups;
}
