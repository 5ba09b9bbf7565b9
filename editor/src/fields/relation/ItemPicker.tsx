/** Type-ahead over a collection: choose an item, or make one. Asks the server only while it is open, after a pause. */
import { Combobox, Loader, Text, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../api/access';
import { titleOf, useList, type Item } from '../../api/items';
import { problemsOf } from '../../api/errors';
import { useLabels, useSchema } from '../../api/model';
import type { Collection, Key } from '../../model/schema';
import { deepOf, fieldsOf } from '../../model/template';

const N_SHOWN = 25;

interface ItemPickerProps {
	id?: string;
	label: string;
	collection: Collection;
	template: string;
	/** Shown while nobody types. */
	current?: string;
	placeholder?: string;
	filter?: Record<string, unknown> | undefined;
	/** Keys that can't be picked, e.g. because they are linked already. */
	exclude?: readonly Key[];
	/** Keys that are shown but can't be picked, and why. */
	refused?: ReadonlyMap<string, string> | undefined;
	onPick: (key: Key, item: Item) => void;
	onCreate?: ((text: string) => void) | undefined;
	isReadonly?: boolean;
	isInvalid?: boolean;
	takesFocus?: boolean;
	describedBy?: string | undefined;
	/** Stays open after a choice, to pick several. */
	picksMany?: boolean;
	leftSection?: ReactNode;
	rightSection?: ReactNode;
	rightSectionWidth?: number;
}

export function ItemPicker({ id, label, collection, template, current = '', placeholder, filter, exclude = [], refused, onPick, onCreate, isReadonly, isInvalid, takesFocus = false, describedBy, picksMany, leftSection, rightSection, rightSectionWidth }: ItemPickerProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const access = useAccess();
	const schema = useSchema();
	const [text, setText] = useState('');
	const [search] = useDebouncedValue(text.trim(), 180);
	const combobox = useCombobox({
		onDropdownClose: () => {
			combobox.resetSelectedOption();
			setText('');
		},
	});
	const fields = [...new Set([collection.primaryKey, ...fieldsOf(template)])];
	const deep = deepOf(fields, collection.name, schema);
	const conditions = [...(filter ? [filter] : []), ...(exclude.length > 0 ? [{ [collection.primaryKey]: { _nin: exclude } }] : [])];
	const found = useList(
		collection.name,
		{ fields, limit: N_SHOWN, ...(search && { search }), ...(conditions.length > 0 && { filter: { _and: conditions } }), ...(Object.keys(deep).length > 0 && { deep }), ...(!search && collection.sortField && { sort: [collection.sortField] }) },
		combobox.dropdownOpened,
	);
	// Another list is walked from its beginning.
	const beginAnew = useEffectEvent(() => {
		combobox.resetSelectedOption();
		// The input still names the option that was reached, whether it is in the list or not.
		const input = combobox.targetRef.current;
		const reached = input?.getAttribute('aria-activedescendant');
		if (reached && !document.getElementById(reached)) input?.removeAttribute('aria-activedescendant');
	});
	useEffect(() => beginAnew(), [found.data]);
	const mayCreate = onCreate && access.may('create', collection.name);
	const pick = (value: string) => {
		if (value === '+') onCreate?.(text.trim());
		else {
			const item = found.data?.find((one) => String(one[collection.primaryKey]) === value);
			if (item) onPick(item[collection.primaryKey] as Key, item);
		}
		setText('');
		if (!picksMany || value === '+') combobox.closeDropdown();
	};
	return (
		<Combobox store={combobox} onOptionSubmit={pick} shadow="md" disabled={isReadonly ?? false}>
			<Combobox.Target>
				<TextInput
					id={id}
					aria-label={id ? undefined : label}
					aria-describedby={describedBy}
					readOnly={isReadonly ?? false}
					variant={isReadonly ? 'filled' : 'default'}
					error={isInvalid}
					leftSection={leftSection ?? <IconSearch size={16} />}
					rightSection={found.isFetching && combobox.dropdownOpened ? <Loader size={16} /> : rightSection}
					rightSectionWidth={rightSectionWidth ?? 36}
					rightSectionPointerEvents="all"
					placeholder={current || placeholder}
					value={combobox.dropdownOpened ? text : current}
					onChange={(event) => {
						setText(event.currentTarget.value);
						combobox.openDropdown();
						combobox.updateSelectedOptionIndex();
					}}
					onClick={() => !isReadonly && combobox.openDropdown()}
					onKeyDown={(event) => {
						// A printable key starts a search where the current choice was shown.
						if (!isReadonly && !combobox.dropdownOpened && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
							event.preventDefault();
							setText(event.key);
							combobox.openDropdown();
						}
					}}
					onBlur={() => combobox.closeDropdown()}
					autoComplete="off"
					autoFocus={takesFocus}
				/>
			</Combobox.Target>
			<Combobox.Dropdown>
				<Combobox.Options aria-label={label} mah={320} style={{ overflowY: 'auto' }}>
					{found.data?.map((item) => {
						const key = String(item[collection.primaryKey]);
						const reason = refused?.get(key);
						return (
							<Combobox.Option key={key} value={key} disabled={reason !== undefined} {...(reason !== undefined && { c: 'dimmed', opacity: 1 })}>
								{titleOf(template, item, collection)}
								{reason !== undefined && (
									<Text size="xs">
										{reason}
									</Text>
								)}
							</Combobox.Option>
						);
					})}
					{found.isError && <Combobox.Empty>{problemsOf(found.error)[0]?.message}</Combobox.Empty>}
					{found.data?.length === N_SHOWN && <Combobox.Footer fz="xs" c="dimmed">{t('picker.first', { count: N_SHOWN })}</Combobox.Footer>}
					{found.data?.length === 0 && <Combobox.Empty>{t('picker.nothing')}</Combobox.Empty>}
					{!found.data && found.isPending && <Combobox.Empty>{t('picker.loading')}</Combobox.Empty>}
					{mayCreate && (
						<Combobox.Option value="+" style={{ position: 'sticky', insetBlockEnd: 0, borderBlockStart: '1px solid var(--r-line)', borderRadius: 0, background: 'var(--mantine-color-body)' }}>
							<Text span size="sm" fw={550} style={{ display: 'inline-flex', gap: 6, alignItems: 'center' }}>
								<IconPlus size={15} aria-hidden />
								{text.trim() ? t('picker.createNamed', { name: text.trim() }) : t('picker.create', { kind: labels.item(collection) })}
							</Text>
						</Combobox.Option>
					)}
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}
