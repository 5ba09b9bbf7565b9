/** One of the icons that collections can have; found by typing a part of its name. */
import { CloseButton, Combobox, Group, InputBase, useCombobox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { CollectionIcon, ICON_NAMES } from './CollectionIcon';
import classes from './IconPicker.module.css';

interface IconPickerProps {
	id?: string;
	/** Shown above; without it, whoever uses the picker names it by its id. */
	label?: string;
	describedBy?: string | undefined;
	value: string | null;
	onChange: (icon: string | null) => void;
	isReadonly?: boolean;
	isInvalid?: boolean;
}

export function IconPicker({ id, label, describedBy, value, onChange, isReadonly = false, isInvalid = false }: IconPickerProps) {
	const { t } = useTranslation();
	const [search, setSearch] = useState('');
	const combobox = useCombobox({
		onDropdownClose: () => {
			combobox.resetSelectedOption();
			combobox.focusTarget();
			setSearch('');
		},
		onDropdownOpen: () => combobox.focusSearchInput(),
	});
	const shown = ICON_NAMES.filter((name) => name.replaceAll('_', ' ').includes(search.toLowerCase().trim()));
	return (
		<Combobox
			store={combobox}
			withinPortal
			disabled={isReadonly}
			onOptionSubmit={(icon) => {
				onChange(icon === value ? null : icon);
				combobox.closeDropdown();
			}}
		>
			<Combobox.Target targetType="button">
				<InputBase
					{...(id && { id })}
					component="button"
					type="button"
					pointer
					label={label}
					aria-describedby={describedBy}
					error={isInvalid}
					disabled={isReadonly}
					leftSection={<CollectionIcon name={value ?? undefined} />}
					rightSection={value !== null && !isReadonly ? <CloseButton size="sm" aria-label={t('actions.clear')} onMouseDown={(event) => event.preventDefault()} onClick={() => onChange(null)} /> : <Combobox.Chevron />}
					rightSectionPointerEvents={value === null ? 'none' : 'all'}
					onClick={() => {
						combobox.toggleDropdown();
					}}
				>
					{value?.replaceAll('_', ' ') ?? t('icon.none')}
				</InputBase>
			</Combobox.Target>
			<Combobox.Dropdown>
				<Combobox.Search value={search} onChange={(event) => setSearch(event.currentTarget.value)} placeholder={t('icon.search')} aria-label={t('icon.search')} />
				<Combobox.Options mah={240} style={{ overflowY: 'auto' }} aria-label={label ?? t('icon.choose')}>
					<Group gap={4}>
						{shown.map((name) => (
							<Combobox.Option key={name} value={name} active={name === value} aria-label={name.replaceAll('_', ' ')} title={name.replaceAll('_', ' ')} className={classes['option'] ?? ''}>
								<CollectionIcon name={name} />
							</Combobox.Option>
						))}
					</Group>
					{shown.length === 0 && <Combobox.Empty>{t('icon.nothing')}</Combobox.Empty>}
				</Combobox.Options>
			</Combobox.Dropdown>
		</Combobox>
	);
}
