/** Adds files: from this device, several at once, or from an address. */
import { Button, FileButton, Group, Menu, TextInput } from '@mantine/core';
import { IconDeviceLaptop, IconLink, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Item } from '../../api/items';
import { uploads } from '../../api/uploads';
import { CloseGuard, Dialog } from '../../ui/Dialog';

interface UploadButtonProps {
	folder: string | null;
	accept?: string;
	onAdded?: (files: Item[]) => void;
}

export function UploadButton({ folder, accept, onAdded }: UploadButtonProps) {
	const { t } = useTranslation('files');
	const chooser = useRef<HTMLButtonElement>(null);
	const [asksUrl, setAsksUrl] = useState(false);
	const add = async (files: File[]) => {
		const made = (await uploads.add(files, folder)).filter((one) => one !== null);
		if (made.length > 0) onAdded?.(made);
	};
	return (
		<>
			<FileButton multiple onChange={(files) => void add(files)} {...(accept !== undefined && { accept })} inputProps={{ 'aria-label': t('upload.device'), tabIndex: -1 }}>
				{(props) => <button type="button" hidden ref={chooser} {...props} />}
			</FileButton>
			<Menu width={220}>
				<Menu.Target>
					<Button leftSection={<IconUpload size={17} />}>{t('upload.action')}</Button>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconDeviceLaptop size={16} />} onClick={() => chooser.current?.click()}>
						{t('upload.device')}
					</Menu.Item>
					<Menu.Item leftSection={<IconLink size={16} />} onClick={() => setAsksUrl(true)}>
						{t('upload.url')}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{asksUrl && (
				<UrlDialog
					onClose={() => setAsksUrl(false)}
					onUrl={(url) => {
						setAsksUrl(false);
						void uploads.import(url, folder).then((file) => file && onAdded?.([file]));
					}}
				/>
			)}
		</>
	);
}

function UrlDialog({ onClose, onUrl }: { onClose: () => void; onUrl: (url: string) => void }) {
	const { t } = useTranslation('files');
	const { t: c } = useTranslation();
	const [url, setUrl] = useState('');
	const isUrl = /^https?:\/\/\S+$/i.test(url.trim());
	return (
		<Dialog opened onClose={onClose} title={t('upload.url')}>
			<CloseGuard dirty={url.trim() !== ''} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					if (isUrl) onUrl(url.trim());
				}}
			>
				<TextInput type="url" dir="ltr" label={t('upload.address')} description={t('upload.addressHint')} placeholder="https://" data-autofocus value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
				<Group justify="flex-end" mt="lg">
					<Button variant="default" onClick={onClose}>
						{c('actions.cancel')}
					</Button>
					<Button type="submit" disabled={!isUrl}>
						{t('upload.fetch')}
					</Button>
				</Group>
			</form>
		</Dialog>
	);
}
