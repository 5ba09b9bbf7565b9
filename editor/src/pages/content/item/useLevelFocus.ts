import { useCallback, useEffect, useRef } from 'react';

/** How long the rows of a level may take to come back, in milliseconds. */
const PATIENCE_MS = 1500;

/**
 * One drawer shows all its levels in turn, so what had the focus goes with its level: going in, the focus is put on the drawer; coming back, on the button
 * that led in. Answers what to call before a level is left.
 */
export function useLevelFocus(level: string | null): () => void {
	const ledIn = useRef(new Map<string, string>());
	useEffect(() => {
		const drawer = document.querySelector<HTMLElement>('[role=dialog]:has([data-level])');
		if (level === null || !drawer) return undefined;
		const isLost = () => document.activeElement === document.body || document.activeElement === drawer;
		if (isLost()) drawer.focus();
		const name = ledIn.current.get(level);
		if (name === undefined) return undefined;
		ledIn.current.delete(level);
		const end = performance.now() + PATIENCE_MS;
		let frame = 0;
		const look = () => {
			const button = drawer.querySelector<HTMLElement>(`[data-level] [aria-label="${CSS.escape(name)}"]`);
			if (!isLost()) return;
			if (button) button.focus();
			else if (performance.now() < end) frame = requestAnimationFrame(look);
		};
		look();
		return () => cancelAnimationFrame(frame);
	}, [level]);
	return useCallback(() => {
		const name = document.activeElement?.getAttribute('aria-label');
		if (level !== null && name) ledIn.current.set(level, name);
	}, [level]);
}
