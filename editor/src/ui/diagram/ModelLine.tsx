/** A relation in a diagram: a line with a crow's foot at "many" and a bar at "one". */
import { curve, endMark, type Anchor, type End } from '../../model/diagram';
import classes from './diagram.module.css';

interface ModelLineProps {
	from: Anchor;
	to: Anchor;
	fromEnd: End;
	toEnd: End;
	/** Goes to any of several collections. */
	dashed?: boolean;
	/** Stands out, or steps back. */
	state?: 'strong' | 'faint' | undefined;
}

export function ModelLine({ from, to, fromEnd, toEnd, dashed = false, state }: ModelLineProps) {
	return (
		<g className={classes['line']} data-state={state} data-dashed={dashed || undefined}>
			<path d={curve(from, to)} />
			<path className={classes['end']} d={endMark(from, fromEnd)} />
			<path className={classes['end']} d={endMark(to, toEnd)} />
		</g>
	);
}
