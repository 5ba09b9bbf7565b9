/** A QR code as one path, dark on light in both schemes: cameras read nothing else well. */
import { useMemo } from 'react';
import { encode } from 'uqr';

export function QrCode({ text, label, size = 184 }: { text: string; label: string; size?: number }) {
	const { path, width } = useMemo(() => {
		const code = encode(text, { border: 3 });
		const cells = code.data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${String(x)} ${String(y)}h1v1h-1z`] : [])));
		return { path: cells.join(''), width: code.size };
	}, [text]);
	return (
		<svg role="img" aria-label={label} viewBox={`0 0 ${String(width)} ${String(width)}`} width={size} height={size} shapeRendering="crispEdges" style={{ borderRadius: 8, background: '#fff' }}>
			<path d={path} fill="#000" />
		</svg>
	);
}
