/** The value of a condition, entered as its field wants it. */
import { Group, MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { isTemporal, type Target, type ValueInput } from '../../model/filter/operators';
import { DateValue } from './DateValue';
import type { FilterContext } from './FilterBuilder';
import { ItemValue } from './ItemValue';
import { choicesOf, shown } from './words';

interface FilterValueProps {
	context: FilterContext;
	target: Target | null;
	input: ValueInput;
	value: unknown;
	onChange: (value: unknown) => void;
}

const NUMERIC = new Set(['integer', 'float']);
const WIDTH = 190;

/** Numbers become numbers; what isn't one (a variable, a long one) stays as typed. */
function typed(text: string, target: Target | null): unknown {
	const isNumber = target !== null && NUMERIC.has(target.type) && text.trim() !== '' && Number.isSafeInteger(Number(text)) && !text.startsWith('$');
	return isNumber ? Number(text) : text;
}

export function FilterValue({ context, target, input, value, onChange }: FilterValueProps) {
	const { t } = useTranslation('filter');
	const label = t('value');
	const list = Array.isArray(value) ? value.map(shown) : [];
	switch (input) {
		case 'none':
			return null;
		case 'boolean':
			return (
				<Select
					aria-label={label}
					data={[
						{ value: 'true', label: t('yes') },
						{ value: 'false', label: t('no') },
					]}
					value={String(value === true || value === 'true')}
					onChange={(next) => {
						onChange(next === 'true');
					}}
					allowDeselect={false}
					w={110}
				/>
			);
		case 'choice':
			return <Select aria-label={label} data={choicesOf(target)} value={shown(value) || null} onChange={onChange} searchable w={WIDTH} />;
		case 'choices':
			return <MultiSelect aria-label={label} data={choicesOf(target)} value={list} onChange={onChange} searchable miw={WIDTH} />;
		case 'list':
			return (
				<TagsInput
					aria-label={label}
					placeholder={list.length === 0 ? t('several') : ''}
					value={list}
					onChange={(next) => {
						onChange(next.map((one) => typed(one, target)));
					}}
					miw={WIDTH}
				/>
			);
		case 'pair':
			return (
				<Group gap={6}>
					{[0, 1].map((index) => (
						<One
							key={index}
							label={index === 0 ? t('from') : t('to')}
							target={target}
							value={list[index] ?? ''}
							width={130}
							variables={context.variables === true}
											onChange={(text) => {
								const pair = [list[0] ?? '', list[1] ?? ''].map((one) => typed(one, target));
								pair[index] = typed(text, target);
								onChange(pair);
							}}
						/>
					))}
				</Group>
			);
		case 'item':
		case 'items':
			if (context.renderItem && target?.relation?.kind === 'm2o') return <ItemValue context={context} collection={target.relation.related} isMany={input === 'items'} value={value} onChange={onChange} label={label} />;
			break;
		default:
	}
	return (
		<One
			label={label}
			target={target}
			value={shown(value)}
			width={WIDTH}
			variables={context.variables === true}
			onChange={(text) => {
				onChange(typed(text, target));
			}}
		/>
	);
}

interface OneProps {
	label: string;
	target: Target | null;
	value: string;
	width: number;
	variables: boolean;
	onChange: (text: string) => void;
}

function One({ label, target, value, width, variables, onChange }: OneProps) {
	if (target && isTemporal(target)) return <DateValue label={label} type={target.type} value={value} mayMove={variables} onChange={onChange} />;
	// Keys may be those of whoever asks.
	const list = variables && target?.type === 'uuid' ? 'filter-variables' : undefined;
	return (
		<>
			<TextInput
				aria-label={label}
				inputMode={target && NUMERIC.has(target.type) ? 'decimal' : 'text'}
				value={value}
				onChange={(event) => {
					onChange(event.currentTarget.value);
				}}
				w={width}
				{...(list !== undefined && { list })}
			/>
			{list !== undefined && (
				<datalist id={list}>
					{['$CURRENT_USER', '$CURRENT_ROLE', '$CURRENT_ROLES', '$CURRENT_POLICIES'].map((one) => (
						<option key={one} value={one}>
							{one}
						</option>
					))}
				</datalist>
			)}
		</>
	);
}
