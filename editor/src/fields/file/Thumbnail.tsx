/** A file as a small picture, or as a sign where it is none. */
import { Image } from '@mantine/core';
import { IconFile, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';

import { assetUrl } from '../../api/client';
import type { Item } from '../../api/items';
import type { Key } from '../../model/schema';
import classes from './Thumbnail.module.css';

export function Thumbnail({ file, fileKey, size = 52 }: { file: Item | null; fileKey: Key; size?: number }) {
	const [isBroken, setIsBroken] = useState(false);
	const isImage = String(file?.['type'] ?? '').startsWith('image/');
	if (!isImage || isBroken) {
		return (
			<span className={classes.sign} style={{ width: size, height: size }}>
				{isImage ? <IconPhoto size={20} aria-hidden /> : <IconFile size={20} aria-hidden />}
			</span>
		);
	}
	return <Image src={assetUrl(String(fileKey), { width: 128, height: 128, fit: 'inside' })} alt="" w={size} h={size} fit="contain" radius="sm" onError={() => setIsBroken(true)} />;
}
