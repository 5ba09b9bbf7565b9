/** Everything around the routes: theme, direction, language, cache. */
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';

import { queryClient } from '../api/keys';
import { LANGUAGES, supported } from '../i18n/i18n';
import { resolveVariables, theme } from '../theme/theme';
import { useMessagesWanted } from '../ui/notify';
import { router } from './routes';

const Messages = lazy(async () => ({ default: (await import('../ui/Messages')).Messages }));

const colorSchemes = localStorageColorSchemeManager({ key: 'relata.appearance' });

export function App() {
	const { i18n } = useTranslation();
	const areMessagesWanted = useMessagesWanted();
	const direction = LANGUAGES[supported(i18n.language) ?? 'en'].direction;
	return (
		<DirectionProvider key={direction} initialDirection={direction} detectDirection={false}>
			<MantineProvider theme={theme} cssVariablesResolver={resolveVariables} colorSchemeManager={colorSchemes} defaultColorScheme="auto">
				<QueryClientProvider client={queryClient}>
					<RouterProvider router={router} />
					<Suspense>{areMessagesWanted && <Messages />}</Suspense>
				</QueryClientProvider>
			</MantineProvider>
		</DirectionProvider>
	);
}
