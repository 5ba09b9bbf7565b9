/** The draft of one page, outside of React, so that typing into a field renders that field only. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

import { changeAt, editsAt, withField, withoutField, type Edits, type Path } from '../../model/draft';
import { errorName, isBelow } from '../../model/problems';
import { emptyHistory, redo, step, undo, type History } from '../../model/history';

/** A pause that ends a step of undo. */
const PAUSE_MS = 1200;

export type FieldErrors = ReadonlyMap<string, string>;

export class DraftStore {
	private history: History = emptyHistory();
	private errors: FieldErrors = new Map();
	private readonly unfinished = new Map<string, string>();
	private lastChange = 0;
	private burst = 0;
	private readonly listeners = new Set<() => void>();

	readonly subscribe = (listener: () => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	readonly getEdits = (): Edits => this.history.present;
	readonly getErrors = (): FieldErrors => this.errors;
	readonly canUndo = (): boolean => this.history.past.length > 0;
	readonly canRedo = (): boolean => this.history.future.length > 0;

	/** `topic`: changes of the same thing one after the other, without a pause, are one step of undo. */
	change(path: Path, change: (edits: Edits) => Edits, topic?: string): void {
		const now = performance.now();
		if (now - this.lastChange > PAUSE_MS) this.burst += 1;
		this.lastChange = now;
		this.put(step(this.history, changeAt(this.history.present, path, change), topic === undefined ? undefined : `${topic} ${this.burst}`));
	}

	setField(path: Path, field: string, value: unknown, original: unknown): void {
		const name = errorName(path, field);
		if (this.errors.has(name)) this.errors = new Map([...this.errors].filter(([one]) => one !== name));
		const isOriginal = Object.is(value ?? null, original ?? null);
		this.change(path, (edits) => (isOriginal ? withoutField(edits, field) : withField(edits, field, value)), name);
	}

	undo(): void {
		this.put(undo(this.history));
	}

	redo(): void {
		this.put(redo(this.history));
	}

	/** After a save, or to begin with given values. */
	reset(edits: Edits = {}): void {
		this.errors = new Map();
		this.put(emptyHistory(edits));
	}

	/** Text in an input that is no value yet, and why; the page isn't saved while there is any. */
	setUnfinished(path: Path, field: string, reason: string | undefined): void {
		if (reason === undefined) this.unfinished.delete(errorName(path, field));
		else this.unfinished.set(errorName(path, field), reason);
	}

	readonly getUnfinished = (): FieldErrors => this.unfinished;

	/** By the names that `errorName` gives. What is changed loses its error. */
	setErrors(errors: FieldErrors): void {
		this.errors = errors;
		this.tell();
	}

	private put(history: History): void {
		if (history === this.history) return;
		this.history = history;
		this.tell();
	}

	private tell(): void {
		for (const listener of this.listeners) listener();
	}
}


export const DraftContext = createContext<DraftStore | null>(null);

export function useDraftStore(): DraftStore {
	const store = useContext(DraftContext);
	if (!store) throw new Error('there is no draft around this component');
	return store;
}

/** A part of the draft; renders anew only when that part changes. */
export function useDraft<T>(select: (edits: Edits) => T): T {
	const store = useDraftStore();
	const get = useCallback(() => select(store.getEdits()), [store, select]);
	return useSyncExternalStore(store.subscribe, get);
}

export function useEditsAt(path: Path): Edits {
	return useDraft(useCallback((edits: Edits) => editsAt(edits, path), [path]));
}

/** What is staged for one field; the second tells whether anything is. */
export function useStaged(path: Path, field: string): [unknown, boolean] {
	const edits = useDraft(useCallback((root: Edits) => editsAt(root, path)[field], [path, field]));
	const isStaged = useDraft(useCallback((root: Edits) => field in editsAt(root, path), [path, field]));
	return [edits, isStaged];
}

export function useFieldError(path: Path, field: string): string | undefined {
	const store = useDraftStore();
	return useSyncExternalStore(
		store.subscribe,
		useCallback(() => store.getErrors().get(errorName(path, field)), [store, path, field]),
	);
}

/** What is wrong within one row of a list, at any depth, as one text. */
export function useRowError(path: Path, field: string, ref: string): string | undefined {
	const store = useDraftStore();
	return useSyncExternalStore(
		store.subscribe,
		useCallback(() => {
			const found = [...store.getErrors()].filter(([name]) => isBelow(name, path, field, ref)).map(([, message]) => message);
			return found.length > 0 ? [...new Set(found)].join(' ') : undefined;
		}, [store, path, field, ref]),
	);
}
