/** Asks before edits are lost. A page has one at a time. */
import { useEffect } from 'react';
import { useBlocker } from 'react-router';

import { LeaveQuestion } from './Dialog';
import { prepareMessages } from './notify';
import { useUnloadWarning } from './useUnloadWarning';

interface LeaveGuardProps {
	dirty: boolean;
	/** As it is at this moment, for whoever knows it before it is drawn. */
	isDirty?: () => boolean;
	/** Whether another part of the same page, such as a tab, is elsewhere. */
	withinPage?: boolean;
}

export function LeaveGuard({ dirty, isDirty = () => dirty, withinPage = false }: LeaveGuardProps) {
	const blocker = useBlocker(({ currentLocation: here, nextLocation: next }) => isDirty() && (here.pathname !== next.pathname || (withinPage && here.search !== next.search)));
	useEffect(prepareMessages, []);
	useUnloadWarning(dirty);
	return <LeaveQuestion opened={blocker.state === 'blocked'} onStay={() => blocker.reset?.()} onLeave={() => blocker.proceed?.()} />;
}
