/** One's own account: name, picture, password, language and colours. */
import { Fieldset, Group, PasswordInput, SegmentedControl, Select, Stack, Text, TextInput, useMantineColorScheme } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconUserCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { keys, queryClient } from '../../api/keys';
import { useMe } from '../../api/model';
import { changeLanguage, LANGUAGES, supported, type Language } from '../../i18n/i18n';
import { Page } from '../../ui/Page';
import { SaveBar } from '../../ui/SaveBar';
import { tell } from '../../ui/notify';
import { useForm } from '../../ui/useForm';
import { ImageField } from './ImageField';
import { OwnToken } from './OwnToken';
import { SecondFactor } from './SecondFactor';
import classes from '../access/access.module.css';

const APPEARANCES = ['auto', 'light', 'dark'] as const;

export function ProfilePage() {
	const { t } = useTranslation('project');
	const me = useMe();
	const { setColorScheme } = useMantineColorScheme();
	const form = useForm(me);
	const [password, setPassword] = useState('');
	const { value, set } = form;
	const save = useMutation({
		mutationFn: () => ask('/users/me', { method: 'PATCH', body: { ...form.changed, ...(password !== '' && { password }) } }),
		onSuccess: async () => {
			const { language, appearance } = form.changed;
			if (appearance) setColorScheme(appearance);
			const chosen = supported(language);
			if (chosen) await changeLanguage(chosen);
			await queryClient.invalidateQueries({ queryKey: keys.me });
			form.reset();
			setPassword('');
			tell(t('saved'));
		},
	});
	const reset = (): void => {
		form.reset();
		setPassword('');
	};
	return (
		<Page title={t('profile.title')} icon={<IconUserCircle size={20} stroke={1.7} />}>
			<form
				className={classes['narrow']}
				onSubmit={(event) => {
					event.preventDefault();
					save.mutate();
				}}
			>
				<Stack gap="lg">
					<Fieldset legend={t('profile.you')}>
						<Stack gap="sm">
							<ImageField
								label={t('profile.avatar')}
								value={value.avatar}
								onChange={(avatar) => {
									set({ avatar });
								}}
							/>
							<Group grow align="flex-start">
								<TextInput
									label={t('profile.firstName')}
									autoComplete="given-name"
									value={value.first_name ?? ''}
									onChange={(event) => {
										set({ first_name: event.currentTarget.value || null });
									}}
								/>
								<TextInput
									label={t('profile.lastName')}
									autoComplete="family-name"
									value={value.last_name ?? ''}
									onChange={(event) => {
										set({ last_name: event.currentTarget.value || null });
									}}
								/>
							</Group>
							<TextInput
								label={t('profile.email')}
								type="email"
								autoComplete="email"
								value={value.email ?? ''}
								onChange={(event) => {
									set({ email: event.currentTarget.value || null });
								}}
							/>
							{me.role && (
								<Text size="sm" c="dimmed">
									{t('profile.role', { role: me.role.name })}
								</Text>
							)}
						</Stack>
					</Fieldset>
					<Fieldset legend={t('profile.editor')}>
						<Stack gap="sm">
							<Select
								label={t('profile.language')}
								data={(Object.keys(LANGUAGES) as Language[]).map((code) => ({ value: LANGUAGES[code].tag as string, label: LANGUAGES[code].name }))}
								value={value.language}
								placeholder={t('profile.browser')}
								onChange={(language) => {
									set({ language });
								}}
								clearable
							/>
							<Stack gap={4}>
								<Text size="sm" fw={500}>
									{t('profile.appearance')}
								</Text>
								<SegmentedControl
									aria-label={t('profile.appearance')}
									value={value.appearance ?? 'auto'}
									onChange={(appearance) => {
										set({ appearance: APPEARANCES.find((one) => one === appearance) ?? 'auto' });
									}}
									data={APPEARANCES.map((one) => ({ value: one, label: t(`appearance.${one}`) }))}
								/>
							</Stack>
						</Stack>
					</Fieldset>
					<Fieldset legend={t('profile.passwordTitle')}>
						<PasswordInput
							label={t('profile.password')}
							description={t('profile.passwordHint')}
							autoComplete="new-password"
							value={password}
							onChange={(event) => {
								setPassword(event.currentTarget.value);
							}}
						/>
					</Fieldset>
					<SaveBar dirty={form.dirty || password !== ''} saving={save.isPending} problems={save.isError ? problemsOf(save.error) : []} onReset={reset} />
				</Stack>
			</form>
			<Fieldset legend={t('profile.access')} className={classes['narrow']} mt="lg">
				<Stack gap="lg">
					<SecondFactor />
					<OwnToken />
				</Stack>
			</Fieldset>
		</Page>
	);
}
