/** The project: what it is called, how it looks, and in which language it speaks. */
import { Fieldset, NumberInput, Select, Skeleton, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconSettings } from '@tabler/icons-react';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

import { useAccessModel } from '../../api/accessModel';
import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { keys, queryClient } from '../../api/keys';
import { UNTOUCHED_COLOR } from '../../api/model';
import { LANGUAGES } from '../../i18n/i18n';
import { ColorBox } from '../../ui/ColorBox';
import { Page } from '../../ui/Page';
import { SaveBar } from '../../ui/SaveBar';
import { FailedState, LoadingState } from '../../ui/States';
import { tell } from '../../ui/notify';
import { useForm } from '../../ui/useForm';
import { ImageField } from './ImageField';
import classes from '../access/access.module.css';

interface ProjectSettings {
	project_name: string | null;
	project_descriptor: string | null;
	project_url: string | null;
	project_color: string | null;
	project_logo: string | null;
	public_note: string | null;
	default_language: string | null;
	default_appearance: string | null;
	auth_login_attempts: number | null;
	public_registration: boolean | null;
	public_registration_verify_email: boolean | null;
	public_registration_role: string | null;
}

const FIELDS = ['project_name', 'project_descriptor', 'project_url', 'project_color', 'project_logo', 'public_note', 'default_language', 'default_appearance', 'auth_login_attempts', 'public_registration', 'public_registration_verify_email', 'public_registration_role'];

export function SettingsPage() {
	const { t } = useTranslation('project');
	const settings = useQuery({ queryKey: keys.settings, queryFn: () => ask<ProjectSettings>('/settings', { params: { fields: FIELDS } }) });
	return (
		<Page title={t('settings.title')} icon={<IconSettings size={20} stroke={1.7} />}>
			<div className={classes['narrow']}>
				{settings.isPending && <LoadingState shape="form" />}
				{settings.isError && <FailedState problems={problemsOf(settings.error)} onRetry={() => void settings.refetch()} />}
				{settings.data && <Form before={settings.data} />}
			</div>
		</Page>
	);
}

function Form({ before }: { before: ProjectSettings }) {
	const { t } = useTranslation('project');
	const form = useForm(before);
	const { value, set } = form;
	const { hash } = useLocation();
	// The command palette leads to a single setting.
	useEffect(() => {
		document.getElementById(hash.slice(1))?.focus();
	}, [hash]);
	const save = useMutation({
		mutationFn: () => ask('/settings', { method: 'PATCH', body: form.changed }),
		onSettled: async () => {
			await Promise.all([queryClient.invalidateQueries({ queryKey: keys.settings }), queryClient.invalidateQueries({ queryKey: keys.server })]);
		},
	});
	const text = (key: 'project_name' | 'project_descriptor' | 'project_url') => (
		<TextInput
			id={key}
			label={t(`settings.${key}`)}
			// The name that an untouched project has counts as none.
			value={key === 'project_name' && value[key] === 'Directus' ? '' : (value[key] ?? '')}
			{...(key === 'project_name' && { placeholder: 'Relata' })}
			type={key === 'project_url' ? 'url' : 'text'}
			onChange={(event) => {
				set({ [key]: event.currentTarget.value || null });
			}}
		/>
	);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				save.mutate(undefined, {
					onSuccess: () => {
						form.reset();
						tell(t('saved'));
					},
				});
			}}
		>
			<Stack gap="lg">
				<Fieldset legend={t('settings.project')}>
					<Stack gap="sm">
						{text('project_name')}
						{text('project_descriptor')}
						{text('project_url')}
					</Stack>
				</Fieldset>
				<Fieldset legend={t('settings.looks')}>
					<Stack gap="sm">
						<ColorBox
							id="project_color"
							label={t('settings.project_color')}
							description={t('settings.project_colorHint')}
							format="hex"
							value={value.project_color?.toUpperCase() === UNTOUCHED_COLOR ? '' : (value.project_color ?? '')}
							onChange={(project_color) => {
								set({ project_color: project_color || null });
							}}
						/>
						<ImageField
							id="project_logo"
							label={t('settings.project_logo')}
							value={value.project_logo}
							onChange={(project_logo) => {
								set({ project_logo });
							}}
						/>
						<Select
							id="default_appearance"
							label={t('settings.default_appearance')}
							data={(['auto', 'light', 'dark'] as const).map((one) => ({ value: one as string, label: t(`appearance.${one}`) }))}
							value={value.default_appearance ?? 'auto'}
							onChange={(default_appearance) => {
								set({ default_appearance });
							}}
							allowDeselect={false}
						/>
						<Select
							id="default_language"
							label={t('settings.default_language')}
							data={(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]).map((code) => ({ value: LANGUAGES[code].tag as string, label: LANGUAGES[code].name }))}
							value={value.default_language}
							onChange={(default_language) => {
								set({ default_language });
							}}
							allowDeselect={false}
						/>
					</Stack>
				</Fieldset>
				<Fieldset legend={t('settings.login')}>
					<Textarea
						id="public_note"
						label={t('settings.public_note')}
						description={t('settings.public_noteHint')}
						value={value.public_note ?? ''}
						onChange={(event) => {
							set({ public_note: event.currentTarget.value || null });
						}}
					/>
				</Fieldset>
				<Fieldset legend={t('settings.registration')}>
					<Stack gap="sm">
						<Switch
							id="public_registration"
							label={t('settings.public_registration')}
							description={t('settings.public_registrationHint')}
							checked={value.public_registration === true}
							onChange={(event) => {
								set({ public_registration: event.currentTarget.checked });
							}}
						/>
						{value.public_registration === true && (
							<>
								<Switch
									label={t('settings.public_registration_verify_email')}
									checked={value.public_registration_verify_email !== false}
									onChange={(event) => {
										set({ public_registration_verify_email: event.currentTarget.checked });
									}}
								/>
								<Suspense fallback={<Skeleton h={58} />}>
									<Roles
										value={value.public_registration_role}
										onChange={(public_registration_role) => {
											set({ public_registration_role });
										}}
									/>
								</Suspense>
							</>
						)}
					</Stack>
				</Fieldset>
				<Fieldset legend={t('settings.security')}>
					<NumberInput
						id="auth_login_attempts"
						label={t('settings.auth_login_attempts')}
						description={t('settings.auth_login_attemptsHint')}
						min={1}
						allowDecimal={false}
						value={value.auth_login_attempts ?? ''}
						onChange={(attempts) => {
							set({ auth_login_attempts: typeof attempts === 'number' ? attempts : null });
						}}
						maw={220}
					/>
				</Fieldset>
				<SaveBar dirty={form.dirty} saving={save.isPending} problems={save.isError ? problemsOf(save.error) : []} onReset={form.reset} />
			</Stack>
		</form>
	);
}

function Roles({ value, onChange }: { value: string | null; onChange: (role: string | null) => void }) {
	const { t } = useTranslation('project');
	const { roles } = useAccessModel();
	return <Select label={t('settings.public_registration_role')} placeholder={t('settings.noRole')} data={roles.map((one) => ({ value: one.id, label: one.name }))} value={value} onChange={onChange} clearable searchable />;
}
