/** The diagram as a file of its own: with its styles written out, since the file has no style sheet. */

const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity', 'font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'paint-order'] as const;

/** The whole drawing as SVG text, whatever part of it is shown. */
export function toSvg(shown: SVGSVGElement): string {
	const copy = shown.cloneNode(true) as SVGSVGElement;
	const originals = [shown, ...shown.querySelectorAll('*')];
	const copies = [copy, ...copy.querySelectorAll('*')];
	originals.forEach((original, index) => {
		const target = copies[index];
		if (!(target instanceof SVGElement)) return;
		const computed = getComputedStyle(original);
		for (const name of STYLES) target.style.setProperty(name, computed.getPropertyValue(name));
		for (const name of ['class', 'tabindex', 'role', 'aria-label', 'data-node']) target.removeAttribute(name);
	});
	for (const extra of copy.querySelectorAll('[data-export="no"]')) extra.remove();
	const content = copy.querySelector<SVGGElement>('[data-bounds]');
	const bounds = JSON.parse(content?.getAttribute('data-bounds') ?? '{}') as { x: number; y: number; width: number; height: number };
	content?.removeAttribute('transform');
	content?.removeAttribute('data-bounds');
	copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
	copy.setAttribute('viewBox', `${String(bounds.x)} ${String(bounds.y)} ${String(bounds.width)} ${String(bounds.height)}`);
	copy.setAttribute('width', String(bounds.width));
	copy.setAttribute('height', String(bounds.height));
	const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
	for (const [name, value] of Object.entries(bounds)) ground.setAttribute(name, String(value));
	ground.setAttribute('fill', getComputedStyle(shown).backgroundColor);
	copy.prepend(ground);
	return new XMLSerializer().serializeToString(copy);
}

/** That text as a picture, twice as fine as a screen. */
export async function toPng(svg: string): Promise<Blob> {
	const image = new Image();
	const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
	try {
		image.src = url;
		await image.decode();
		const canvas = document.createElement('canvas');
		canvas.width = image.width * 2;
		canvas.height = image.height * 2;
		canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
		return await new Promise<Blob>((resolve, reject) => {
			canvas.toBlob((blob) => {
				if (blob) resolve(blob);
				else reject(new Error('the browser made no picture'));
			}, 'image/png');
		});
	} finally {
		URL.revokeObjectURL(url);
	}
}
