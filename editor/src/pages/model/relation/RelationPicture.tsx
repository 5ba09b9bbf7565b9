/** What the relation maker will make, as a small picture that follows every choice. */
import { useElementSize } from '@mantine/hooks';

import { boundsOf, HEAD_HEIGHT, heightOf, ROW_HEIGHT, sidesOf, type Anchor, type Rect } from '../../../model/diagram';
import type { Box, Picture } from '../../../model/relations';
import { ModelBox } from '../../../ui/diagram/ModelBox';
import { ModelLine } from '../../../ui/diagram/ModelLine';

const BOX_WIDTH = 178;
const GAP = 56;
const STACK_GAP = 26;

interface RelationPictureProps {
	picture: Picture;
	label: string;
	nameOf: (collection: string) => string;
	/** What stands in a box whose collection isn't chosen. */
	nothing: string;
}

export function RelationPicture({ picture, label, nameOf, nothing }: RelationPictureProps) {
	const { ref, width } = useElementSize();
	const across = width === 0 || width >= picture.boxes.length * (BOX_WIDTH + GAP) * 0.72;
	const rects = place(picture.boxes, across);
	const bounds = boundsOf([...rects.values()], across ? 4 : 8);
	const loop = across ? 0 : 64;
	const anchorOf = (end: { box: Box['id']; row: string }, side: Anchor['side']): Anchor => {
		const rect = rects.get(end.box) ?? { x: 0, y: 0, width: 0, height: 0 };
		const index = picture.boxes.find((box) => box.id === end.box)?.rows.findIndex((row) => row.name === end.row) ?? -1;
		return { x: side === 'right' ? rect.x + rect.width : rect.x, y: rect.y + HEAD_HEIGHT + (Math.max(0, index) + 0.5) * ROW_HEIGHT, side };
	};
	return (
		<div ref={ref} dir="ltr">
			<svg role="img" aria-label={label} viewBox={`${String(bounds.x)} ${String(bounds.y)} ${String(bounds.width + loop)} ${String(bounds.height)}`} width="100%" style={{ maxWidth: bounds.width + loop, display: 'block', marginInline: 'auto' }}>
				{picture.lines.map((line) => {
					const [fromSide, toSide] = sidesOf(rects.get(line.from.box) ?? bounds, rects.get(line.to.box) ?? bounds);
					return <ModelLine key={`${line.from.box}.${line.from.row}`} from={anchorOf(line.from, fromSide)} to={anchorOf(line.to, toSide)} fromEnd={line.fromEnd} toEnd={line.toEnd} />;
				})}
				{picture.boxes.map((box) => {
					const rect = rects.get(box.id);
					return rect && <ModelBox key={box.id} rect={rect} title={titleOf(box, nameOf, nothing)} rows={box.rows} tone={box.isNew ? 'new' : 'plain'} />;
				})}
			</svg>
		</div>
	);
}

function titleOf(box: Box, nameOf: (collection: string) => string, nothing: string): string {
	if (box.several.length > 0) return box.several.map(nameOf).join(', ');
	if (box.collection === null || box.collection === '') return nothing;
	return box.isNew ? box.collection : nameOf(box.collection);
}

function place(boxes: readonly Box[], across: boolean): Map<Box['id'], Rect> {
	const places = new Map<Box['id'], Rect>();
	const highest = Math.max(...boxes.map((box) => heightOf(box.rows.length)));
	let at = 0;
	for (const box of boxes) {
		const height = heightOf(box.rows.length);
		places.set(box.id, across ? { x: at, y: (highest - height) / 2, width: BOX_WIDTH, height } : { x: 0, y: at, width: BOX_WIDTH + 60, height });
		at += across ? BOX_WIDTH + GAP : height + STACK_GAP;
	}
	return places;
}
