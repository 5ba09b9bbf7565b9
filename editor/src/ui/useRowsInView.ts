import { useCallback, useMemo, useState, useSyncExternalStore } from 'react';

interface Rows {
	count: number;
	/** Of each row, in pixels. */
	height: number;
	/** Rows that are drawn around those in view. */
	around: number;
	/** Above the first row, in pixels. */
	padding?: number;
}

export interface RowsInView {
	/** For the element that scrolls. */
	ref: (element: HTMLElement | null) => void;
	scroller: HTMLElement | null;
	/** The rows to draw. */
	indexes: readonly number[];
	first: number;
	last: number;
	startOf: (index: number) => number;
	/** Of all rows, in pixels. */
	height: number;
	/** Scrolls no further than it takes to see a row. */
	show: (index: number) => void;
}

/** How much is taken to be in view before it can be measured, in pixels. */
const FIRST_VIEW = 800;

/** Which of many rows of one height have to be drawn. Draws anew only when another row comes into view. */
export function useRowsInView({ count, height, around, padding = 0 }: Rows): RowsInView {
	const [scroller, setScroller] = useState<HTMLElement | null>(null);
	const subscribe = useCallback(
		(changed: () => void) => {
			if (!scroller) return () => undefined;
			scroller.addEventListener('scroll', changed, { passive: true });
			const sizes = new ResizeObserver(changed);
			sizes.observe(scroller);
			return () => {
				scroller.removeEventListener('scroll', changed);
				sizes.disconnect();
			};
		},
		[scroller],
	);
	const top = useSyncExternalStore(subscribe, () => Math.floor(((scroller?.scrollTop ?? 0) - padding) / height));
	const n_seen = useSyncExternalStore(subscribe, () => Math.ceil((scroller?.clientHeight ?? FIRST_VIEW) / height));
	const last = Math.min(count - 1, top + n_seen + around);
	const first = Math.max(0, Math.min(top - around, last - n_seen - around));
	const indexes = useMemo(() => Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index), [first, last]);
	const show = useCallback(
		(index: number) => {
			if (!scroller) return;
			const start = index * height + padding;
			if (start < scroller.scrollTop) scroller.scrollTop = start;
			else if (start + height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = start + height - scroller.clientHeight;
		},
		[scroller, height, padding],
	);
	return { ref: setScroller, scroller, indexes, first, last, startOf: (index) => index * height + padding, height: count * height, show };
}
