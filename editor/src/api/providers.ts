/** The ways to log in besides e-mail address and password. */
import { useQuery } from '@tanstack/react-query';

import { apiRoot } from './client';

export interface Provider {
	name: string;
	driver: string;
	label: string;
	icon: string | null;
}

export interface Providers {
	data: Provider[];
	/** E-mail address and password are no way to log in. */
	disableDefault: boolean;
}

/** Asked for without the SDK, which gives no more of an answer than its `data`. */
async function readProviders(): Promise<Providers> {
	const response = await fetch(`${apiRoot}/auth`);
	return response.ok ? ((await response.json()) as Providers) : { data: [], disableDefault: false };
}

export function useProviders(): Providers | undefined {
	return useQuery({ queryKey: ['providers'], queryFn: readProviders, staleTime: Infinity }).data;
}

/** Where a provider that is a page of its own starts; it comes back to `target` afterwards. */
export function providerUrl(provider: Provider, target: string): string {
	return `${apiRoot}/auth/login/${encodeURIComponent(provider.name)}?redirect=${encodeURIComponent(target)}`;
}
