/** What values must look like, and what is said where they don't. */
import { Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useFilterContext } from '../../../fields/filter/useFilterContext';
import { filterJson, parseFilter } from '../../../model/filter/tree';
import { FilterBuilder, type FilterContext } from '../../../ui/filter/FilterBuilder';
import type { PartProps } from './FieldDrawer';

/** A rule over the fields of the item itself. */
export function useRuleContext(collection: string): FilterContext {
	return { ...useFilterContext(collection), flat: true };
}

export function ValidationPart({ collection, draft, set }: PartProps) {
	const { t } = useTranslation('model');
	const context = useRuleContext(collection.name);
	const [rule, setRule] = useState(() => parseFilter(draft.validation));
	return (
		<Stack gap="md">
			<Text size="sm" c="dimmed">
				{t('field.validationHint')}
			</Text>
			<FilterBuilder
				context={context}
				value={rule}
				onChange={(next) => {
					setRule(next);
					set({ validation: filterJson(next) });
				}}
			/>
			<TextInput
				label={t('field.validationMessage')}
				value={draft.validationMessage}
				onChange={(event) => {
					set({ validationMessage: event.currentTarget.value });
				}}
			/>
		</Stack>
	);
}
