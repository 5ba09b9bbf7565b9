/** On a page: asks before edits are lost. */
import { useEffect } from 'react';

import { useHold } from './leaving';
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
	useHold(({ currentLocation: here, nextLocation: next }) => isDirty() && (here.pathname !== next.pathname || (withinPage && here.search !== next.search)));
	useEffect(prepare, []);
	useUnloadWarning(dirty);
	return null;
}

/** What asks and what tells has to be there without a server, too. */
function prepare(): void {
	prepareMessages();
	void import('./Dialog');
}
