import { Alert, Anchor, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { useServerInfo } from '../../api/model';
import { SessionFrame } from './SessionFrame';

/** For strangers, where the project takes them. The answer doesn't tell whether an address is known. */
export function RegisterPage() {
	const { t } = useTranslation('session');
	const project = useServerInfo()?.project;
	const [account, setAccount] = useState({ first_name: '', last_name: '', email: '', password: '' });
	const set = (name: keyof typeof account) => (event: { currentTarget: HTMLInputElement }) => setAccount({ ...account, [name]: event.currentTarget.value });
	const register = useMutation({ mutationFn: () => ask('/users/register', { method: 'POST', body: account }) });
	return (
		<SessionFrame title={t('register.title')}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					register.mutate();
				}}
			>
				<Stack>
					{project?.public_registration === false && <Alert role="status">{t('register.closed')}</Alert>}
					{register.isSuccess && <Alert role="status">{t(project?.public_registration_verify_email === false ? 'register.done' : 'register.sent')}</Alert>}
					{register.isError && (
						<Alert color="red" role="alert">
							{problemsOf(register.error)[0]?.message}
						</Alert>
					)}
					{project?.public_registration !== false && !register.isSuccess && (
						<>
							<Group grow align="flex-start">
								<TextInput label={t('setup.firstName')} autoComplete="given-name" autoFocus value={account.first_name} onChange={set('first_name')} />
								<TextInput label={t('setup.lastName')} autoComplete="family-name" value={account.last_name} onChange={set('last_name')} />
							</Group>
							<TextInput label={t('login.email')} type="email" autoComplete="username" required withAsterisk={false} value={account.email} onChange={set('email')} />
							<PasswordInput label={t('login.password')} description={t('setup.passwordHint')} minLength={8} autoComplete="new-password" required withAsterisk={false} value={account.password} onChange={set('password')} />
							<Button type="submit" size="md" loading={register.isPending}>
								{t('register.submit')}
							</Button>
						</>
					)}
					<Anchor component={Link} to="/login" size="sm">
						{t('forgot.back')}
					</Anchor>
				</Stack>
			</form>
		</SessionFrame>
	);
}
