/** What the command palette offers besides collections and pages: each part of the Editor may add to it while it is shown. */
import { useEffect } from 'react';

import { createStore, useStore } from './store';

export interface Command {
	id: string;
	label: string;
	group: 'pages' | 'actions';
	/** Further words to be found by. */
	keywords?: string[];
	shortcut?: string;
	run: () => void;
}

const registry = createStore<readonly Command[]>([]);

export function useCommandRegistry(): readonly Command[] {
	return useStore(registry);
}

/** Adds commands for as long as the component is there. Keep the array stable. */
export function useCommands(commands: readonly Command[]): void {
	useEffect(() => {
		registry.set([...registry.get(), ...commands]);
		return () => registry.set(registry.get().filter((command) => !commands.includes(command)));
	}, [commands]);
}
