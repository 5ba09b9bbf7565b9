/** What a file looks like where there is little room: its picture, or its kind and extension. */
import { IconFile, IconFileText, IconMusic, IconPhoto, IconVideo, type Icon } from '@tabler/icons-react';
import { useState } from 'react';

import { assetUrl } from '../../api/client';
import type { Item } from '../../api/items';
import { extensionOf, kindOf, type FileKind } from '../../model/files/kinds';
import classes from './library.module.css';

const SIGNS: Record<FileKind, Icon> = { image: IconPhoto, video: IconVideo, audio: IconMusic, document: IconFileText, other: IconFile };

/** Pictures that every browser shows and the server makes smaller; drawings are sent as they are. */
export function FileSign({ file, size = 480, fit = 'inside' }: { file: Item; size?: number; fit?: 'inside' | 'cover' }) {
	const [broken, setBroken] = useState<string | null>(null);
	const kind = kindOf(file['type']);
	const Sign = SIGNS[kind];
	if (kind === 'image') {
		const version: Record<string, string> = typeof file['modified_on'] === 'string' ? { v: String(Date.parse(file['modified_on'])) } : {};
		const sized: Record<string, string | number> = file['type'] === 'image/svg+xml' ? {} : { width: size, height: size, fit: 'inside' };
		const url = assetUrl(String(file['id']), { ...sized, ...version });
		if (url !== broken) return <img className={classes.picture} data-fit={fit} src={url} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setBroken(url)} />;
	}
	return (
		<span className={classes.sign} data-kind={kind} aria-hidden>
			<Sign size={size > 100 ? 30 : 18} stroke={1.5} />
			{size > 100 && <span className={classes.extension}>{extensionOf(file)}</span>}
		</span>
	);
}
