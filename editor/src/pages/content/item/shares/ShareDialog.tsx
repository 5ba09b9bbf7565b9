/** A new link, or what one is changed to. */
import { Checkbox, NumberInput, PasswordInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { ask } from '../../../../api/client';
import { problemsOf } from '../../../../api/errors';
import { useMe } from '../../../../api/model';
import { createShare, updateShare, useShareChange } from '../../../../api/shares';
import { localTime } from '../../../../model/moment';
import type { Key } from '../../../../model/schema';
import { endsBeforeStart, type Share, type ShareEntry } from '../../../../model/share';
import { CloseGuard, Dialog } from '../../../../ui/Dialog';
import { DialogEnd } from '../../../../ui/DialogEnd';

/** `of`: the share that is changed, or the item that gets a new one. */
export function ShareDialog({ of, onClose }: { of: Share | { collection: string; item: Key }; onClose: () => void }) {
	const { t } = useTranslation(['item', 'common']);
	const me = useMe();
	const before = 'id' in of ? of : null;
	const [start] = useState<ShareEntry>(() => entryOf(before, me.role?.id ?? null));
	const [entry, setEntry] = useState(start);
	const set = (part: Partial<ShareEntry>) => setEntry((old) => ({ ...old, ...part }));
	const save = useShareChange(() => ('id' in of ? updateShare(of.id, entry) : createShare(of.collection, of.item, entry)));
	const isBackward = endsBeforeStart(entry);
	return (
		<Dialog opened onClose={onClose} title={t(before ? 'shares.editTitle' : 'shares.makeTitle')}>
			<CloseGuard dirty={JSON.stringify(entry) !== JSON.stringify(start)} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					// A dialog's form stands within the item's page, whose form it isn't.
					event.stopPropagation();
					if (!isBackward) save.mutate(undefined, { onSuccess: onClose });
				}}
			>
				<Stack gap="md">
					<TextInput label={t('shares.name')} description={t('shares.nameHint')} maxLength={255} data-autofocus value={entry.name} onChange={(event) => set({ name: event.currentTarget.value })} />
					<RoleSelect value={entry.role} onChange={(role) => set({ role })} />
					<PasswordInput
						label={t('shares.password')}
						description={t(before?.password ? 'shares.passwordKept' : 'shares.passwordHint')}
						autoComplete="new-password"
						disabled={entry.isPasswordRemoved}
						value={entry.password}
						onChange={(event) => set({ password: event.currentTarget.value })}
					/>
					{before?.password && <Checkbox mt={-8} label={t('shares.passwordRemove')} checked={entry.isPasswordRemoved} onChange={(event) => set({ isPasswordRemoved: event.currentTarget.checked, password: '' })} />}
					<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
						<TextInput type="datetime-local" label={t('shares.start')} value={entry.start} onChange={(event) => set({ start: event.currentTarget.value })} />
						<TextInput type="datetime-local" label={t('shares.end')} value={entry.end} error={isBackward && t('shares.backward')} onChange={(event) => set({ end: event.currentTarget.value })} />
					</SimpleGrid>
					<NumberInput label={t('shares.maxUses')} description={t('shares.maxUsesHint')} min={1} allowDecimal={false} value={entry.maxUses ?? ''} onChange={(value) => set({ maxUses: typeof value === 'number' ? value : null })} />
					<DialogEnd problem={save.isError ? problemsOf(save.error)[0]?.message : undefined} label={t(before ? 'common:actions.save' : 'shares.make')} isPending={save.isPending} disabled={isBackward} onClose={onClose} />
				</Stack>
			</form>
		</Dialog>
	);
}

/** Without the right to see roles there is one's own. */
function RoleSelect({ value, onChange }: { value: string | null; onChange: (role: string | null) => void }) {
	const { t } = useTranslation('item');
	const me = useMe();
	const mayRoles = useAccess().may('read', 'directus_roles');
	const roles = useQuery({ queryKey: ['roles', 'names'], queryFn: () => ask<Array<{ id: string; name: string }>>('/roles', { params: { fields: ['id', 'name'], sort: ['name'], limit: -1 } }), enabled: mayRoles });
	const known = roles.data ?? (me.role ? [me.role] : []);
	const data = [{ value: '', label: t('shares.public') }, ...known.map((role) => ({ value: role.id, label: role.name }))];
	return <Select label={t('shares.role')} description={t('shares.roleHint')} data={data} value={value ?? ''} onChange={(next) => onChange(next || null)} allowDeselect={false} />;
}

function entryOf(share: Share | null, role: string | null): ShareEntry {
	const local = (moment: string | null | undefined) => (moment ? localTime(moment) : '');
	return { name: share?.name ?? '', role: share ? share.role : role, password: '', isPasswordRemoved: false, start: local(share?.date_start), end: local(share?.date_end), maxUses: share?.max_uses ?? null };
}
