/** The model as a picture: drag to move, wheel to enlarge, click or Enter to open, arrow keys to walk, drag from a box to another (or R, and its name) to tie them together. */
import { ActionIcon, Group, Menu, SegmentedControl, Select, Switch, Tooltip } from '@mantine/core';
import { IconDownload, IconLink, IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useModel } from '../../../api/definition';
import { useLabels } from '../../../api/model';
import { graphOf, type Detail } from '../../../model/diagram';
import { placeGraph } from '../../../model/diagram/layout';
import { handOver } from '../../../ui/handOver';
import { Canvas, type CanvasHandle } from './Canvas';
import classes from './diagram.module.css';
import { toPng, toSvg } from './exportDiagram';
import { RelateDialog } from './RelateDialog';

interface DiagramProps {
	/** Only this collection and what it is tied to. */
	around?: string;
	height?: number;
}

export function Diagram({ around, height }: DiagramProps) {
	const { t } = useTranslation('model');
	const labels = useLabels();
	const model = useModel();
	const navigate = useNavigate();
	const [detail, setDetail] = useState<Detail>('relations');
	const [junctions, setJunctions] = useState(false);
	const [system, setSystem] = useState(around !== undefined);
	const [focused, setFocused] = useState<string | null>(around ?? null);
	const [relating, setRelating] = useState<string | null>(null);
	const canvas = useRef<CanvasHandle>(null);
	const placed = useMemo(() => placeGraph(graphOf(model, { system, junctions, around: around ?? null }), detail), [model, system, junctions, around, detail]);
	const names = placed.nodes.map(({ node }) => ({ value: node.id, label: labels.collection(node.id) })).toSorted((a, b) => a.label.localeCompare(b.label));
	const start = placed.nodes.some(({ node }) => node.id === focused && !node.system) ? (focused ?? '') : '';
	const relate = (from: string, to: string): void => void navigate(`/model/${from}/relation?related=${encodeURIComponent(to)}`);
	const save = async (kind: 'svg' | 'png'): Promise<void> => {
		const svg = canvas.current?.svg();
		if (!svg) return;
		const text = toSvg(svg);
		handOver(kind === 'svg' ? new Blob([text], { type: 'image/svg+xml' }) : await toPng(text), `model.${kind}`);
	};
	return (
		<div className={classes['diagram']} style={height === undefined ? { flex: 1 } : { height }}>
			<Group className={classes['tools']} gap="sm">
				{around === undefined && (
					<Select
						size="xs"
						aria-label={t('diagram.find')}
						placeholder={t('diagram.find')}
						data={names}
						value={null}
						onChange={(name) => {
							if (name !== null) {
								setFocused(name);
								canvas.current?.show(name);
							}
						}}
						searchable
						w={200}
					/>
				)}
				<SegmentedControl
					size="xs"
					aria-label={t('diagram.detail')}
					value={detail}
					onChange={(value) => {
						setDetail(value as Detail);
					}}
					data={(['names', 'relations', 'all'] as const).map((value) => ({ value, label: t(`diagram.details.${value}`) }))}
				/>
				<Switch
					size="xs"
					label={t('diagram.junctions')}
					checked={junctions}
					onChange={(event) => {
						setJunctions(event.currentTarget.checked);
					}}
				/>
				<Switch
					size="xs"
					label={t('diagram.system')}
					checked={system}
					onChange={(event) => {
						setSystem(event.currentTarget.checked);
					}}
				/>
				<Group gap={4} ms="auto">
					<Tool
						label={t('diagram.relate.title')}
						onClick={() => {
							setRelating(start);
						}}
					>
						<IconLink size={16} />
					</Tool>
					<Tool label={t('diagram.out')} onClick={() => canvas.current?.zoom(1 / 1.25)}>
						<IconMinus size={16} />
					</Tool>
					<Tool label={t('diagram.in')} onClick={() => canvas.current?.zoom(1.25)}>
						<IconPlus size={16} />
					</Tool>
					<Tool label={t('diagram.fit')} onClick={() => canvas.current?.fit()}>
						<IconMaximize size={16} />
					</Tool>
					<Menu>
						<Menu.Target>
							<ActionIcon variant="default" size={30} aria-label={t('diagram.export')}>
								<IconDownload size={16} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item onClick={() => void save('svg')}>SVG</Menu.Item>
							<Menu.Item onClick={() => void save('png')}>PNG</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				</Group>
			</Group>
			<Canvas
				ref={canvas}
				placed={placed}
				focused={focused}
				onFocus={setFocused}
				labelOf={labels.collection}
				onOpen={(name) => void navigate(`/model/${name}`)}
				onOpenField={(collection, field) => void navigate(`/model/${collection}/field/${field}`)}
				onConnect={relate}
				onRelate={setRelating}
			/>
			{relating !== null && (
				<RelateDialog
					start={relating}
					onClose={() => {
						setRelating(null);
					}}
					onRelate={relate}
				/>
			)}
		</div>
	);
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: React.ReactNode }) {
	return (
		<Tooltip label={label}>
			<ActionIcon variant="default" size={30} aria-label={label} onClick={onClick}>
				{children}
			</ActionIcon>
		</Tooltip>
	);
}
