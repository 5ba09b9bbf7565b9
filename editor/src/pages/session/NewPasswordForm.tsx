/** Choosing a password with the token of a mail: for a forgotten one, or the first one of somebody invited. */
import { Alert, Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';

import { ask } from '../../api/client';
import { hasCode, problemsOf } from '../../api/errors';

interface NewPasswordFormProps {
	/** Where token and password go. */
	path: string;
	submit: string;
	done: string;
	/** What is said of a link that works no more. */
	gone: string;
	/** Where to get another one. */
	again?: { to: string; label: string };
}

const GONE = ['FORBIDDEN', 'INVALID_TOKEN', 'TOKEN_EXPIRED'];

export function NewPasswordForm({ path, submit, done, gone, again }: NewPasswordFormProps) {
	const { t } = useTranslation('session');
	const [parameters] = useSearchParams();
	const token = parameters.get('token');
	const [password, setPassword] = useState('');
	const request = useMutation({ mutationFn: () => ask(path, { method: 'POST', body: { token, password } }) });
	const isGone = request.isError && GONE.some((code) => hasCode(request.error, code));
	const back = (token === null || isGone) && again ? again : { to: '/login', label: t('forgot.back') };
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				request.mutate();
			}}
		>
			<Stack>
				{request.isSuccess && <Alert role="status">{done}</Alert>}
				{token === null && (
					<Alert color="yellow" role="alert">
						{t('reset.noToken')}
					</Alert>
				)}
				{isGone && (
					<Alert color="yellow" role="alert">
						{gone}
					</Alert>
				)}
				{request.isError && !isGone && (
					<Alert color="red" role="alert">
						{problemsOf(request.error)[0]?.message}
					</Alert>
				)}
				{!request.isSuccess && !isGone && token !== null && (
					<>
						<PasswordInput label={t('login.password')} description={t('setup.passwordHint')} minLength={8} autoComplete="new-password" required withAsterisk={false} autoFocus size="md" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
						<Button type="submit" size="md" loading={request.isPending}>
							{submit}
						</Button>
					</>
				)}
				<Anchor component={Link} to={back.to} size="sm">
					{back.label}
				</Anchor>
			</Stack>
		</form>
	);
}
