/** The surface that the diagram is drawn on: moving, enlarging, choosing, drawing lines. */
import { useElementSize } from '@mantine/hooks';
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type Ref } from 'react';
import { useTranslation } from 'react-i18next';

import { boundsOf, fitView, middle, nearest, zoomAt, type GraphNode, type Placed, type Point, type View } from '../../../model/diagram';
import { ModelBox } from '../../../ui/diagram/ModelBox';
import { ModelLine } from '../../../ui/diagram/ModelLine';
import classes from './diagram.module.css';
import { usePinch } from './usePinch';

/** What the tools above may ask of the surface. */
export interface CanvasHandle {
	zoom: (factor: number) => void;
	fit: () => void;
	show: (id: string) => void;
	svg: () => SVGSVGElement | null;
}

interface CanvasProps {
	ref: Ref<CanvasHandle>;
	placed: Placed;
	focused: string | null;
	onFocus: (id: string | null) => void;
	labelOf: (collection: string) => string;
	onOpen: (collection: string) => void;
	onOpenField: (collection: string, field: string) => void;
	onConnect: (from: string, to: string) => void;
	/** Wants to relate this one to another that is chosen by name. */
	onRelate: (from: string) => void;
}

const MARGIN = 36;
const ARROWS: Record<string, 'up' | 'down' | 'left' | 'right'> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

type Drag = { kind: 'pan'; from: Point; view: View } | { kind: 'line'; node: string; to: Point; over: string | null };

export function Canvas({ ref, placed, focused, onFocus, labelOf, onOpen, onOpenField, onConnect, onRelate }: CanvasProps) {
	const { t } = useTranslation('model');
	const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
	const svg = useRef<SVGSVGElement>(null);
	const bounds = useMemo(() => boundsOf(placed.nodes.map(({ rect }) => rect), MARGIN), [placed]);
	const [moved, setMoved] = useState<View | null>(null);
	const [drag, setDrag] = useState<Drag | null>(null);
	const [hovered, setHovered] = useState<string | null>(null);
	const fitted = width > 0 && height > 0 ? fitView(bounds, { width, height }) : { x: 0, y: 0, scale: 1 };
	const view = moved ?? fitted;
	const pinch = usePinch();
	const rectOf = (id: string) => placed.nodes.find(({ node }) => node.id === id)?.rect;

	const show = (id: string): void => {
		const rect = rectOf(id);
		if (!rect) return;
		const scale = Math.max(view.scale, 0.85);
		setMoved({ scale, x: width / 2 - (rect.x + rect.width / 2) * scale, y: height / 2 - (rect.y + Math.min(rect.height, 200) / 2) * scale });
		svg.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(id)}"]`)?.focus();
	};
	useImperativeHandle(ref, () => ({
		zoom: (factor) => {
			setMoved(zoomAt(view, { x: width / 2, y: height / 2 }, factor));
		},
		fit: () => {
			setMoved(null);
		},
		show,
		svg: () => svg.current,
	}));

	// React listens to the wheel passively; the page must not scroll along.
	const latest = useRef(view);
	useEffect(() => {
		latest.current = view;
	});
	useEffect(() => {
		const element = svg.current;
		const onWheel = (event: WheelEvent): void => {
			event.preventDefault();
			const box = element?.getBoundingClientRect();
			const at = { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
			const now = latest.current;
			if (event.ctrlKey || event.metaKey || event.deltaMode !== 0 || Math.abs(event.deltaY) >= 50) setMoved(zoomAt(now, at, Math.exp(-event.deltaY / 400)));
			else setMoved({ ...now, x: now.x - event.deltaX, y: now.y - event.deltaY });
		};
		element?.addEventListener('wheel', onWheel, { passive: false });
		return () => element?.removeEventListener('wheel', onWheel);
	}, []);

	const pointIn = (event: PointerEvent): Point => {
		const box = svg.current?.getBoundingClientRect();
		return { x: (event.clientX - (box?.left ?? 0) - view.x) / view.scale, y: (event.clientY - (box?.top ?? 0) - view.y) / view.scale };
	};
	const nodeAt = (at: Point): string | null => placed.nodes.find(({ rect }) => at.x >= rect.x && at.x <= rect.x + rect.width && at.y >= rect.y && at.y <= rect.y + rect.height)?.node.id ?? null;
	const onMove = (event: PointerEvent): void => {
		const pinched = pinch.move(event);
		if (pinched) {
			const box = svg.current?.getBoundingClientRect();
			const at = { x: pinched.middle.x - (box?.left ?? 0), y: pinched.middle.y - (box?.top ?? 0) };
			// Several moves may come before the next drawing.
			setMoved((now) => zoomAt({ ...(now ?? view), x: (now ?? view).x + pinched.by.x, y: (now ?? view).y + pinched.by.y }, at, pinched.factor));
		} else if (drag?.kind === 'pan') setMoved({ ...drag.view, x: drag.view.x + event.clientX - drag.from.x, y: drag.view.y + event.clientY - drag.from.y });
		else if (drag) setDrag({ ...drag, to: pointIn(event), over: nodeAt(pointIn(event)) });
	};
	const onUp = (event: PointerEvent): void => {
		pinch.up(event);
		if (drag?.kind === 'line' && drag.over !== null) onConnect(drag.node, drag.over);
		setDrag(null);
	};
	const onKeyDown = (event: KeyboardEvent, { id, system }: GraphNode): void => {
		const direction = ARROWS[event.key];
		const rect = rectOf(id);
		if (direction && rect) {
			event.preventDefault();
			const next = nearest(rect, placed.nodes.map(({ node, rect: other }) => ({ id: node.id, rect: other })), direction);
			if (next !== null) {
				onFocus(next);
				show(next);
			}
		} else if (event.key === 'Enter' || event.key === ' ') {
			event.preventDefault();
			onOpen(id);
		} else if (event.key.toLowerCase() === 'r' && !system && !event.ctrlKey && !event.metaKey && !event.altKey) {
			event.preventDefault();
			onRelate(id);
		} else if (event.key === '+' || event.key === '-') setMoved(zoomAt(view, { x: width / 2, y: height / 2 }, event.key === '+' ? 1.25 : 0.8));
	};
	const lit = hovered ?? focused;
	const first = focused !== null && rectOf(focused) ? focused : placed.nodes[0]?.node.id;
	return (
		<div ref={sizeRef} className={classes['surface']}>
		<svg
			ref={svg}
			className={classes['canvas']}
			role="group"
			aria-label={t('diagram.label', { count: placed.nodes.length })}
			data-dragging={drag?.kind}
			onPointerDownCapture={(event) => {
				if (!pinch.down(event)) return;
				event.stopPropagation();
				setDrag(null);
			}}
			onPointerDown={(event) => {
				event.currentTarget.setPointerCapture(event.pointerId);
				setDrag({ kind: 'pan', from: { x: event.clientX, y: event.clientY }, view });
			}}
			onPointerMove={onMove}
			onPointerUp={onUp}
			onPointerCancel={(event) => {
				pinch.up(event);
				setDrag(null);
			}}
		>
			<g transform={`translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`} data-bounds={JSON.stringify(bounds)}>
				{placed.edges.map(({ edge, from, to }) => {
					const near = lit === null ? undefined : edge.from === lit || edge.to === lit ? 'strong' : 'faint';
					const label = middle(from, to);
					return (
						// The field's own line in the list is the way for the keyboard.
						// oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
						<g
							key={edge.id}
							className={classes['edge']}
							onPointerDown={(event) => {
								event.stopPropagation();
							}}
							onClick={() => {
								onOpenField(edge.at.collection, edge.at.field);
							}}
						>
							<title>{`${labelOf(edge.from)} · ${edge.label} · ${labelOf(edge.to)}${edge.onDelete === null ? '' : ` · ${edge.onDelete}`}`}</title>
							<ModelLine from={from} to={to} fromEnd={edge.fromEnd} toEnd={edge.toEnd} dashed={edge.kind === 'm2a'} state={near} />
							{near === 'strong' && (
								<text className={classes['edgeLabel']} x={label.x} y={label.y - 6} textAnchor="middle">
									{edge.label}
								</text>
							)}
						</g>
					);
				})}
				{placed.nodes.map(({ node, rect, rows }) => (
					<g
						key={node.id}
						className={classes['node']}
						data-node={node.id}
						role="button"
						tabIndex={node.id === first ? 0 : -1}
						aria-keyshortcuts={node.system ? undefined : 'R'}
						aria-label={t('diagram.node', { name: labelOf(node.id), count: placed.edges.filter(({ edge }) => edge.from === node.id || edge.to === node.id).length })}
						onKeyDown={(event) => {
							onKeyDown(event, node);
						}}
						onFocus={() => {
							onFocus(node.id);
						}}
						onPointerEnter={() => {
							setHovered(node.id);
						}}
						onPointerLeave={() => {
							setHovered(null);
						}}
						onPointerDown={(event) => {
							event.stopPropagation();
						}}
						onClick={() => {
							onOpen(node.id);
						}}
					>
						<ModelBox rect={rect} title={labelOf(node.id)} rows={rows.map((row) => ({ name: row.field, type: row.type, role: row.role }))} tone={node.system ? 'system' : node.junction ? 'junction' : 'plain'} selected={node.id === focused || (drag?.kind === 'line' && drag.over === node.id)} />
						{!node.system && (
							<circle
								className={classes['grip']}
								data-export="no"
								cx={rect.x + rect.width}
								cy={rect.y + rect.height}
								r={7}
								onClick={(event) => {
									event.stopPropagation();
								}}
								onPointerDown={(event) => {
									event.stopPropagation();
									svg.current?.setPointerCapture(event.pointerId);
									setDrag({ kind: 'line', node: node.id, to: pointIn(event), over: null });
								}}
							>
								<title>{t('diagram.draw')}</title>
							</circle>
						)}
					</g>
				))}
				{drag?.kind === 'line' && <DraftLine from={rectOf(drag.node)} to={drag.to} />}
			</g>
		</svg>
		</div>
	);
}

function DraftLine({ from, to }: { from: (Point & { width: number; height: number }) | undefined; to: Point }) {
	return from ? <path className={classes['draft']} d={`M${String(from.x + from.width)} ${String(from.y + from.height)}L${String(to.x)} ${String(to.y)}`} /> : null;
}
