/** Keeps the focus in a list whose rows are moved and taken away: what is drawn anew elsewhere loses it. */
import { useCallback, useEffect, useRef, type RefObject } from 'react';

/** How long a row may take to be there again, in milliseconds: it may have to be read first. */
const PATIENCE_MS = 1500;

/**
 * Within `frame`, which has `data-rows`, rows are named by `data-row`, and what adds some by `data-add`. Answers what to call before something is done to a
 * row: the focus goes back to the same control of it, else to its first one; without a row, to where rows are added.
 */
export function useFocusKept(frame: RefObject<HTMLElement | null>): (row: string | undefined) => void {
	const next = useRef(0);
	useEffect(() => () => cancelAnimationFrame(next.current), []);
	return useCallback(
		(row) => {
			const origin = document.activeElement;
			const name = nameOf(origin);
			const end = performance.now() + PATIENCE_MS;
			const look = () => {
				const active = document.activeElement;
				const isLost = active === null || active === document.body;
				const there = row === undefined ? undefined : ownParts(frame.current, `[data-row="${CSS.escape(row)}"]`)[0];
				// Somebody went elsewhere on purpose.
				if (!isLost && active !== origin && !there?.contains(active) && !active.closest('[role=menu]')) return;
				const isLate = performance.now() > end;
				if (isLost) (there ? controlOf(there, name) : row === undefined || isLate ? addControl(frame.current) : undefined)?.focus();
				if (!isLate) next.current = requestAnimationFrame(look);
			};
			cancelAnimationFrame(next.current);
			next.current = requestAnimationFrame(look);
		},
		[frame],
	);
}

/** Not those of lists within it. */
function ownParts(frame: HTMLElement | null, selector: string): HTMLElement[] {
	return [...(frame?.querySelectorAll<HTMLElement>(selector) ?? [])].filter((one) => one.parentElement?.closest('[data-rows]') === frame);
}

function nameOf(control: Element | null): string | null {
	return control?.getAttribute('aria-label') ?? control?.textContent ?? null;
}

function controlOf(row: HTMLElement, name: string | null): HTMLElement | undefined {
	const all = [...row.querySelectorAll<HTMLElement>('button:enabled')];
	return all.find((one) => nameOf(one) === name) ?? all[0];
}

function addControl(frame: HTMLElement | null): HTMLElement | undefined {
	return ownParts(frame, '[data-add]')[0]?.querySelector<HTMLElement>('input, button') ?? undefined;
}
