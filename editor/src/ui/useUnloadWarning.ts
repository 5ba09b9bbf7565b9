/** The browser asks before it closes or reloads a page with edits. */
import { useEffect } from 'react';

export function useUnloadWarning(dirty: boolean): void {
	useEffect(() => {
		if (!dirty) return undefined;
		const warn = (event: BeforeUnloadEvent) => event.preventDefault();
		addEventListener('beforeunload', warn);
		return () => removeEventListener('beforeunload', warn);
	}, [dirty]);
}
