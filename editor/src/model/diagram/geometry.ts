/** Where lines of the diagram run and how their ends look. Pure numbers in, path texts out. */
import type { End } from './graph';

/** A point. */
export interface Point {
	x: number;
	y: number;
}

/** A box by its upper left corner. */
export interface Rect extends Point {
	width: number;
	height: number;
}

/** Which way a line leaves its box. */
export type Side = 'left' | 'right';

/** One end of a line: where it touches its box and on which side. */
export interface Anchor extends Point {
	side: Side;
}

const FOOT = 13;
const SPREAD = 6;

/** On which sides two boxes are joined: facing ones where there is room between, else the same one, so that the line runs around. */
export function sidesOf(from: Rect, to: Rect): [Side, Side] {
	const gap = 2 * FOOT + 8;
	if (to.x - (from.x + from.width) >= gap) return ['right', 'left'];
	if (from.x - (to.x + to.width) >= gap) return ['left', 'right'];
	return ['right', 'right'];
}

/** The line between two anchors as a path. */
export function curve(from: Anchor, to: Anchor): string {
	const a = ahead(from, FOOT);
	const b = ahead(to, FOOT);
	const same = from.side === to.side;
	const reach = same ? 36 + Math.min(48, Math.abs(a.y - b.y) / 4) : Math.max(24, Math.abs(b.x - a.x) / 2);
	const c1 = ahead({ ...a, side: from.side }, reach);
	const c2 = ahead({ ...b, side: to.side }, reach);
	if (same) {
		const outer = from.side === 'right' ? Math.max(c1.x, c2.x) : Math.min(c1.x, c2.x);
		c1.x = outer;
		c2.x = outer;
	}
	return `M${n(from.x)} ${n(from.y)}L${n(a.x)} ${n(a.y)}C${n(c1.x)} ${n(c1.y)} ${n(c2.x)} ${n(c2.y)} ${n(b.x)} ${n(b.y)}L${n(to.x)} ${n(to.y)}`;
}

/** The middle of that line, for its label. */
export function middle(from: Anchor, to: Anchor): Point {
	const a = ahead(from, FOOT);
	const b = ahead(to, FOOT);
	if (from.side !== to.side) return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
	const reach = 36 + Math.min(48, Math.abs(a.y - b.y) / 4);
	const outer = from.side === 'right' ? Math.max(a.x, b.x) + reach : Math.min(a.x, b.x) - reach;
	return { x: a.x + ((outer - a.x) * 3) / 4, y: (a.y + b.y) / 2 };
}

/** The mark at an end: a crow's foot for "many", a bar for "one". */
export function endMark(at: Anchor, end: End): string {
	const out = at.side === 'right' ? 1 : -1;
	if (end === 'one') {
		const x = at.x + out * (FOOT - 4);
		return `M${n(x)} ${n(at.y - SPREAD)}L${n(x)} ${n(at.y + SPREAD)}`;
	}
	const x = at.x + out * FOOT;
	return `M${n(at.x)} ${n(at.y - SPREAD)}L${n(x)} ${n(at.y)}L${n(at.x)} ${n(at.y + SPREAD)}`;
}

/** The smallest box around all of them. */
export function boundsOf(rects: readonly Rect[], margin: number): Rect {
	if (rects.length === 0) return { x: 0, y: 0, width: 2 * margin, height: 2 * margin };
	const left = Math.min(...rects.map((rect) => rect.x)) - margin;
	const top = Math.min(...rects.map((rect) => rect.y)) - margin;
	const right = Math.max(...rects.map((rect) => rect.x + rect.width)) + margin;
	const bottom = Math.max(...rects.map((rect) => rect.y + rect.height)) + margin;
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A view of the diagram: what is moved and by how much it is enlarged. */
export interface View extends Point {
	scale: number;
}

/** The view that shows `bounds` whole and in the middle of a window, never enlarged beyond `largest`. */
export function fitView(bounds: Rect, window: { width: number; height: number }, largest = 1): View {
	const scale = Math.min(largest, window.width / bounds.width, window.height / bounds.height);
	return { scale, x: (window.width - bounds.width * scale) / 2 - bounds.x * scale, y: (window.height - bounds.height * scale) / 2 - bounds.y * scale };
}

/** The view enlarged by `factor` around a point of the window, within limits. */
export function zoomAt(view: View, at: Point, factor: number): View {
	const scale = Math.min(3, Math.max(0.1, view.scale * factor));
	const by = scale / view.scale;
	return { scale, x: at.x - (at.x - view.x) * by, y: at.y - (at.y - view.y) * by };
}

/** The nearest node in a direction, for the arrow keys; `null` where there is none. */
export function nearest(from: Rect, others: readonly { id: string; rect: Rect }[], direction: 'up' | 'down' | 'left' | 'right'): string | null {
	const here = centre(from);
	let best: { id: string; cost: number } | null = null;
	for (const { id, rect } of others) {
		const there = centre(rect);
		const dx = there.x - here.x;
		const dy = there.y - here.y;
		const along = direction === 'left' ? -dx : direction === 'right' ? dx : direction === 'up' ? -dy : dy;
		const across = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx);
		if (along <= 1) continue;
		const cost = along + 2 * across;
		if (best === null || cost < best.cost) best = { id, cost };
	}
	return best?.id ?? null;
}

function centre(rect: Rect): Point {
	return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

function ahead(at: Anchor, by: number): Point {
	return { x: at.x + (at.side === 'right' ? by : -by), y: at.y };
}

function n(value: number): string {
	return String(Math.round(value * 10) / 10);
}
