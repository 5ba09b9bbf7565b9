/** Asks before somebody leaves something that would be lost: a page with edits, or a dialog over it by the browser's Back. */
import { lazy, Suspense } from 'react';
import { useBlocker } from 'react-router';

import { isHeld } from '../ui/leaving';

const LeaveQuestion = lazy(async () => ({ default: (await import('../ui/Dialog')).LeaveQuestion }));

export function LeaveWatch() {
	const blocker = useBlocker(isHeld);
	return <Suspense>{blocker.state === 'blocked' && <LeaveQuestion opened onStay={() => blocker.reset()} onLeave={() => blocker.proceed()} />}</Suspense>;
}
