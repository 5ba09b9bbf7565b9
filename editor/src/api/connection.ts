/** Whether the server can be reached. */
import { createStore, useStore } from './store';

const reachable = createStore(true);
let timer: ReturnType<typeof setTimeout> | undefined;

async function probe(): Promise<void> {
	timer = undefined;
	try {
		await fetch(new URL('../server/ping', new URL('.', document.baseURI)), { cache: 'no-store' });
		reachable.set(true);
	} catch {
		timer = setTimeout(() => void probe(), 3000);
	}
}

export const connection = {
	/** A request didn't reach the server: asks again and again until one does. */
	lost(): void {
		reachable.set(false);
		timer ??= setTimeout(() => void probe(), 2000);
	},
	found(): void {
		reachable.set(true);
	},
};

export function useReachable(): boolean {
	return useStore(reachable);
}
