/** Collections in their folders, the other pages, and the account. */
import { ActionIcon, Avatar, Kbd, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconChevronRight, IconDeviceDesktop, IconLayoutSidebarLeftCollapse, IconLogout, IconMoon, IconSearch, IconSun, IconUserCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation, useNavigate, useSearchParams } from 'react-router';

import { useAccess } from '../api/access';
import { ask, client } from '../api/client';
import { queryClient } from '../api/keys';
import { meQuery, useLabels, useMe, useProjectLook, useProjectName, useSchema, type Me } from '../api/model';
import { usePresets } from '../api/presets';
import { session } from '../api/session';
import { changeLanguage, LANGUAGES, type Language } from '../i18n/i18n';
import { bookmarksOf } from '../model/layout/presets';
import type { Collection } from '../model/schema';
import { CollectionIcon } from '../ui/CollectionIcon';
import { ProjectMark } from '../ui/ProjectMark';
import { navigationTree, type NavigationNode } from './navigationTree';
import { useMenu } from './menu';
import { openPalette } from './palette';
import classes from './Shell.module.css';

export function NavigationBar({ onHide }: { onHide: () => void }) {
	const { t } = useTranslation();
	const project = useProjectName();
	const look = useProjectLook();
	const schema = useSchema();
	const access = useAccess();
	const menu = useMenu();
	const tree = useMemo(() => navigationTree(schema, (name) => access.may('read', name)), [schema, access]);
	return (
		<nav className={classes.nav} aria-label={t('nav.label')}>
			<div className={classes.brand}>
				<ProjectMark {...look} size={26} />
				<span className="r-truncate" style={{ flex: 1 }}>
					{project}
				</span>
				<Tooltip label={t('nav.toggle')}>
					<ActionIcon variant="subtle" color="gray" onClick={onHide} aria-label={t('nav.toggle')}>
						<IconLayoutSidebarLeftCollapse size={18} stroke={1.7} className="r-flip" />
					</ActionIcon>
				</Tooltip>
			</div>
			<UnstyledButton className={classes.find} onClick={() => void openPalette()}>
				<IconSearch size={16} aria-hidden />
				<span style={{ flex: 1 }}>{t('palette.open')}</span>
				<Kbd size="xs">Ctrl K</Kbd>
			</UnstyledButton>
			<div className={classes.scroll}>
				<Nodes nodes={tree} />
				{menu.length > 0 && (
					<>
						<div className={classes.section}>{t('nav.system')}</div>
						<ul className={classes.list}>
							{menu.map(({ to, label, icon: Sign }) => (
								<li key={to}>
									<NavLink to={to} className={classes.link ?? ''}>
										<Sign size={18} stroke={1.7} aria-hidden />
										<span className="r-truncate">{label}</span>
									</NavLink>
								</li>
							))}
						</ul>
					</>
				)}
			</div>
			<Account />
		</nav>
	);
}

function Nodes({ nodes }: { nodes: NavigationNode[] }) {
	return (
		<ul className={classes.list}>
			{nodes.map((node) => (
				<li key={node.collection.name}>{node.children.length > 0 || node.collection.isFolder ? <Folder node={node} /> : <CollectionLink collection={node.collection} />}</li>
			))}
		</ul>
	);
}

/** A collection, and the saved views of it. */
function CollectionLink({ collection }: { collection: Collection }) {
	const labels = useLabels();
	const saved = bookmarksOf(usePresets(), collection.name);
	const { pathname } = useLocation();
	const [parameters] = useSearchParams();
	const here = `/content/${collection.name}`;
	const isHere = pathname === here || pathname.startsWith(`${here}/`);
	const opened = parameters.get('bookmark');
	return (
		<>
			<Link to={`/content/${collection.name}`} className={classes.link ?? ''} aria-current={isHere && opened === null ? 'page' : undefined}>
				<CollectionIcon name={collection.icon} />
				<span className="r-truncate">{labels.collection(collection)}</span>
			</Link>
			{saved.length > 0 && (
				<ul className={classes.list}>
					{saved.map((view) => (
						<li key={view.id}>
							<Link to={`/content/${collection.name}?bookmark=${String(view.id)}`} className={classes.link ?? ''} aria-current={isHere && opened === String(view.id) ? 'page' : undefined}>
								<CollectionIcon name={view.icon ?? 'bookmark'} />
								<span className="r-truncate">{view.bookmark}</span>
							</Link>
						</li>
					))}
				</ul>
			)}
		</>
	);
}

function Folder({ node }: { node: NavigationNode }) {
	const { t } = useTranslation();
	const labels = useLabels();
	const { collection, children } = node;
	const [isOpen, setIsOpen] = useLocalStorage({ key: `relata.folder.${collection.name}`, defaultValue: collection.collapse !== 'closed', getInitialValueInEffect: false });
	const open = isOpen || collection.collapse === 'locked';
	const name = labels.collection(collection);
	return (
		<>
			<button type="button" className={classes.link} onClick={() => setIsOpen(!open)} aria-expanded={open} aria-label={t(open ? 'nav.collapse' : 'nav.expand', { name })}>
				<CollectionIcon name={collection.icon} folder />
				<span className="r-truncate">{name}</span>
				<IconChevronRight size={15} className={classes.chevron} data-open={open} />
			</button>
			{open && (
				<>
					{!collection.isFolder && <CollectionLink collection={collection} />}
					<Nodes nodes={children} />
				</>
			)}
		</>
	);
}

function Account() {
	const { t, i18n } = useTranslation();
	const me = useMe();
	const navigate = useNavigate();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const name = [me.first_name, me.last_name].filter(Boolean).join(' ') || me.email || '';
	const logout = async () => {
		session.end();
		await client.logout().catch(() => undefined);
		queryClient.clear();
		await navigate('/login');
	};
	// The account takes the choice along to other devices; who may not change theirs keeps it on this one.
	const remember = (choice: Partial<Pick<Me, 'appearance' | 'language'>>) => void ask('/users/me', { method: 'PATCH', body: choice }).then(() => queryClient.setQueryData(meQuery.queryKey, { ...me, ...choice })).catch(() => undefined);
	const schemes = [
		{ value: 'light', label: t('nav.light'), icon: IconSun },
		{ value: 'dark', label: t('nav.dark'), icon: IconMoon },
		{ value: 'auto', label: t('nav.auto'), icon: IconDeviceDesktop },
	] as const;
	return (
		<div className={classes.foot}>
			<Menu position="top-start" width={220}>
				<Menu.Target>
					<UnstyledButton className={classes.link} aria-label={`${t('nav.account')}: ${name}`}>
						<Avatar size={26} radius="xl" color="sea" name={name} />
						<span className="r-truncate">{name}</span>
					</UnstyledButton>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconUserCircle size={16} />} onClick={() => void navigate('/profile')}>
						{t('nav.profile')}
					</Menu.Item>
					<Menu.Divider />
					<Menu.Label>{t('nav.appearance')}</Menu.Label>
					{schemes.map(({ value, label, icon: Sign }) => (
						<Menu.Item key={value} leftSection={<Sign size={16} />} closeMenuOnClick={false} onClick={() => {
								setColorScheme(value);
								remember({ appearance: value });
							}} aria-current={colorScheme === value} fw={colorScheme === value ? 600 : 400}>
							{label}
						</Menu.Item>
					))}
					<Menu.Divider />
					<Menu.Label>{t('nav.language')}</Menu.Label>
					{(Object.keys(LANGUAGES) as Language[]).map((language) => (
						<Menu.Item key={language} lang={language} onClick={() => {
								void changeLanguage(language);
								remember({ language: LANGUAGES[language].tag });
							}} aria-current={i18n.language === language} fw={i18n.language === language ? 600 : 400}>
							{LANGUAGES[language].name}
						</Menu.Item>
					))}
					<Menu.Divider />
					<Menu.Item leftSection={<IconLogout size={16} className="r-flip" />} onClick={() => void logout()}>
						{t('nav.logout')}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
		</div>
	);
}
