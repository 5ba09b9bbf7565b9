/** The frame of every page: a head that stays, and what scrolls below it. */
import { ActionIcon, Burger, Group, Title, Tooltip } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { createContext, useContext, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import classes from './Page.module.css';

/** The shell's navigation: pages have its switch in their head on small screens. */
export interface Navigation {
	isOpen: boolean;
	toggle: () => void;
	/** Whether it covers the page when open. */
	covers: boolean;
	/** What the project is called: in the title of the window. */
	project: string;
}

export const NavigationContext = createContext<Navigation>({ isOpen: true, toggle: () => undefined, covers: false, project: 'Relata' });

interface PageProps {
	title: string;
	/** Shown in the head instead of the plain title. */
	heading?: ReactNode;
	icon?: ReactNode;
	back?: { to: string; label: string };
	/** Beside the title: counts, marks. */
	beside?: ReactNode;
	actions?: ReactNode;
	/** A second line of the head: search, filters, tabs. */
	tools?: ReactNode;
	children: ReactNode;
	/** The content brings its own padding and scrolling. */
	bare?: boolean;
}

export function Page({ title, heading, icon, back, beside, actions, tools, children, bare = false }: PageProps) {
	const { t } = useTranslation();
	const navigation = useContext(NavigationContext);
	useDocumentTitle(title === navigation.project ? title : `${title} · ${navigation.project}`);
	return (
		<div className={classes.page}>
			<section className={classes.head} aria-label={title}>
				<div className={classes.bar}>
					{(navigation.covers || !navigation.isOpen) && <Burger size="sm" opened={navigation.isOpen && navigation.covers} onClick={navigation.toggle} aria-label={t('nav.toggle')} aria-expanded={navigation.isOpen} />}
					{back && (
						<Tooltip label={back.label}>
							<ActionIcon component={Link} to={back.to} variant="subtle" color="gray" size="lg" aria-label={back.label}>
								<IconArrowLeft size={18} className="r-flip" />
							</ActionIcon>
						</Tooltip>
					)}
					{icon && <span className={classes.icon}>{icon}</span>}
					<div className={classes.title}>
						<Title order={1} className="r-truncate r-own-direction" title={title}>
							{heading ?? title}
						</Title>
						{beside}
					</div>
					<Group gap="xs" wrap="nowrap" className={classes.actions}>
						{actions}
					</Group>
				</div>
				{tools && <div className={classes.tools}>{tools}</div>}
			</section>
			<main id="content" tabIndex={-1} className={bare ? classes.bare : classes.content}>
				{children}
			</main>
		</div>
	);
}
