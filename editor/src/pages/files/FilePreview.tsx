/** A file as large as there is room. What browsers can't show has its sign. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { assetUrl } from '../../api/client';
import type { Item } from '../../api/items';
import { keys } from '../../api/keys';
import { kindOf } from '../../model/files/kinds';
import { nameOf } from '../../fields/library/FileViews';
import { FileSign } from '../../fields/library/FileSign';
import { LoadingState } from '../../ui/States';
import classes from './files.module.css';

/** More of a text isn't read. */
const N_TEXT_BYTES = 100_000;

export function FilePreview({ file }: { file: Item }) {
	const id = String(file['id']);
	const url = assetUrl(id, typeof file['modified_on'] === 'string' ? { v: String(Date.parse(file['modified_on'])) } : {});
	const [isBroken, setIsBroken] = useState(false);
	const kind = isBroken ? 'other' : kindOf(file['type']);
	const type = String(file['type'] ?? '');
	if (kind === 'image') return <img src={url} alt={String(file['description'] ?? nameOf(file))} data-drawing={type === 'image/svg+xml'} onError={() => setIsBroken(true)} />;
	if (kind === 'video') return <video src={url} controls aria-label={nameOf(file)} onError={() => setIsBroken(true)} />;
	if (kind === 'audio') return <audio src={url} controls aria-label={nameOf(file)} onError={() => setIsBroken(true)} />;
	if (type.startsWith('text/') || type === 'application/json') return <TextPreview url={url} id={id} />;
	return (
		<div className={classes.none}>
			<FileSign file={{ ...file, type: kind === 'other' ? 'application/octet-stream' : type }} />
		</div>
	);
}

function TextPreview({ url, id }: { url: string; id: string }) {
	const text = useQuery({
		queryKey: [...keys.items, 'text', id, url],
		queryFn: async ({ signal }) => (await fetch(url, { credentials: 'include', headers: { Range: `bytes=0-${String(N_TEXT_BYTES - 1)}` }, signal })).text(),
	});
	// eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
	return text.data === undefined ? <LoadingState shape="rows" rows={4} /> : <pre tabIndex={0}>{text.data}</pre>;
}
