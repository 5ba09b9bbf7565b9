/** Adds the project's settings to the command palette, each by its name; the page leads on to the one that was chosen. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';

import { useCommands } from '../../api/commands';

/** The inputs of the page, which have these as ids. */
const SETTINGS = ['project_name', 'project_descriptor', 'project_url', 'project_color', 'project_logo', 'default_appearance', 'default_language', 'public_note', 'public_registration', 'auth_login_attempts'] as const;

export function SettingCommands() {
	const { t } = useTranslation('project');
	const navigate = useNavigate();
	const commands = useMemo(
		() =>
			SETTINGS.map((name) => ({
				id: `setting:${name}`,
				label: `${t('settings.title')} › ${t(`settings.${name}`)}`,
				group: 'pages' as const,
				run: () => void navigate(`/settings#${name}`),
			})),
		[t, navigate],
	);
	useCommands(commands);
	return null;
}
