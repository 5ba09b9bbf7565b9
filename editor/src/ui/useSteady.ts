/** Handlers that stay the same for good and do what the last drawing meant them to: whoever gets them is drawn anew only when something of its own changes. */
import { useLayoutEffect, useRef, useState } from 'react';

type Handler = (...values: never[]) => unknown;

/** Always with the same names; not to be called while drawing. */
export function useSteady<T extends { [Name in keyof T]: Handler }>(handlers: T): T {
	const latest = useRef(handlers);
	useLayoutEffect(() => {
		latest.current = handlers;
	});
	const [steady] = useState(() => Object.fromEntries(Object.keys(handlers).map((name) => [name, (...values: never[]) => latest.current[name as keyof T](...values)])) as T);
	return steady;
}
