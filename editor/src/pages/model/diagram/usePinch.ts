/** Two fingers on a surface: how much they spread, around which point, and how far that point went since the last move. */
import { useRef, type PointerEvent } from 'react';

import type { Point } from '../../../model/diagram';

export interface Pinch {
	middle: Point;
	factor: number;
	by: Point;
}

export function usePinch() {
	const fingers = useRef(new Map<number, Point>());
	const read = () => {
		const [a, b] = [...fingers.current.values()];
		return a && b ? { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, apart: Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) } : undefined;
	};
	return {
		/** Answers whether this is the second finger. */
		down: (event: PointerEvent): boolean => {
			if (event.pointerType !== 'touch') return false;
			fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
			return fingers.current.size === 2;
		},
		move: (event: PointerEvent): Pinch | undefined => {
			if (!fingers.current.has(event.pointerId)) return undefined;
			const before = read();
			fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
			const after = read();
			return before && after && { middle: after.middle, factor: after.apart / before.apart, by: { x: after.middle.x - before.middle.x, y: after.middle.y - before.middle.y } };
		},
		up: (event: PointerEvent): void => {
			fingers.current.delete(event.pointerId);
		},
	};
}
