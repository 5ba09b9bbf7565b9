/** A picture that is uploaded: a logo, a portrait. */
import { Avatar, Button, FileButton, Group, Input, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconPhoto, IconUpload, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { ask, assetUrl } from '../../api/client';
import { problemsOf } from '../../api/errors';

interface ImageFieldProps {
	/** Of the button that uploads. */
	id?: string;
	label: string;
	value: string | null;
	onChange: (file: string | null) => void;
}

export function ImageField({ id, label, value, onChange }: ImageFieldProps) {
	const { t } = useTranslation('project');
	const upload = useMutation({
		mutationFn: (file: File) => {
			const body = new FormData();
			body.append('title', file.name);
			body.append('file', file);
			return ask<{ id: string }>('/files', { method: 'POST', body });
		},
		onSuccess: ({ id }) => {
			onChange(id);
		},
	});
	return (
		<Input.Wrapper label={label} labelElement="div">
			<Group gap="sm" mt={4}>
				<Avatar size={52} radius="md" src={value === null ? null : assetUrl(value, { width: 104, height: 104, fit: 'cover' })} alt={label}>
					<IconPhoto size={22} aria-hidden />
				</Avatar>
				<FileButton
					accept="image/*"
					onChange={(file) => {
						if (file) upload.mutate(file);
					}}
				>
					{(props) => (
						<Button {...props} id={id} variant="default" leftSection={<IconUpload size={16} />} loading={upload.isPending}>
							{t('image.upload')}
						</Button>
					)}
				</FileButton>
				{value !== null && (
					<Button
						variant="subtle"
						color="gray"
						leftSection={<IconX size={16} />}
						onClick={() => {
							onChange(null);
						}}
					>
						{t('image.remove')}
					</Button>
				)}
			</Group>
			{upload.isError && (
				<Text c="red" size="sm" role="alert" mt={4}>
					{problemsOf(upload.error).map((one) => one.message).join(' ')}
				</Text>
			)}
		</Input.Wrapper>
	);
}
