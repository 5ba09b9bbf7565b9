/** Asks for the position that a row goes to. */
import { Button, Group, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export function MoveTo({ position, last, onMove }: { position: number; last: number; onMove: (position: number) => void }) {
	const { t } = useTranslation('content');
	const [typed, setTyped] = useState<number | string>(position);
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (typeof typed === 'number') onMove(typed);
			}}
		>
			<Group gap="xs" align="flex-end" wrap="nowrap">
				<NumberInput label={t('list.position')} value={typed} onChange={setTyped} min={1} max={last} w={120} autoFocus />
				<Button type="submit">{t('list.moveDo')}</Button>
			</Group>
		</form>
	);
}
