import { Alert, Anchor, Button, Divider, Group, Stack } from '@mantine/core';
import { IconLogin2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { editorRoot } from '../../api/client';
import { queryClient } from '../../api/keys';
import { useServerInfo } from '../../api/model';
import { providerUrl, useProviders, type Provider } from '../../api/providers';
import { session } from '../../api/session';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { LoadingState } from '../../ui/States';
import { insideTarget } from './insideTarget';
import { LoginForm } from './LoginForm';
import { SessionFrame } from './SessionFrame';

/** Providers whose password is typed here. The others are pages of their own. */
const ASKS_HERE = 'ldap';

export function LoginPage() {
	const { t } = useTranslation('session');
	const navigate = useNavigate();
	const [parameters] = useSearchParams();
	const providers = useProviders();
	const info = useServerInfo();
	const [chosen, setChosen] = useState<Provider | null>(null);
	const target = insideTarget(parameters.get('to'));
	const refused = parameters.get('reason');
	const done = () => {
		queryClient.clear();
		session.establish();
		void navigate(target, { replace: true });
	};
	const here = providers?.data.filter((one) => one.driver === ASKS_HERE) ?? [];
	const typed = chosen ?? (providers?.disableDefault ? (here[0] ?? null) : null);
	const hasForm = !providers?.disableDefault || here.length > 0;
	const others = [...here.filter((one) => one !== typed), ...(providers?.data.filter((one) => one.driver !== ASKS_HERE) ?? [])];
	return (
		<SessionFrame title={t('login.title')}>
			{providers ? (
				<Stack>
					{refused && (
						<Alert color="red" variant="light" role="alert">
							{t('login.refused', { name: t('login.provider') })}
						</Alert>
					)}
					{hasForm && <LoginForm key={typed?.name} {...(typed && { provider: typed.name })} onDone={done} />}
					{hasForm && others.length > 0 && <Divider label={t('login.or')} />}
					{chosen && !providers.disableDefault && (
						<Button variant="default" size="md" onClick={() => setChosen(null)}>
							{t('login.withPassword')}
						</Button>
					)}
					{others.map((one) => {
						const look = { variant: 'default', size: 'md', leftSection: one.icon ? <CollectionIcon name={one.icon} /> : <IconLogin2 size={18} stroke={1.7} aria-hidden /> } as const;
						const label = t('login.with', { name: one.label });
						return one.driver === ASKS_HERE ? (
							<Button key={one.name} {...look} onClick={() => setChosen(one)}>
								{label}
							</Button>
						) : (
							<Button key={one.name} {...look} component="a" href={providerUrl(one, new URL(target.slice(1), editorRoot).href)}>
								{label}
							</Button>
						);
					})}
					<Group justify="space-between">
						{!providers.disableDefault && (
							<Anchor component={Link} to="/forgot-password" size="sm">
								{t('login.forgot')}
							</Anchor>
						)}
						{info?.project?.public_registration && (
							<Anchor component={Link} to="/register" size="sm">
								{t('login.register')}
							</Anchor>
						)}
					</Group>
				</Stack>
			) : (
				<LoadingState shape="form" rows={2} />
			)}
		</SessionFrame>
	);
}
