/** Drafts one after the other, for undo and redo. Typing into one field is one step. */
import type { Edits } from './draft';

export interface History {
	readonly past: readonly Edits[];
	readonly present: Edits;
	readonly future: readonly Edits[];
	/** What the last step changed; a further change of the same thing joins it. */
	readonly topic: string | undefined;
}

const N_STEPS_MAX = 200;

export function emptyHistory(present: Edits = {}): History {
	return { past: [], present, future: [], topic: undefined };
}

/** `topic` of a change that never joins another is nothing. */
export function step(history: History, present: Edits, topic?: string): History {
	if (present === history.present) return history;
	if (topic !== undefined && topic === history.topic) return { ...history, present, future: [] };
	return { past: [...history.past, history.present].slice(-N_STEPS_MAX), present, future: [], topic };
}

export function undo(history: History): History {
	const present = history.past.at(-1);
	if (present === undefined) return history;
	return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future], topic: undefined };
}

export function redo(history: History): History {
	const [present, ...future] = history.future;
	if (present === undefined) return history;
	return { past: [...history.past, history.present], present, future, topic: undefined };
}
