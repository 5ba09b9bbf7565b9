/** What the server's explanation comes down to, in one word that stands for a sentence. Pure. */
import type { JsonObject } from '../relations';
import type { AccessRow, Granted } from './roles';
import type { PermissionAction } from './matrix';

/** A permission that speaks of what is asked. */
export interface Said {
	/** `null`: what access to the Editor implies. */
	policy: string | null;
	policy_name: string;
	field_allowed: boolean;
	rule: JsonObject | null;
	/** `null` where no item is asked about. */
	rule_met: boolean | null;
	failed: JsonObject[];
	/** Why the rule means nothing at all, if it doesn't. */
	problem: string | null;
}

/** Why somebody may or may not do something, as the server says it. */
export interface Explanation {
	allowed: boolean;
	reason: string;
	policies: { id: string; name: string | null }[];
	permissions: Said[];
}

export interface Question {
	/** `null`: somebody who isn't logged in. */
	user: string | null;
	collection: string;
	action: PermissionAction;
	/** Empty: no certain item. */
	key: string;
	/** `null`: no certain field. */
	field: string | null;
}

export type Verdict = 'admin' | 'some' | 'someItems' | 'field' | 'fieldItem' | 'rule' | 'broken' | 'noItem' | 'elsewhere' | 'noPolicy' | 'nothing';

/** `mayElsewhere`: a policy that holds from certain addresses only would allow it. */
export function verdictOf({ allowed, permissions, policies, reason }: Explanation, { key, field }: Question, mayElsewhere: boolean): Verdict {
	if (permissions.length === 0) {
		if (allowed) return 'admin';
		if (reason.startsWith('There is no item')) return 'noItem';
		return mayElsewhere ? 'elsewhere' : policies.length === 0 ? 'noPolicy' : 'nothing';
	}
	const ofField = permissions.filter((one) => one.field_allowed);
	const applied = ofField.filter((one) => one.problem === null);
	if (field !== null && ofField.length === 0) return 'field';
	if (applied.length === 0) return 'broken';
	if (allowed) return key === '' && applied.every((one) => one.rule !== null) ? 'someItems' : 'some';
	return field !== null && permissions.some((one) => one.rule_met === true) ? 'fieldItem' : 'rule';
}

const ALLOWED: readonly Verdict[] = ['admin', 'some', 'someItems'];

export function isAllowed(verdict: Verdict): boolean {
	return ALLOWED.includes(verdict);
}

/** A policy, as far as it matters where it holds. */
interface Placed {
	id: string;
	admin_access: boolean;
	ip_access: string[] | null;
}

/** The policies among those given that hold from certain addresses only: nobody knows from where somebody will come. */
export function placedPolicies<P extends Placed>(policies: readonly P[], given: readonly string[]): P[] {
	return policies.filter((policy) => given.includes(policy.id) && (policy.ip_access?.length ?? 0) > 0);
}

/** The policies of those who aren't logged in. Nobody else has them. */
export function publicPolicies(access: readonly AccessRow[]): Granted[] {
	return access.filter((row) => row.role === null && row.user === null).map((row) => ({ policy: row.policy, through: { kind: 'public' } }));
}
