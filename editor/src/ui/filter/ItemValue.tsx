/** An item, or several, to compare a reference with; of people and what they have, also those of whoever asks. */
import { Group, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { FilterContext } from './FilterBuilder';

const CERTAIN = 'certain';
/** What stands for whoever asks: one of them, and several. */
const VARIABLES = {
	directus_users: { one: '$CURRENT_USER', many: '$CURRENT_USER' },
	directus_roles: { one: '$CURRENT_ROLE', many: '$CURRENT_ROLES' },
	directus_policies: { one: undefined, many: '$CURRENT_POLICIES' },
} as const;

interface ItemValueProps {
	context: FilterContext;
	collection: string;
	isMany: boolean;
	value: unknown;
	onChange: (value: unknown) => void;
	label: string;
}

export function ItemValue({ context, collection, isMany, value, onChange, label }: ItemValueProps) {
	const { t } = useTranslation('filter');
	const known = context.variables && Object.hasOwn(VARIABLES, collection) ? VARIABLES[collection as keyof typeof VARIABLES] : undefined;
	const variable = isMany ? known?.many : known?.one;
	const given: unknown = Array.isArray(value) ? value[0] : value;
	const isVariable = variable !== undefined && given === variable;
	const none = isMany ? [] : '';
	return (
		<Group gap={6} wrap="wrap">
			{variable !== undefined && (
				<Select
					aria-label={t('variable.label')}
					data={[
						{ value: CERTAIN, label: t('variable.certain') },
						{ value: variable, label: t(`variable.${variable}`) },
					]}
					value={isVariable ? variable : CERTAIN}
					onChange={(next) => {
						onChange(next === CERTAIN ? none : isMany ? [variable] : variable);
					}}
					allowDeselect={false}
					w={190}
				/>
			)}
			{!isVariable && context.renderItem?.({ collection, isMany, value, onChange, label })}
		</Group>
	);
}
