import { Alert, Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { SessionFrame } from './SessionFrame';

/** The server knows where its link leads: to the page for a new password here. */
export function ForgotPage() {
	const { t } = useTranslation('session');
	const [email, setEmail] = useState('');
	const request = useMutation({ mutationFn: () => ask('/auth/password/request', { method: 'POST', body: { email } }) });
	return (
		<SessionFrame title={t('forgot.title')} hint={t('forgot.hint')}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					request.mutate();
				}}
			>
				<Stack>
					{request.isSuccess && <Alert role="status">{t('forgot.sent')}</Alert>}
					{request.isError && (
						<Alert color="red" role="alert">
							{problemsOf(request.error)[0]?.message}
						</Alert>
					)}
					<TextInput label={t('login.email')} type="email" autoComplete="username" required withAsterisk={false} autoFocus size="md" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
					<Button type="submit" size="md" loading={request.isPending}>
						{t('forgot.submit')}
					</Button>
					<Anchor component={Link} to="/login" size="sm">
						{t('forgot.back')}
					</Anchor>
				</Stack>
			</form>
		</SessionFrame>
	);
}
