/** A place, a line or an area: drawn on a map, or entered as numbers. */
import { Button, Group, NumberInput, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCode, IconMap, IconTrash } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ask } from '../../api/client';
import { useLabels } from '../../api/model';
import { emptyShape, geoJsonOf, kindOf, shapeOf, withPoint, type Position, type Shape } from '../../model/geometry';
import { CodeField } from '../code/CodeField';
import type { FieldProps } from '../form/scope';
import classes from './MapField.module.css';

const MapCanvas = lazy(async () => ({ default: (await import('./MapCanvas')).MapCanvas }));

interface Basemap {
	name: string;
	type: string;
	url: string;
	attribution?: string;
}

export function MapField(props: FieldProps) {
	const { field, value, onChange, isReadonly } = props;
	const { t } = useTranslation('form');
	const labels = useLabels();
	const [isText, setIsText] = useState(false);
	const basemap = useBasemap(field.options['basemap']);
	const stored = useMemo(() => shapeOf(value), [value]);
	const kind = kindOf(field.type, field.options['geometryType']) ?? stored?.kind;
	// Points of a shape that is too small to be stored yet.
	const [begun, setBegun] = useState<Shape | null>(null);
	const shape = useMemo(() => stored ?? (begun && begun.kind === kind ? begun : kind ? emptyShape(kind) : undefined), [stored, begun, kind]);
	const isDrawn = kind !== undefined && (stored !== undefined || value === null || value === undefined);
	const change = useCallback(
		(next: Shape) => {
			const geoJson = geoJsonOf(next);
			setBegun(geoJson ? null : next);
			onChange(geoJson);
		},
		[onChange],
	);
	const texts = useMemo(() => ({ point: (number: number) => t('map.point', { number }), between: t('map.between'), zoomIn: t('map.zoomIn'), zoomOut: t('map.zoomOut') }), [t]);
	const n_points = shape?.points.length ?? 0;
	return (
		<div className={classes['frame']}>
			{isText ? (
				<div className={classes['text']}>
					<CodeField {...props} />
				</div>
			) : (
				<Suspense fallback={<Skeleton h={300} />}>
					{basemap !== undefined && <MapCanvas label={labels.field(field)} shape={isDrawn ? shape : undefined} other={isDrawn ? undefined : value} onChange={isDrawn && !isReadonly ? change : undefined} tiles={basemap?.url} attribution={basemap?.attribution} texts={texts} />}
				</Suspense>
			)}
			<Group gap="xs" className={classes['foot']}>
				{kind === 'Point' && !isText ? (
					<Coordinates point={shape?.points[0]} isReadonly={isReadonly} onChange={(point) => change(withPoint(emptyShape('Point'), point))} />
				) : (
					<Text size="xs" c="dimmed" style={{ flex: 1 }}>
						{isText ? 'GeoJSON' : `${t('map.count', { count: n_points })}${isReadonly || !isDrawn ? '' : ` · ${t('map.hint')}`}`}
					</Text>
				)}
				<Button variant="subtle" color="gray" size="compact-xs" ml="auto" leftSection={isText ? <IconMap size={14} /> : <IconCode size={14} />} onClick={() => setIsText(!isText)}>
					{t(isText ? 'map.asMap' : 'map.asText')}
				</Button>
				{!isReadonly && n_points > 0 && (
					<Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconTrash size={14} />} onClick={() => kind && change(emptyShape(kind))}>
						{t('clear')}
					</Button>
				)}
			</Group>
		</div>
	);
}

function Coordinates({ point, isReadonly, onChange }: { point: Position | undefined; isReadonly: boolean; onChange: (point: Position) => void }) {
	const { t } = useTranslation('form');
	const [longitude, latitude] = point ?? [undefined, undefined];
	const part = (label: string, value: number | undefined, limit: number, set: (next: number) => void) => (
		<Group component="label" gap={6} wrap="nowrap">
			<Text span size="xs" c="dimmed">
				{label}
			</Text>
			<NumberInput size="xs" w={96} dir="ltr" aria-label={label} decimalScale={6} min={-limit} max={limit} clampBehavior="strict" readOnly={isReadonly} value={value ?? ''} onChange={(next) => next !== '' && Number.isFinite(Number(next)) && Number(next) !== value && set(Number(next))} />
		</Group>
	);
	return (
		<Group gap="xs">
			{part(t('map.latitude'), latitude, 90, (next) => onChange([longitude ?? 0, next]))}
			{part(t('map.longitude'), longitude, 180, (next) => onChange([next, latitude ?? 0]))}
		</Group>
	);
}

/** The tiles that the project's settings name, if any; `undefined` while that isn't known. */
function useBasemap(wanted: unknown): Basemap | null | undefined {
	const found = useQuery({
		queryKey: ['settings', 'basemaps'],
		queryFn: () => ask<{ basemaps: Basemap[] | null }>('/settings', { params: { fields: ['basemaps'] } }).catch(() => ({ basemaps: null })),
		staleTime: Infinity,
	});
	if (!found.data) return undefined;
	const rasters = (found.data.basemaps ?? []).filter((one) => one.type === 'raster' && one.url.startsWith('https:'));
	return rasters.find((one) => one.name === wanted) ?? rasters[0] ?? null;
}
