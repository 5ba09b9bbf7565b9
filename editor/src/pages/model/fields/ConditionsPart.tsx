/** When a field is hidden, locked or required, depending on the rest of the item. The last condition that matches wins. */
import { ActionIcon, Button, Card, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { filterJson, parseFilter, type FilterGroup } from '../../../model/filter/tree';
import type { JsonObject } from '../../../model/relations';
import { FilterBuilder } from '../../../ui/filter/FilterBuilder';
import { Flag } from './BasicsPart';
import type { PartProps } from './FieldDrawer';
import { useRuleContext } from './ValidationPart';

interface Row {
	rule: FilterGroup;
	json: JsonObject;
}

export function ConditionsPart({ collection, draft, set }: PartProps) {
	const { t } = useTranslation('model');
	const context = useRuleContext(collection.name);
	const [rows, setRows] = useState((): Row[] => draft.conditions.map((json) => ({ json, rule: parseFilter(json['rule'] as JsonObject | null) })));
	const store = (next: Row[]): void => {
		setRows(next);
		set({ conditions: next.map((row) => ({ ...row.json, rule: filterJson(row.rule) })) });
	};
	const change = (index: number, json: JsonObject): void => {
		store(rows.map((row, at) => (at === index ? { ...row, json: { ...row.json, ...json } } : row)));
	};
	return (
		<Stack gap="md">
			<Text size="sm" c="dimmed">
				{t('field.conditionsHint')}
			</Text>
			{rows.map((row, index) => (
				<Card key={row.rule.id} withBorder padding="sm">
					<Stack gap="sm">
						<Group wrap="nowrap">
							<TextInput
								aria-label={t('field.conditionName')}
								placeholder={t('field.conditionName')}
								value={typeof row.json['name'] === 'string' ? row.json['name'] : ''}
								onChange={(event) => {
									change(index, { name: event.currentTarget.value });
								}}
								style={{ flex: 1 }}
							/>
							<ActionIcon
								variant="subtle"
								color="gray"
								size={36}
								aria-label={t('field.conditionRemove')}
								onClick={() => {
									store(rows.filter((_, at) => at !== index));
								}}
							>
								<IconTrash size={16} />
							</ActionIcon>
						</Group>
						<FilterBuilder
							context={context}
							value={row.rule}
							onChange={(rule) => {
								store(rows.map((one, at) => (at === index ? { ...one, rule: { ...rule, id: row.rule.id } } : one)));
							}}
						/>
						<Group gap="lg">
							{(['hidden', 'readonly', 'required'] as const).map((flag) => (
								<Flag
									key={flag}
									label={t(`field.${flag}`)}
									checked={row.json[flag] === true}
									onChange={(on) => {
										change(index, { [flag]: on });
									}}
								/>
							))}
						</Group>
					</Stack>
				</Card>
			))}
			<Button
				variant="light"
				style={{ alignSelf: 'flex-start' }}
				leftSection={<IconPlus size={16} />}
				onClick={() => {
					store([...rows, { json: { name: '', hidden: false, readonly: false, required: false }, rule: parseFilter(null) }]);
				}}
			>
				{t('field.conditionAdd')}
			</Button>
		</Stack>
	);
}
