/** A view's name, its icon and whom it is for. */
import { Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { ask } from '../../../../api/client';
import { problemsOf } from '../../../../api/errors';
import { useMe } from '../../../../api/model';
import { createPreset, updatePreset } from '../../../../api/presets';
import { audienceOf, type Audience, type Preset } from '../../../../model/layout/presets';
import type { Collection } from '../../../../model/schema';
import { CollectionIcon, ICON_NAMES } from '../../../../ui/CollectionIcon';
import { CloseGuard, Dialog } from '../../../../ui/Dialog';
import { DialogEnd } from '../../../../ui/DialogEnd';
import type { View } from '../useView';

interface ViewDialogProps {
	collection: Collection;
	view: View;
	/** The one that is changed; nothing for a new one. */
	preset: Preset | undefined;
	onClose: () => void;
	onSaved: (id: number) => void;
}

export function ViewDialog({ collection, view, preset, onClose, onSaved }: ViewDialogProps) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const me = useMe();
	const access = useAccess();
	const [name, setName] = useState(preset?.bookmark ?? '');
	const [icon, setIcon] = useState(preset?.icon ?? 'bookmark');
	const [audience, setAudience] = useState<Audience>(preset ? audienceOf(preset) : 'user');
	const [proposedRole] = useState(preset?.role ?? me.role?.id ?? null);
	const [role, setRole] = useState(proposedRole);
	const mayRoles = access.may('read', 'directus_roles');
	const roles = useQuery({ queryKey: ['roles', 'names'], queryFn: () => ask<Array<{ id: string; name: string }>>('/roles', { params: { fields: ['id', 'name'], sort: ['name'], limit: -1 } }), enabled: mayRoles && audience === 'role' });
	const isChanged = name !== (preset?.bookmark ?? '') || icon !== (preset?.icon ?? 'bookmark') || audience !== (preset ? audienceOf(preset) : 'user') || role !== proposedRole;
	const save = useMutation({
		mutationFn: () => {
			const told = { bookmark: name.trim(), icon, user: audience === 'user' ? me.id : null, role: audience === 'role' ? role : null };
			return preset ? updatePreset(preset.id, told) : createPreset({ ...told, collection: collection.name, search: view.search || null, filter: view.filter, ...view.whole });
		},
		onSuccess: (saved) => onSaved(saved.id),
	});
	return (
		<Dialog opened onClose={onClose} title={t(preset ? 'views.edit' : 'views.save')}>
			<CloseGuard dirty={isChanged && !save.isPending} />
			<form
				onSubmit={(event) => {
					event.preventDefault();
					save.mutate();
				}}
			>
				<Stack gap="md">
					<Group gap="xs" wrap="nowrap" align="flex-end">
						<Select aria-label={t('views.icon')} w={72} allowDeselect={false} data={ICON_NAMES} value={icon} onChange={(next) => next && setIcon(next)} leftSection={<CollectionIcon name={icon} />} styles={{ input: { color: 'transparent' } }} comboboxProps={{ width: 220, position: 'bottom-start' }} renderOption={({ option }) => <Group gap="xs"><CollectionIcon name={option.value} /> {option.label.replaceAll('_', ' ')}</Group>} />
						<TextInput style={{ flex: 1 }} label={t('views.name')} required withAsterisk={false} maxLength={255} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
					</Group>
					<Radio.Group label={t('views.for')} value={audience} onChange={(next) => setAudience(next as Audience)}>
						<Stack gap="xs" mt="xs">
							<Radio value="user" label={t('views.audience.user')} />
							<Radio value="role" label={t('views.audience.role')} />
							{audience === 'role' && mayRoles && <Select aria-label={t('views.role')} description={t('views.roleHint')} inputWrapperOrder={['label', 'input', 'description']} ms={28} data={(roles.data ?? []).map((one) => ({ value: one.id, label: one.name }))} value={role} onChange={setRole} allowDeselect={false} />}
							<Radio value="everybody" label={t('views.audience.everybody')} />
						</Stack>
					</Radio.Group>
					<Text size="xs" c="dimmed">
						{t('views.hint')}
					</Text>
					<DialogEnd problem={save.isError ? problemsOf(save.error)[0]?.message : undefined} label={c('actions.save')} isPending={save.isPending} disabled={name.trim() === '' || (audience === 'role' && role === null)} onClose={onClose} />
				</Stack>
			</form>
		</Dialog>
	);
}
