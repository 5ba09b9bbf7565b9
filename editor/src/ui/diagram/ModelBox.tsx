/** A collection in a diagram: its name, and the fields that are shown. Drawn as SVG, so that it can be exported. */
import type { Rect } from '../../model/diagram';
import { HEAD_HEIGHT, ROW_HEIGHT } from '../../model/diagram';
import classes from './diagram.module.css';

/** A row of a box. */
export interface BoxLine {
	name: string;
	type: string;
	role: 'key' | 'reference' | 'list' | 'plain' | 'new' | 'alias';
}

interface ModelBoxProps {
	rect: Rect;
	title: string;
	rows: readonly BoxLine[];
	/** Made now, or in between, or the system's. */
	tone?: 'plain' | 'new' | 'junction' | 'system';
	selected?: boolean;
}

/** About so wide is a letter of the small monospaced and of the title's type. */
const LETTER = 6.5;
const TITLE_LETTER = 7.4;

function cut(text: string, width: number, letter: number): string {
	const most = Math.max(3, Math.floor(width / letter));
	return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

const MARKS: Record<BoxLine['role'], string> = { key: 'K', reference: '→', new: '+', list: '≡', alias: '+', plain: '' };

export function ModelBox({ rect, title, rows, tone = 'plain', selected = false }: ModelBoxProps) {
	const { x, y, width, height } = rect;
	return (
		<g transform={`translate(${String(x)} ${String(y)})`} className={classes[`box-${tone}`]} data-selected={selected || undefined}>
			<rect className={classes['frame']} width={width} height={height} rx={10} />
			<text className={classes['title']} x={12} y={HEAD_HEIGHT / 2 + 5}>
				<title>{title}</title>
				{cut(title, width - 24, TITLE_LETTER)}
			</text>
			{rows.length > 0 && <path className={classes['rule']} d={`M0 ${String(HEAD_HEIGHT - 1)}H${String(width)}`} />}
			{rows.map((row, index) => {
				const middle = HEAD_HEIGHT + (index + 0.5) * ROW_HEIGHT + 4;
				const typeWidth = Math.min(row.type.length, 9) * LETTER;
				return (
					<g key={row.name} className={classes[`row-${row.role}`]}>
						<text className={classes['mark']} x={12} y={middle}>
							{MARKS[row.role]}
						</text>
						<text className={classes['name']} x={28} y={middle}>
							<title>{row.name}</title>
							{cut(row.name, width - 52 - typeWidth, LETTER)}
						</text>
						<text className={classes['type']} x={width - 12} y={middle} textAnchor="end">
							{cut(row.type, 9 * LETTER, LETTER)}
						</text>
					</g>
				);
			})}
		</g>
	);
}
