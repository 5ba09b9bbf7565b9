/** How a dialog with a form ends: what went wrong, and its two buttons. */
import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface DialogEndProps {
	/** Why the last try failed. */
	problem: string | undefined;
	/** The button that sends the form. */
	label: string;
	isPending: boolean;
	disabled: boolean;
	onClose: () => void;
}

export function DialogEnd({ problem, label, isPending, disabled, onClose }: DialogEndProps) {
	const { t } = useTranslation();
	return (
		<>
			{problem !== undefined && (
				<Text size="sm" c="var(--mantine-color-error)" role="alert">
					{problem}
				</Text>
			)}
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{t('actions.cancel')}
				</Button>
				<Button type="submit" loading={isPending} disabled={disabled}>
					{label}
				</Button>
			</Group>
		</>
	);
}
