/** Uploads several files, one after the other. */
import { Button, FileButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconUpload } from '@tabler/icons-react';

import { problemsOf } from '../../api/errors';
import { uploadFile } from '../../api/items';
import { itemsChanged } from '../../api/keys';
import type { Key } from '../../model/schema';
import { refuse } from '../../ui/notify';

export function UploadButton({ label, onUploaded }: { label: string; onUploaded: (key: Key) => void }) {
	const upload = useMutation({
		mutationFn: async (files: File[]) => {
			for (const file of files) onUploaded((await uploadFile(file))['id'] as Key);
		},
		onSettled: () => itemsChanged(),
		onError: (error) => refuse(problemsOf(error)[0]?.message),
	});
	return (
		<FileButton multiple onChange={(files) => files.length > 0 && upload.mutate(files)} inputProps={{ 'aria-label': label }}>
			{(props) => (
				<Button {...props} variant="default" leftSection={<IconUpload size={16} />} loading={upload.isPending}>
					{label}
				</Button>
			)}
		</FileButton>
	);
}
