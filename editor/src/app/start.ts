/** What must be known before any page is shown. */
import { redirect } from 'react-router';

import { accessQuery } from '../api/access';
import { ask, client } from '../api/client';
import { hasCode, problemsOf } from '../api/errors';
import { keys, queryClient } from '../api/keys';
import { meQuery, modelQuery, serverQuery, type Me } from '../api/model';
import { presetsQuery } from '../api/presets';
import { session } from '../api/session';
import { viewAs } from '../api/viewAs';
import { showLanguage, supported } from '../i18n/i18n';

/** Looking as somebody else ends where that user is gone, or one is no administrator any more. */
async function readMe(): Promise<Me> {
	try {
		return await queryClient.fetchQuery(meQuery);
	} catch (error) {
		if (!viewAs.get() || hasCode(error, 'UNREACHABLE')) throw error;
		viewAs.stop();
		queryClient.clear();
		return queryClient.fetchQuery(meQuery);
	}
}

const rulesQuery = { queryKey: keys.rules, queryFn: () => ask<{ enforce_tfa: boolean }>('/policies/me/globals'), retry: false };

/** Asks for everything at once that users' pages begin with; for whoever turns out to be a stranger it is dropped at the log-in. */
export function beginSession(): void {
	void queryClient.prefetchQuery(meQuery);
	if (!viewAs.get()) void queryClient.prefetchQuery(rulesQuery);
	void queryClient.prefetchQuery(modelQuery);
	void queryClient.prefetchQuery(accessQuery);
	void queryClient.prefetchQuery(serverQuery);
}

/** Whether the user's policies demand a second factor that isn't there. */
async function lacksSecondFactor(): Promise<boolean> {
	const me = await queryClient.fetchQuery(meQuery);
	if (me.tfa_secret !== null || viewAs.get()) return false;
	return (await queryClient.fetchQuery(rulesQuery)).enforce_tfa;
}

/** The page that makes the first account is for projects without one. */
export async function requireFirstRun(): Promise<null> {
	const info = await queryClient.fetchQuery(serverQuery);
	if (info.setupCompleted !== false) throw redirect('/login');
	return null;
}

/** The page that sets up a second factor is for users without one. */
export async function requireNoSecondFactor(): Promise<null> {
	const me = await queryClient.fetchQuery(meQuery).catch(() => {
		throw redirect('/login?to=/tfa-setup');
	});
	if (me.tfa_secret !== null) throw redirect('/content');
	return null;
}

/** Leads strangers to the log-in, and to the first-run page where nobody has an account. */
export async function requireSession({ request }: { request: Request }): Promise<null> {
	try {
		const me = await readMe();
		const language = supported(me.language);
		// Whoever looks as somebody else still wants to understand it.
		void queryClient.prefetchQuery(presetsQuery(me));
		if (language && !viewAs.get()) await showLanguage(language);
	} catch (error) {
		if (problemsOf(error).some((problem) => problem.code === 'UNREACHABLE')) throw error;
		const info = await queryClient.fetchQuery(serverQuery);
		if (info.setupCompleted === false) throw redirect('/setup');
		const url = new URL(request.url);
		const target = url.pathname + url.search;
		throw redirect(`/login?to=${encodeURIComponent(target)}`);
	}
	const here = new URL(request.url);
	if (await lacksSecondFactor()) throw redirect(`/tfa-setup?to=${encodeURIComponent(here.pathname + here.search)}`);
	if (!session.isEstablished()) {
		session.establish();
		// Keeps the session alive from here on; the SDK sets its timer by the answer.
		setTimeout(() => void client.refresh().catch(() => undefined), 30_000);
	}
	void queryClient.prefetchQuery(serverQuery);
	await Promise.all([queryClient.ensureQueryData(modelQuery), queryClient.ensureQueryData(accessQuery)]);
	return null;
}
