/** Whether somebody is logged in, and who waits for a new login. */
import { createStore, useStore } from './store';

type Stage = 'unknown' | 'established' | 'lost';

const stage = createStore<Stage>('unknown');
let waiting: Array<() => void> = [];

export const session = {
	isEstablished: (): boolean => stage.get() !== 'unknown',
	establish(): void {
		stage.set('established');
		const resume = waiting;
		waiting = [];
		for (const go of resume) go();
	},
	/** Resolves after the next login. */
	askForLogin(): Promise<void> {
		stage.set('lost');
		return new Promise((resolve) => waiting.push(resolve));
	},
	end(): void {
		stage.set('unknown');
		waiting = [];
	},
};

/** True while requests wait for a new login. */
export function useSessionLost(): boolean {
	return useStore(stage) === 'lost';
}
