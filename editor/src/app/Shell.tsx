/** The frame around every page of a logged-in user. */
import { Alert } from '@mantine/core';
import { useHotkeys, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconCloudOff } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';

import { useReachable } from '../api/connection';
import { useProjectName } from '../api/model';
import { useSessionLost } from '../api/session';
import { useUploads } from '../api/uploadList';
import { withTexts } from '../i18n/i18n';
import { NavigationContext } from '../ui/Page';
import { LoadingState } from '../ui/States';
import { LeaveWatch } from './LeaveWatch';
import { NavigationBar } from './NavigationBar';
import { openPalette, usePaletteWanted } from './palette';
import classes from './Shell.module.css';
import { ViewAsBanner } from './ViewAsBanner';

const CoveringNavigation = lazy(async () => ({ default: (await import('./CoveringNavigation')).CoveringNavigation }));
const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }));
const UploadPanel = lazy(async () => ({ default: (await withTexts(import('../fields/library/UploadPanel'), 'forms')).UploadPanel }));
const LoginDialog = lazy(async () => ({ default: (await withTexts(import('../pages/session/LoginDialog'), 'ways')).LoginDialog }));

export function Shell() {
	const { t } = useTranslation();
	const covers = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false }) ?? false;
	const [stays, setStays] = useLocalStorage({ key: 'relata.navigation', defaultValue: true, getInitialValueInEffect: false });
	const [isOver, setIsOver] = useState(false);
	const isReachable = useReachable();
	const isSessionLost = useSessionLost();
	const { pathname } = useLocation();
	useEffect(() => setIsOver(false), [pathname]);
	const isPaletteWanted = usePaletteWanted();
	useHotkeys([['mod+K', () => void openPalette()]], []);
	const isUploading = useUploads().length > 0;
	const project = useProjectName();

	const navigation = useMemo(() => {
		const isOpen = covers ? isOver : stays;
		return { isOpen, covers, toggle: () => (covers ? setIsOver(!isOver) : setStays(!stays)), project };
	}, [covers, isOver, stays, setStays, project]);

	return (
		<NavigationContext value={navigation}>
			<a href="#content" className="r-skip">
				{t('nav.skip')}
			</a>
			<div className={classes.shell}>
				{!covers && stays && <NavigationBar onHide={navigation.toggle} />}
				<div className={classes.page}>
					{!isReachable && (
						<Alert variant="light" color="orange" icon={<IconCloudOff size={18} />} radius={0} py="xs" role="alert">
							{t('states.offline')}
						</Alert>
					)}
					<ViewAsBanner />
					<Suspense fallback={<LoadingState />}>
						<Outlet />
					</Suspense>
				</div>
			</div>
			<Suspense>{covers && <CoveringNavigation opened={isOver} onClose={() => setIsOver(false)} />}</Suspense>
			<Suspense>{isPaletteWanted && <Palette />}</Suspense>
			<Suspense>{isUploading && <UploadPanel />}</Suspense>
			<Suspense>{isSessionLost && <LoginDialog />}</Suspense>
			<LeaveWatch />
		</NavigationContext>
	);
}
