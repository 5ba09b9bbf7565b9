/** Asks before staged edits are lost. */
import { useDraft, useDraftStore } from '../../../fields/form/draftStore';
import type { Edits } from '../../../model/draft';
import { LeaveGuard } from '../../../ui/LeaveGuard';

export const isDirty = (edits: Edits): boolean => Object.keys(edits).length > 0;

export function DraftGuard() {
	const store = useDraftStore();
	return <LeaveGuard dirty={useDraft(isDirty)} isDirty={() => isDirty(store.getEdits())} />;
}
