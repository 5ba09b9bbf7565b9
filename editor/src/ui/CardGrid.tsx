/** Cards of any number: only those in view are drawn. Arrow keys go from card to card. Knows no data. */
import { useElementSize } from '@mantine/hooks';
import { useEffect, type KeyboardEvent, type ReactNode } from 'react';

import classes from './CardGrid.module.css';
import { useRowsInView } from './useRowsInView';

interface CardGridProps {
	count: number;
	label: string;
	/** Cards are at least as wide. */
	minWidth: number;
	/** The height of a card of a given width. */
	heightOf: (width: number) => number;
	/** Which cards are in view. */
	onRange: (first: number, last: number) => void;
	/** The card's main link or button carries `data-card`, so that arrow keys find it. */
	renderCard: (index: number) => ReactNode;
}

const GAP = 14;
const PAD = 18;

export function CardGrid({ count, label, minWidth, heightOf, onRange, renderCard }: CardGridProps) {
	const { ref: sized, width } = useElementSize<HTMLDivElement>();
	const inner = Math.max(0, width);
	const n_columns = Math.max(1, Math.floor((inner + GAP) / (minWidth + GAP)));
	const cardWidth = Math.max(1, (inner - GAP * (n_columns - 1)) / n_columns);
	const height = Math.round(heightOf(cardWidth));
	const rows = useRowsInView({ count: Math.ceil(count / n_columns), height: height + GAP, around: 3, padding: PAD });
	const first = rows.first * n_columns;
	const last = Math.min(count, (rows.last + 1) * n_columns) - 1;
	useEffect(() => onRange(first, last), [first, last, onRange]);

	const goTo = (index: number) => {
		rows.show(Math.floor(index / n_columns));
		requestAnimationFrame(() => rows.scroller?.querySelector<HTMLElement>(`[data-index="${String(index)}"] [data-card]`)?.focus());
	};
	const keyDown = (event: KeyboardEvent) => {
		const at = event.target instanceof HTMLElement && event.target.hasAttribute('data-card') ? Number(event.target.closest<HTMLElement>('[data-index]')?.dataset['index']) : NaN;
		if (Number.isNaN(at) || event.altKey || event.ctrlKey || event.metaKey) return;
		const isRtl = document.documentElement.dir === 'rtl';
		const steps: Record<string, number> = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1, ArrowDown: n_columns, ArrowUp: -n_columns, Home: -at, End: count - 1 - at };
		const step = steps[event.key];
		if (step === undefined) return;
		event.preventDefault();
		const to = at + step;
		if (to >= 0 && to < count) goTo(to);
	};
	return (
		<div className={classes.scroller} ref={rows.ref} onKeyDown={keyDown}>
			<div role="list" ref={sized} aria-label={label} style={{ height: rows.height + 2 * PAD - GAP, position: 'relative' }}>
				{width > 0 && rows.indexes.flatMap((row) =>
					Array.from({ length: Math.min(n_columns, count - row * n_columns) }, (_, column) => {
						const index = row * n_columns + column;
						return (
							<div key={index} role="listitem" aria-setsize={count} aria-posinset={index + 1} data-index={index} className={classes.cell} style={{ width: cardWidth, height, insetInlineStart: column * (cardWidth + GAP), insetBlockStart: rows.startOf(row) }}>
								{renderCard(index)}
							</div>
						);
					}),
				)}
			</div>
		</div>
	);
}
