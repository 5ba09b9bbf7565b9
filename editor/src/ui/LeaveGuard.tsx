/** Asks before edits are lost. A page has one at a time. */
import { Button, Group, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker } from 'react-router';

import { Dialog } from './Dialog';
import { prepareMessages } from './notify';

interface LeaveGuardProps {
	dirty: boolean;
	/** As it is at this moment, for whoever knows it before it is drawn. */
	isDirty?: () => boolean;
	/** Whether another part of the same page, such as a tab, is elsewhere. */
	withinPage?: boolean;
}

export function LeaveGuard({ dirty, isDirty = () => dirty, withinPage = false }: LeaveGuardProps) {
	const { t } = useTranslation('content');
	const blocker = useBlocker(({ currentLocation: here, nextLocation: next }) => isDirty() && (here.pathname !== next.pathname || (withinPage && here.search !== next.search)));
	useEffect(prepareMessages, []);
	useEffect(() => {
		if (!dirty) return undefined;
		const warn = (event: BeforeUnloadEvent) => event.preventDefault();
		addEventListener('beforeunload', warn);
		return () => removeEventListener('beforeunload', warn);
	}, [dirty]);
	return (
		<Dialog opened={blocker.state === 'blocked'} onClose={() => blocker.reset?.()} title={t('leave.title')}>
			<Text c="dimmed" mb="lg">
				{t('leave.hint')}
			</Text>
			<Group justify="flex-end">
				<Button variant="default" onClick={() => blocker.proceed?.()}>
					{t('leave.discard')}
				</Button>
				<Button data-autofocus onClick={() => blocker.reset?.()}>
					{t('leave.stay')}
				</Button>
			</Group>
		</Dialog>
	);
}
