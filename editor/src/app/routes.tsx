/** Every address of the Editor. A page is one line here; it is loaded when it is first visited. */
import type { ComponentType } from 'react';
import { createBrowserRouter, matchRoutes, redirect, type RouteObject } from 'react-router';

import { editorRoot } from '../api/client';
import { withTexts, type Part } from '../i18n/i18n';
import { RouteFailure } from './RouteFailure';
import { beginSession, requireFirstRun, requireNoSecondFactor, requireSession } from './start';
import { ViewAsBanner } from './ViewAsBanner';

type Page = () => Promise<{ Component: ComponentType }>;

const page = (path: string, lazy: Page): RouteObject => ({ path, lazy, errorElement: <RouteFailure /> });

/** Nothing can be shown, but whoever looks as somebody else gets back. */
const ShellFailure = () => (
	<>
		<ViewAsBanner />
		<RouteFailure />
	</>
);

/** Pages whose texts aren't among the first. */
const saying = (...parts: Part[]) => (path: string, lazy: Page): RouteObject => page(path, () => withTexts(lazy(), ...parts));

const way = saying('ways');
const form = saying('forms');
const shared = saying('ways', 'forms');
const administration = saying('forms', 'administration');
const secondFactor = saying('ways', 'forms', 'administration');

/** For everybody. */
const open: RouteObject[] = [
	way('login', async () => ({ Component: (await import('../pages/session/LoginPage')).LoginPage })),
	way('forgot-password', async () => ({ Component: (await import('../pages/session/ForgotPage')).ForgotPage })),
	way('reset-password', async () => ({ Component: (await import('../pages/session/ResetPage')).ResetPage })),
	way('register', async () => ({ Component: (await import('../pages/session/RegisterPage')).RegisterPage })),
	way('accept-invite', async () => ({ Component: (await import('../pages/session/InvitePage')).InvitePage })),
	{ ...secondFactor('tfa-setup', async () => ({ Component: (await import('../pages/session/TfaSetupPage')).TfaSetupPage })), loader: requireNoSecondFactor },
	shared('shared/:id', async () => ({ Component: (await import('../pages/session/SharedPage')).SharedPage })),
	{ ...way('setup', async () => ({ Component: (await import('../pages/session/SetupPage')).SetupPage })), loader: requireFirstRun },
];

/** For users. */
const inside: RouteObject[] = [
	{ index: true, loader: () => redirect('/content'), element: null },
	page('content', async () => ({ Component: (await import('../pages/content/WelcomePage')).WelcomePage })),
	administration('model', async () => ({ Component: (await import('../pages/model/list/ModelPage')).ModelPage })),
	administration('model/+diagram', async () => ({ Component: (await import('../pages/model/diagram/DiagramPage')).DiagramPage })),
	administration('model/:collection', async () => ({ Component: (await import('../pages/model/collection/CollectionPage')).CollectionPage })),
	administration('model/:collection/add', async () => ({ Component: (await import('../pages/model/collection/CollectionPage')).CollectionPage })),
	administration('model/:collection/field/:field', async () => ({ Component: (await import('../pages/model/collection/CollectionPage')).CollectionPage })),
	administration('model/:collection/relation', async () => ({ Component: (await import('../pages/model/relation/RelationPage')).RelationPage })),
	administration('model/:collection/relation/:kind', async () => ({ Component: (await import('../pages/model/relation/RelationPage')).RelationPage })),
	page('content/:collection', async () => ({ Component: (await import('../pages/content/list/ListPage')).ListPage })),
	form('content/:collection/:key', async () => ({ Component: (await import('../pages/content/item/ItemPage')).ItemPage })),
	form('files', async () => ({ Component: (await import('../pages/files/FilesPage')).FilesPage })),
	form('files/:key', async () => ({ Component: (await import('../pages/files/FilePage')).FilePage })),
	administration('users', async () => ({ Component: (await import('../pages/access/UsersPage')).UsersPage })),
	administration('users/:id', async () => ({ Component: (await import('../pages/access/UserPage')).UserPage })),
	administration('access', async () => ({ Component: (await import('../pages/access/AccessPage')).AccessPage })),
	administration('access/roles/:id', async () => ({ Component: (await import('../pages/access/RolePage')).RolePage })),
	administration('access/policies/:id', async () => ({ Component: (await import('../pages/access/PolicyPage')).PolicyPage })),
	administration('access/explain', async () => ({ Component: (await import('../pages/access/ExplainPage')).ExplainPage })),
	administration('settings', async () => ({ Component: (await import('../pages/project/SettingsPage')).SettingsPage })),
	administration('activity', async () => ({ Component: (await import('../pages/project/ActivityPage')).ActivityPage })),
	administration('profile', async () => ({ Component: (await import('../pages/project/ProfilePage')).ProfilePage })),
	page('*', async () => ({ Component: (await import('../pages/MissingPage')).MissingPage })),
];

const basename = editorRoot.pathname.replace(/\/$/, '');

// Before the router asks for the page's code: a browser loads six files at a time, and there are many.
if (!matchRoutes(open, location, basename)) beginSession();

export const router = createBrowserRouter(
	[
		{ errorElement: <RouteFailure />, HydrateFallback: () => null, children: [...open, { loader: requireSession, shouldRevalidate: () => false, lazy: async () => ({ Component: (await import('./Shell')).Shell }), errorElement: <ShellFailure />, children: inside }] },
	],
	{ basename },
);
