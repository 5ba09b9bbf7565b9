/**
 * Carries steps out one after the other. Where one fails, what was made is taken back in reverse order, so that nothing half-made stays; where even that
 * fails, the answer says what is left. The sender is given, so that this can be tried without a server.
 */
import type { Call, Step } from './steps';

/** Sends one call; rejects where the server refuses. */
export type Send = (call: Call) => Promise<unknown>;

/** How it went. */
export type Outcome = { ok: true } | { ok: false; failedAt: number; error: unknown; takenBack: number; left: Step[] };

/** Runs the steps; `onStep` hears the number of those done. */
export async function runSteps(steps: readonly Step[], send: Send, onStep: (done: number) => void = () => undefined): Promise<Outcome> {
	for (const [index, step] of steps.entries()) {
		try {
			await send(step.call);
		} catch (error) {
			const left = await takeBack(steps.slice(0, index), send);
			const undoable = steps.slice(0, index).filter((done) => done.undo !== null).length;
			return { ok: false, failedAt: index, error, takenBack: undoable - left.length, left };
		}
		onStep(index + 1);
	}
	return { ok: true };
}

async function takeBack(done: readonly Step[], send: Send): Promise<Step[]> {
	const left: Step[] = [];
	for (const step of done.toReversed()) {
		if (step.undo === null) continue;
		try {
			await send(step.undo);
		} catch {
			left.push(step);
		}
	}
	return left;
}
