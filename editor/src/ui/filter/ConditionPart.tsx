/** One condition of a filter: the way to a field, how it is compared, and with what. */
import { ActionIcon, Group, Select, Tooltip } from '@mantine/core';
import { IconBrackets, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { inputFor, operatorsFor, splitFunction, startValue, targetOf, toMany, type Operator, type Target } from '../../model/filter/operators';
import { gathered, type Condition, type FilterGroup } from '../../model/filter/tree';
import { FieldPath } from './FieldPath';
import type { FilterContext } from './FilterBuilder';
import { FilterValue } from './FilterValue';
import { useOperatorLabel } from './words';

export function Remove({ onClick }: { onClick: () => void }) {
	const { t } = useTranslation('filter');
	return (
		<ActionIcon variant="subtle" color="gray" size={36} aria-label={t('remove')} onClick={onClick}>
			<IconTrash size={16} />
		</ActionIcon>
	);
}

interface ConditionPartProps {
	context: FilterContext;
	condition: Condition;
	isNew: boolean;
	onChange: (to: Condition | null) => void;
	/** Makes room for more conditions on the same one of many items. */
	onGather: (to: FilterGroup) => void;
}

export function ConditionPart({ context, condition, isNew, onChange, onGather }: ConditionPartProps) {
	const { t } = useTranslation('filter');
	const operatorLabel = useOperatorLabel();
	const operatorInput = useRef<HTMLInputElement>(null);
	useEffect(() => {
		if (isNew) operatorInput.current?.focus();
	}, [isNew]);
	const target = targetOf(context.schema, context.collection, condition.path);
	const together = gathered(condition);
	const known: readonly Operator[] = context.flat ? [...operatorsFor(target), '_regex'] : operatorsFor(target);
	const operators = known.includes(condition.operator as Operator) ? known : [condition.operator as Operator, ...known];
	const input = inputFor(target, condition.operator);
	const setOperator = (operator: string | null): void => {
		if (operator === null) return;
		const next = inputFor(target, operator);
		onChange({ ...condition, operator, value: next === input ? condition.value : startValue(next) });
	};
	return (
		<Group gap={6} wrap="nowrap" align="flex-start">
			<Group gap={6} style={{ flex: 1 }} align="flex-start">
				<FieldPath
					context={context}
					path={condition.path}
					onPick={(path) => {
						const to = targetOf(context.schema, context.collection, path);
						const operator = operatorsFor(to).includes(condition.operator as Operator) ? condition.operator : (operatorsFor(to)[0] ?? '_eq');
						onChange({ ...condition, path, operator, value: sameInput(to, target, operator, condition.operator) ? condition.value : startValue(inputFor(to, operator)) });
					}}
				/>
				<Quantifiers context={context} condition={condition} onChange={onChange} />
				{together && (
					<Tooltip label={t('together')}>
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={t('together')}
							onClick={() => {
								onGather(together);
							}}
						>
							<IconBrackets size={16} />
						</ActionIcon>
					</Tooltip>
				)}
				<Select ref={operatorInput} aria-label={t('operator')} data={operators.map((operator) => ({ value: operator, label: operatorLabel(target, operator) }))} value={condition.operator as Operator} onChange={setOperator} allowDeselect={false} w={220} />
				<FilterValue
					context={context}
					target={target}
					input={input}
					value={condition.value}
					onChange={(value) => {
						onChange({ ...condition, value });
					}}
				/>
			</Group>
			<Remove
				onClick={() => {
					onChange(null);
				}}
			/>
		</Group>
	);
}

function sameInput(a: Target | null, b: Target | null, operatorA: string, operatorB: string): boolean {
	return inputFor(a, operatorA) === inputFor(b, operatorB) && a?.relation === b?.relation;
}

/** Of many items on the way: does any have to match, or none? */
function Quantifiers({ context, condition, onChange }: { context: FilterContext; condition: Condition; onChange: (to: Condition) => void }) {
	const fields: { index: number; label: string; value: string }[] = [];
	condition.path.forEach((part, index) => {
		const before = condition.path.slice(0, index + 1);
		const next = condition.path[index + 1];
		if (part.startsWith('_') || splitFunction(part).name !== null || next === undefined) return;
		const target = targetOf(context.schema, context.collection, before);
		if (toMany(target?.relation)) fields.push({ index: index + 1, label: target ? context.fieldLabel(target.field) : part, value: next === '_none' ? '_none' : '_some' });
	});
	return fields.map(({ index, label, value }) => (
		<Quantifier
			key={index}
			label={label}
			value={value}
			onChange={(next) => {
				const at = condition.path[index];
				const replaced = at === '_some' || at === '_none' ? 1 : 0;
				onChange({ ...condition, path: [...condition.path.slice(0, index), next, ...condition.path.slice(index + replaced)] });
			}}
		/>
	));
}

export function Quantifier({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
	const { t } = useTranslation('filter');
	return (
		<Select
			aria-label={t('quantifier', { field: label })}
			data={[
				{ value: '_some', label: t('some') },
				{ value: '_none', label: t('none') },
			]}
			value={value}
			onChange={(next) => {
				onChange(next ?? '_some');
			}}
			allowDeselect={false}
			w={150}
		/>
	);
}
