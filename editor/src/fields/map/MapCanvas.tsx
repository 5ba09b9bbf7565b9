/** The map itself. It needs no tiles: coasts and a net of degrees are drawn where nobody named any. */
import 'leaflet/dist/leaflet.css';
import L from 'leaflet';
import { useEffect, useRef } from 'react';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

import { geoJsonOf, middlesOf, movePoint, withoutPoint, withPoint, type Position, type Shape } from '../../model/geometry';
import classes from './MapCanvas.module.css';

interface MapCanvasProps {
	label: string;
	shape: Shape | undefined;
	/** Shown and not drawn: collections of shapes. */
	other: unknown;
	onChange: ((shape: Shape) => void) | undefined;
	tiles: string | undefined;
	attribution: string | undefined;
	texts: { point: (number: number) => string; between: string; zoomIn: string; zoomOut: string };
}

const WORLD: L.LatLngBoundsExpression = [[-58, -170], [76, 178]];
/** How near the map goes to a single point. */
const NEAR = 5;
const CALM: L.MapOptions = { zoomControl: false, worldCopyJump: true, minZoom: 0, maxZoom: 18, zoomSnap: 0.25, scrollWheelZoom: false, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false };

export function MapCanvas({ label, shape, other, onChange, tiles, attribution, texts }: MapCanvasProps) {
	const host = useRef<HTMLDivElement>(null);
	const map = useRef<L.Map>(null);
	const layer = useRef<L.LayerGroup>(null);
	const latest = useRef({ shape, onChange });
	latest.current = { shape, onChange };

	useEffect(() => {
		if (!host.current) return undefined;
		const made = L.map(host.current, { ...CALM, attributionControl: tiles !== undefined });
		L.control.zoom({ zoomInTitle: texts.zoomIn, zoomOutTitle: texts.zoomOut }).addTo(made);
		made.getContainer().setAttribute('aria-label', label);
		made.getContainer().setAttribute('role', 'application');
		if (tiles !== undefined) L.tileLayer(tiles, { attribution: attribution ?? '' }).addTo(made);
		else {
			net().addTo(made);
			void coasts().then((land) => map.current === made && land.addTo(made).bringToBack());
		}
		layer.current = L.layerGroup().addTo(made);
		fit(made, latest.current.shape, other);
		made.on('click', (event) => {
			const { shape: before, onChange: change } = latest.current;
			if (before && change) change(withPoint(before, positionOf(event.latlng)));
		});
		// The wheel scrolls the page until somebody works with the map.
		made.on('focus', () => made.scrollWheelZoom.enable());
		made.on('blur', () => made.scrollWheelZoom.disable());
		const observer = new ResizeObserver(() => made.invalidateSize({ pan: false }));
		observer.observe(host.current);
		map.current = made;
		return () => {
			observer.disconnect();
			map.current = null;
			made.remove();
		};
		// The map is made once; shapes are drawn below.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, []);

	useEffect(() => {
		const group = layer.current;
		if (!group) return;
		group.clearLayers();
		if (other) drawn(other).addTo(group);
		if (!shape) return;
		const whole = shape.kind === 'Point' ? null : geoJsonOf(shape);
		if (whole) drawn(whole).addTo(group);
		shape.points.forEach((point, index) => {
			const remove = () => onChange?.(withoutPoint(shape, index));
			handle(point, classes['point'], texts.point(index + 1), onChange !== undefined)
				.on('dragend', (event) => onChange?.(movePoint(shape, index, positionOf((event.target as L.Marker).getLatLng()))))
				.on('contextmenu', remove)
				.on('keydown', ({ originalEvent }) => {
					if (originalEvent.key === 'Delete' || originalEvent.key === 'Backspace') remove();
				})
				.addTo(group);
		});
		if (onChange) {
			for (const { at, point } of middlesOf(shape)) {
				handle(point, classes['middle'], texts.between, true)
					.on('click', () => onChange(withPoint(shape, point, at)))
					.on('dragend', (event) => onChange(withPoint(shape, positionOf((event.target as L.Marker).getLatLng()), at)))
					.addTo(group);
			}
		}
		for (const sign of host.current?.querySelectorAll<HTMLElement>('[data-name]') ?? []) sign.parentElement?.setAttribute('aria-label', sign.dataset['name'] ?? '');
		// A shape that was typed or undone elsewhere is brought into view.
		const bounds = boundsOf(shape);
		if (bounds && map.current && !map.current.getBounds().intersects(bounds)) fit(map.current, shape, other);
	}, [shape, other, onChange, texts]);

	return <div ref={host} dir="ltr" className={classes['map']} data-draws={onChange !== undefined || undefined} />;
}

const positionOf = ({ lng, lat }: L.LatLng): Position => [lng, lat];

function drawn(value: unknown): L.GeoJSON {
	const classOf = (kind: string | undefined) => (kind?.endsWith('LineString') ? classes['line'] : classes['shape']) ?? '';
	return L.geoJSON(value as Parameters<typeof L.geoJSON>[0], { style: (one) => ({ className: classOf(one?.geometry.type) }), interactive: false, pointToLayer: (_, at) => L.circleMarker(at, { radius: 6 }) });
}

function handle([longitude, latitude]: Position, className: string | undefined, name: string, isDraggable: boolean): L.Marker {
	const sign = document.createElement('span');
	sign.className = className ?? '';
	sign.dataset['name'] = name;
	return L.marker([latitude, longitude], { draggable: isDraggable, keyboard: isDraggable, bubblingMouseEvents: false, title: name, icon: L.divIcon({ className: classes['handle'] ?? '', iconSize: [24, 24], html: sign }) });
}

function boundsOf(shape: Shape | undefined): L.LatLngBounds | undefined {
	return shape && shape.points.length > 0 ? L.latLngBounds(shape.points.map(([longitude, latitude]) => [latitude, longitude])) : undefined;
}

function fit(map: L.Map, shape: Shape | undefined, other: unknown): void {
	const bounds = boundsOf(shape) ?? (other ? drawn(other).getBounds() : undefined);
	if (!bounds?.isValid()) map.fitBounds(WORLD, { animate: false });
	else map.fitBounds(bounds, { animate: false, maxZoom: NEAR, padding: [30, 30] });
}

async function coasts(): Promise<L.GeoJSON> {
	const topology = (await import('world-atlas/land-110m.json')).default as unknown as Topology<{ land: GeometryCollection }>;
	return L.geoJSON(feature(topology, topology.objects.land), { interactive: false, style: { className: classes['land'] ?? '' } });
}

/** A line each thirty degrees. */
function net(): L.LayerGroup {
	const lines: L.LatLngExpression[][] = [];
	for (let longitude = -180; longitude <= 180; longitude += 30) lines.push([[-85, longitude], [85, longitude]]);
	for (let latitude = -60; latitude <= 60; latitude += 30) lines.push([[latitude, -180], [latitude, 180]]);
	return L.layerGroup(lines.map((line) => L.polyline(line, { interactive: false, className: classes['net'] ?? '' })));
}
