import { Alert, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { ask, client } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { queryClient } from '../../api/keys';
import { session } from '../../api/session';
import { SessionFrame } from './SessionFrame';

/** The first run: makes the administrator. */
export function SetupPage() {
	const { t } = useTranslation('session');
	const navigate = useNavigate();
	const [account, setAccount] = useState({ first_name: '', last_name: '', email: '', password: '' });
	const set = (name: keyof typeof account) => (event: { currentTarget: HTMLInputElement }) => setAccount({ ...account, [name]: event.currentTarget.value });
	const setup = useMutation({
		mutationFn: async () => {
			await ask('/server/setup', { method: 'POST', body: { project_owner: account.email, first_name: account.first_name || undefined, last_name: account.last_name || undefined, password: account.password } });
			await client.login({ email: account.email, password: account.password });
		},
		onSuccess: () => {
			queryClient.clear();
			session.establish();
			void navigate('/', { replace: true });
		},
	});
	return (
		<SessionFrame title={t('setup.title')} hint={t('setup.hint')}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					setup.mutate();
				}}
			>
				<Stack>
					{setup.isError && (
						<Alert color="red" role="alert">
							{problemsOf(setup.error)[0]?.message}
						</Alert>
					)}
					<Group grow>
						<TextInput label={t('setup.firstName')} autoComplete="given-name" autoFocus value={account.first_name} onChange={set('first_name')} />
						<TextInput label={t('setup.lastName')} autoComplete="family-name" value={account.last_name} onChange={set('last_name')} />
					</Group>
					<TextInput label={t('login.email')} type="email" autoComplete="username" required withAsterisk={false} value={account.email} onChange={set('email')} />
					<PasswordInput label={t('login.password')} description={t('setup.passwordHint')} minLength={8} autoComplete="new-password" required withAsterisk={false} value={account.password} onChange={set('password')} />
					<Button type="submit" size="md" loading={setup.isPending}>
						{t('setup.submit')}
					</Button>
				</Stack>
			</form>
		</SessionFrame>
	);
}
