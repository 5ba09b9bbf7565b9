/** Shares: links that show one item to whoever has them. */

/** A row of `directus_shares`. */
export interface Share {
	id: string;
	name: string | null;
	role: string | null;
	/** Masked: whether there is one. */
	password: string | null;
	date_start: string | null;
	date_end: string | null;
	max_uses: number | null;
	times_used: number;
	date_created: string | null;
	user_created: string | null;
}

export type ShareState = 'open' | 'waiting' | 'ended' | 'usedUp';

/** Whether a link opens at a moment, and why not. */
export function shareState(share: Pick<Share, 'date_start' | 'date_end' | 'max_uses' | 'times_used'>, now: Date): ShareState {
	if (share.date_end !== null && new Date(share.date_end) < now) return 'ended';
	if (share.max_uses !== null && share.times_used >= share.max_uses) return 'usedUp';
	if (share.date_start !== null && new Date(share.date_start) > now) return 'waiting';
	return 'open';
}

/** What is entered of a share. Moments stand as the inputs show them; `password` is what is typed: one that is there isn't known. */
export interface ShareEntry {
	name: string;
	role: string | null;
	password: string;
	isPasswordRemoved: boolean;
	start: string;
	end: string;
	maxUses: number | null;
}

/** Whether the end comes before the start: such a link never opens. */
export function endsBeforeStart({ start, end }: ShareEntry): boolean {
	return start !== '' && end !== '' && new Date(end) <= new Date(start);
}
