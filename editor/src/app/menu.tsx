/** The pages besides content that the navigation and the command palette lead to. A new area is one line here. */
import { IconDatabase, IconHistory, IconPhotoSquareRounded, IconSettings, IconShieldLock, IconUsers, type Icon } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess, type Action } from '../api/access';

export interface MenuEntry {
	to: string;
	label: string;
	icon: Icon;
}

/** `needs`: the system collection that one must be able to read; where `action` says so, to change: everybody reads a little of those. */
const ENTRIES: ReadonlyArray<{ to: string; label: 'nav.files' | 'nav.users' | 'nav.access' | 'nav.model' | 'nav.settings' | 'nav.activity'; icon: Icon; needs: string; action?: Action }> = [
	{ to: '/files', label: 'nav.files', icon: IconPhotoSquareRounded, needs: 'directus_files' },
	{ to: '/model', label: 'nav.model', icon: IconDatabase, needs: 'directus_collections', action: 'update' },
	{ to: '/users', label: 'nav.users', icon: IconUsers, needs: 'directus_users' },
	{ to: '/access', label: 'nav.access', icon: IconShieldLock, needs: 'directus_policies' },
	{ to: '/activity', label: 'nav.activity', icon: IconHistory, needs: 'directus_activity' },
	{ to: '/settings', label: 'nav.settings', icon: IconSettings, needs: 'directus_settings', action: 'update' },
];

export function useMenu(): MenuEntry[] {
	const { t } = useTranslation();
	const access = useAccess();
	return useMemo(() => ENTRIES.filter((entry) => access.may(entry.action ?? 'read', entry.needs)).map((entry) => ({ to: entry.to, label: t(entry.label), icon: entry.icon })), [t, access]);
}
