/** Turning the second factor of one's own account on and off. */
import { Alert, Badge, Button, Code, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { keys, queryClient } from '../../api/keys';
import { useMe } from '../../api/model';
import { CloseGuard, Dialog } from '../../ui/Dialog';
import { QrCode } from '../../ui/QrCode';
import { tell } from '../../ui/notify';

interface Secret {
	secret: string;
	otpauth_url: string;
}

export function SecondFactor() {
	const { t } = useTranslation(['project', 'common']);
	const isOn = useMe().tfa_secret !== null;
	const [opened, dialog] = useDisclosure(false);
	return (
		<Group justify="space-between" wrap="nowrap" align="flex-start">
			<div>
				<Group gap="xs">
					<Text size="sm" fw={500}>
						{t('profile.tfa.title')}
					</Text>
					<Badge color={isOn ? 'green' : 'gray'}>{isOn ? t('profile.tfa.on') : t('profile.tfa.off')}</Badge>
				</Group>
				<Text size="xs" c="dimmed">
					{t('profile.tfa.hint')}
				</Text>
			</div>
			<Button variant="default" flex="none" onClick={dialog.open}>
				{isOn ? t('profile.tfa.turnOff') : t('profile.tfa.setUp')}
			</Button>
			<Dialog opened={opened} onClose={dialog.close} title={t('profile.tfa.title')}>
				{isOn ? <Disable onDone={dialog.close} /> : <EnableSecondFactor onDone={dialog.close} />}
			</Dialog>
		</Group>
	);
}

async function changed(message: string, onDone: () => void): Promise<void> {
	await queryClient.invalidateQueries({ queryKey: keys.me });
	onDone();
	tell(message);
}

/** First the password, then the key for the app, then a code that proves that the app has it. */
export function EnableSecondFactor({ onDone }: { onDone: () => void }) {
	const { t } = useTranslation('project');
	const [password, setPassword] = useState('');
	const [otp, setOtp] = useState('');
	const generate = useMutation({ mutationFn: () => ask<Secret>('/users/me/tfa/generate', { method: 'POST', body: { password } }) });
	const secret = generate.data;
	const enable = useMutation({ mutationFn: () => ask('/users/me/tfa/enable', { method: 'POST', body: { secret: secret?.secret, otp } }), onSuccess: () => changed(t('profile.tfa.enabled'), onDone) });
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (secret) enable.mutate();
				else generate.mutate();
			}}
		>
			{/* A key that an app may have by now is worth a question. */}
			<CloseGuard dirty={secret !== undefined} />
			<Stack>
				<Failure error={secret ? enable.error : generate.error} />
				{secret ? (
					<>
						<Text size="sm">{t('profile.tfa.scan')}</Text>
						<Group justify="center">
							<QrCode text={secret.otpauth_url} label={t('profile.tfa.qr')} />
						</Group>
						<Text size="sm" ta="center">
							{t('profile.tfa.key')}: <Code dir="ltr">{secret.secret}</Code>
						</Text>
						<TextInput label={t('profile.tfa.code')} autoComplete="one-time-code" inputMode="numeric" required withAsterisk={false} autoFocus value={otp} onChange={(event) => setOtp(event.currentTarget.value)} />
						<Button type="submit" loading={enable.isPending}>
							{t('profile.tfa.enable')}
						</Button>
					</>
				) : (
					<>
						<PasswordInput label={t('profile.tfa.password')} autoComplete="current-password" required withAsterisk={false} data-autofocus value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
						<Button type="submit" loading={generate.isPending}>
							{t('profile.tfa.go')}
						</Button>
					</>
				)}
			</Stack>
		</form>
	);
}

function Disable({ onDone }: { onDone: () => void }) {
	const { t } = useTranslation('project');
	const [otp, setOtp] = useState('');
	const disable = useMutation({ mutationFn: () => ask('/users/me/tfa/disable', { method: 'POST', body: { otp } }), onSuccess: () => changed(t('profile.tfa.disabled'), onDone) });
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				disable.mutate();
			}}
		>
			<Stack>
				<Failure error={disable.error} />
				<TextInput label={t('profile.tfa.code')} autoComplete="one-time-code" inputMode="numeric" required withAsterisk={false} data-autofocus value={otp} onChange={(event) => setOtp(event.currentTarget.value)} />
				<Button type="submit" color="red" loading={disable.isPending}>
					{t('profile.tfa.turnOff')}
				</Button>
			</Stack>
		</form>
	);
}

function Failure({ error }: { error: unknown }) {
	return error ? (
		<Alert color="red" role="alert">
			{problemsOf(error)[0]?.message}
		</Alert>
	) : null;
}
