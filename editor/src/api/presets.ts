/** Presets: how collections are shown, and saved views. All that concern the user are read at once. */
import { useSuspenseQuery } from '@tanstack/react-query';

import { defaultPreset, type Preset, type ViewChanges, withChanges } from '../model/layout/presets';
import { ask } from './client';
import { keys, queryClient } from './keys';
import { useMe, type Me } from './model';

const FIELDS = ['id', 'bookmark', 'collection', 'user', 'role', 'icon', 'color', 'search', 'filter', 'layout', 'layout_query', 'layout_options'];

/** The presets that concern somebody. */
export function presetsQuery(me: Me) {
	const mine = { user: { _eq: me.id } };
	const everybody = { _and: [{ user: { _null: true } }, { role: { _null: true } }] };
	const role = me.role ? [{ _and: [{ user: { _null: true } }, { role: { _eq: me.role.id } }] }] : [];
	return { queryKey: keys.presets, queryFn: () => ask<Preset[]>('/presets', { params: { fields: FIELDS, filter: { _or: [mine, ...role, everybody] }, limit: -1 } }), staleTime: 300_000 };
}

export function usePresets(): readonly Preset[] {
	return useSuspenseQuery(presetsQuery(useMe())).data;
}

function remember(changed: Preset): void {
	queryClient.setQueryData<Preset[]>(keys.presets, (before = []) => [...before.filter((one) => one.id !== changed.id), changed]);
}

export async function createPreset(preset: Partial<Preset>): Promise<Preset> {
	const made = await ask<Preset>('/presets', { method: 'POST', body: preset, params: { fields: FIELDS } });
	remember(made);
	return made;
}

export async function updatePreset(id: number, changes: Partial<Preset>): Promise<Preset> {
	const changed = await ask<Preset>(`/presets/${String(id)}`, { method: 'PATCH', body: changes, params: { fields: FIELDS } });
	remember(changed);
	return changed;
}

export async function deletePreset(id: number): Promise<void> {
	await ask(`/presets/${String(id)}`, { method: 'DELETE' });
	queryClient.setQueryData<Preset[]>(keys.presets, (before = []) => before.filter((one) => one.id !== id));
}

// One after the other: two at once would both make a first preset.
let last: Promise<unknown> = Promise.resolve();

/** Keeps for the user how a collection is shown to him. What role or project set up stays theirs. */
export function keepView(me: Me, collection: string, changes: ViewChanges): Promise<unknown> {
	last = last.then(async () => {
		const found = defaultPreset(queryClient.getQueryData<Preset[]>(keys.presets) ?? [], collection);
		const view = withChanges(found, changes);
		if (found?.user === me.id) await updatePreset(found.id, view);
		else await createPreset({ collection, user: me.id, ...view });
		// Whoever may not keep presets still sees what he chose, until he leaves.
	}).catch(() => undefined);
	return last;
}
