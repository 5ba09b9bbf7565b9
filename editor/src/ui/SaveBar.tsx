/** The end of a form: what went wrong, and the two ways out. Whoever leaves with changes is asked. */
import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { LeaveGuard } from './LeaveGuard';

interface SaveBarProps {
	dirty: boolean;
	saving: boolean;
	problems: readonly { message: string }[];
	onReset: () => void;
	label?: string;
	disabled?: boolean;
}

export function SaveBar({ dirty, saving, problems, onReset, label, disabled = false }: SaveBarProps) {
	const { t } = useTranslation(['access', 'common']);
	return (
		<div>
			<LeaveGuard dirty={dirty && !saving} />
			{problems.length > 0 && (
				<Text c="red" size="sm" role="alert" mb="sm">
					{problems.map((one) => one.message).join(' ')}
				</Text>
			)}
			<Group justify="flex-end">
				<Button variant="default" disabled={!dirty || saving} onClick={onReset}>
					{t('discard')}
				</Button>
				<Button type="submit" disabled={!dirty || disabled} loading={saving}>
					{label ?? t('common:actions.save')}
				</Button>
			</Group>
		</div>
	);
}
