/** Picks anybody who has an account, found by name or address; besides, what may be there instead of somebody. */
import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

import { userName, useUser, useUsers } from '../../api/accessModel';

interface PersonSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'filter'> {
	value: string | null;
	onChange: (user: string | null) => void;
	/** A choice that is nobody's account. */
	nobody?: { value: string; label: string };
}

export function PersonSelect({ value, onChange, nobody, ...rest }: PersonSelectProps) {
	const [typed, setTyped] = useState('');
	const chosen = useUser(value === null || value === nobody?.value ? '+' : value).data;
	// The name of who is chosen stands in the input, too.
	const isName = typed === nobody?.label || (chosen !== undefined && typed === userName(chosen));
	const [search] = useDebouncedValue(isName ? '' : typed.trim(), 200);
	const found = useUsers(search, 1, null).data?.rows ?? [];
	const people = chosen && !found.some((one) => one.id === chosen.id) ? [chosen, ...found] : found;
	const data = [...(nobody ? [nobody] : []), ...people.map((one) => ({ value: one.id, label: userName(one) }))];
	return <Select data={data} value={value} onChange={onChange} searchable onSearchChange={setTyped} filter={({ options }) => options} {...rest} />;
}
