import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { client } from '../../api/client';
import { problemsOf } from '../../api/errors';

type Refusal = 'login.wrong' | 'login.wrongOtp' | 'login.suspended' | 'login.tooMany' | null;

const REFUSALS: Record<string, Refusal> = { INVALID_CREDENTIALS: 'login.wrong', INVALID_PAYLOAD: 'login.wrong', USER_SUSPENDED: 'login.suspended', REQUESTS_EXCEEDED: 'login.tooMany' };

interface LoginFormProps {
	/** Whose session it is to be; anybody's, if absent. */
	email?: string;
	/** The directory that knows the password, where it isn't the project itself. */
	provider?: string;
	onDone: () => void;
}

/** E-mail address (or a name in a directory), password, and the second factor once the server asks for it. */
export function LoginForm({ email: known, provider, onDone }: LoginFormProps) {
	const { t } = useTranslation('session');
	const [email, setEmail] = useState(known ?? '');
	const [password, setPassword] = useState('');
	const [otp, setOtp] = useState('');
	const [asksOtp, setAsksOtp] = useState(false);
	const [isBusy, setIsBusy] = useState(false);
	const [refusal, setRefusal] = useState<string | null>(null);

	const submit = async (event: FormEvent) => {
		event.preventDefault();
		setIsBusy(true);
		setRefusal(null);
		try {
			const options = otp ? { otp } : {};
			await (provider ? client.login({ identifier: email, password }, { ...options, provider }) : client.login({ email, password }, options));
			onDone();
		} catch (error) {
			const problem = problemsOf(error)[0];
			if (problem?.code === 'INVALID_OTP') {
				setRefusal(asksOtp ? t('login.wrongOtp') : null);
				setAsksOtp(true);
			} else {
				const text = REFUSALS[problem?.code ?? ''];
				setRefusal(text ? t(text) : (problem?.message ?? ''));
			}
		} finally {
			setIsBusy(false);
		}
	};

	return (
		<form onSubmit={(event) => void submit(event)}>
			<Stack gap="md">
				{refusal && (
					<Alert color="red" variant="light" role="alert">
						{refusal}
					</Alert>
				)}
				<TextInput label={t(provider ? 'login.identifier' : 'login.email')} type={provider ? 'text' : 'email'} autoComplete="username" required withAsterisk={false} autoFocus={!known} readOnly={known !== undefined} value={email} onChange={(event) => setEmail(event.currentTarget.value)} size="md" />
				<PasswordInput label={t('login.password')} autoComplete="current-password" required withAsterisk={false} autoFocus={known !== undefined} value={password} onChange={(event) => setPassword(event.currentTarget.value)} size="md" />
				{asksOtp && <TextInput label={t('login.otp')} description={t('login.otpHint')} autoComplete="one-time-code" inputMode="numeric" autoFocus value={otp} onChange={(event) => setOtp(event.currentTarget.value)} size="md" />}
				<Button type="submit" loading={isBusy} size="md" fullWidth>
					{t('login.submit')}
				</Button>
			</Stack>
		</form>
	);
}
