/** A form over one object: what it was, what it is, and what differs. */
import { useCallback, useMemo, useState } from 'react';

export function useForm<T extends object>(before: T) {
	const [changes, setChanges] = useState<Partial<T>>({});
	const value = useMemo(() => ({ ...before, ...changes }), [before, changes]);
	const changed = useMemo(() => Object.fromEntries(Object.entries(changes).filter(([key, now]) => JSON.stringify((before as Record<string, unknown>)[key]) !== JSON.stringify(now))) as Partial<T>, [before, changes]);
	const set = useCallback((part: Partial<T>) => {
		setChanges((old) => ({ ...old, ...part }));
	}, []);
	const reset = useCallback(() => {
		setChanges({});
	}, []);
	return { value, changed, dirty: Object.keys(changed).length > 0, set, reset };
}
