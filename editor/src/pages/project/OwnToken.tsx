/** One's own token for programs: made here, shown once. */
import { Alert, Badge, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { keys, queryClient } from '../../api/keys';
import { tell } from '../../ui/notify';

export function OwnToken() {
	const { t } = useTranslation(['project', 'common']);
	const mayKnow = useAccess().mayField('read', 'directus_users', 'token');
	const own = useQuery({ queryKey: [...keys.me, 'token'], queryFn: () => ask<{ token?: string | null }>('/users/me', { params: { fields: ['token'] } }), enabled: mayKnow });
	const isSet = typeof own.data?.token === 'string';
	const [shown, setShown] = useState<string | null>(null);
	const store = useMutation({
		mutationFn: async (token: string | null) => {
			await ask('/users/me', { method: 'PATCH', body: { token } });
			return token;
		},
		onSuccess: async (token) => {
			setShown(token);
			await queryClient.invalidateQueries({ queryKey: keys.me });
			if (token === null) tell(t('profile.token.removed'));
		},
	});
	if (!mayKnow) return null;
	return (
		<Stack gap="xs">
			<Group justify="space-between" align="flex-start">
				<div>
					<Group gap="xs">
						<Text size="sm" fw={500}>
							{t('profile.token.title')}
						</Text>
						<Badge color={isSet ? 'green' : 'gray'}>{isSet ? t('profile.token.set') : t('profile.token.none')}</Badge>
					</Group>
					<Text size="xs" c="dimmed">
						{t('profile.token.hint')}
					</Text>
				</div>
				<Group gap="xs">
					{isSet && (
						<Button variant="subtle" color="red" loading={store.isPending} onClick={() => store.mutate(null)}>
							{t('profile.token.remove')}
						</Button>
					)}
					<Button variant="default" loading={store.isPending} onClick={() => store.mutate(randomToken())}>
						{isSet ? t('profile.token.renew') : t('profile.token.make')}
					</Button>
				</Group>
			</Group>
			{shown !== null && (
				<Alert role="status" title={t('profile.token.copyNow')}>
					<Group gap="xs" wrap="nowrap">
						<Code dir="ltr" style={{ overflowWrap: 'anywhere' }}>
							{shown}
						</Code>
						<CopyButton value={shown}>
							{({ copied, copy }) => (
								<Button size="xs" variant="light" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy} style={{ flex: 'none' }}>
									{copied ? t('profile.token.copied') : t('common:actions.copy')}
								</Button>
							)}
						</CopyButton>
					</Group>
				</Alert>
			)}
			{store.isError && (
				<Text c="red" size="sm" role="alert">
					{problemsOf(store.error)[0]?.message}
				</Text>
			)}
		</Stack>
	);
}

/** 32 random bytes: nobody guesses them. */
function randomToken(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(32));
	return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
