/** Names that the system gives itself come as keys; these are their words. */
import type { TFunction } from 'i18next';

const KNOWN = {
	'$t:public_label': 'system.public',
	'$t:public_description': 'system.publicHint',
	'$t:admin_description': 'system.adminHint',
	'$t:admin_policy_description': 'system.adminHint',
} as const;

export function policyText(text: string | null, t: TFunction<'access'>): string {
	if (text === null) return '';
	const key = text in KNOWN ? KNOWN[text as keyof typeof KNOWN] : undefined;
	return key === undefined ? text : t(key);
}
