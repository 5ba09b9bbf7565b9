/** A date or a time to compare with: a fixed one, or one that moves along ("7 days ago"). */
import { ActionIcon, Group, NumberInput, Select, TextInput, Tooltip } from '@mantine/core';
import { IconCalendar, IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { moves, readDistance, UNITS, writeDistance, type Distance, type Unit } from '../../model/filter/moments';
import { instantOf, localTime } from '../../model/moment';

const INPUTS: Record<string, string> = { date: 'date', dateTime: 'datetime-local', timestamp: 'datetime-local', time: 'time' };
/** Where one begins who wants a moment that moves along. */
const START: Distance = { n: -7, unit: 'day' };

interface DateValueProps {
	label: string;
	/** The type of the field. */
	type: string;
	value: string;
	mayMove: boolean;
	onChange: (value: string) => void;
}

export function DateValue({ label, type, value, mayMove, onChange }: DateValueProps) {
	const { t } = useTranslation('filter');
	const distance = readDistance(value);
	const isMoving = moves(value);
	const entry = isMoving ? (distance ? <Moving label={label} distance={distance} onChange={onChange} /> : <Written label={label} value={value} onChange={onChange} />) : <Fixed label={label} type={type} value={value} onChange={onChange} />;
	if (type === 'time' || !(mayMove || isMoving)) return entry;
	const other = t(isMoving ? 'moment.fixed' : 'moment.moving');
	return (
		<Group gap={4} wrap="nowrap">
			{entry}
			<Tooltip label={other}>
				<ActionIcon
					variant="subtle"
					color="gray"
					size={36}
					aria-label={other}
					onClick={() => {
						onChange(isMoving ? '' : writeDistance(START));
					}}
				>
					{isMoving ? <IconCalendar size={16} /> : <IconHistory size={16} />}
				</ActionIcon>
			</Tooltip>
		</Group>
	);
}

/** The inputs of browsers know no zones: an instant is shown as the clock on the wall had it. */
function Fixed({ label, type, value, onChange }: Omit<DateValueProps, 'mayMove'>) {
	const isInstant = type === 'timestamp';
	const shown = value === '' ? '' : type === 'date' ? value.slice(0, 10) : isInstant ? localTime(value) : value.slice(0, 16);
	if (value !== '' && shown === '') return <Written label={label} value={value} onChange={onChange} />;
	return (
		<TextInput
			aria-label={label}
			type={INPUTS[type] ?? 'text'}
			value={shown}
			onChange={(event) => {
				const text = event.currentTarget.value;
				onChange(isInstant ? (instantOf(text) ?? '') : text);
			}}
			w={type === 'date' || type === 'time' ? 150 : 205}
		/>
	);
}

/** What is written in a way that has no input of its own. */
function Written({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
	return (
		<TextInput
			aria-label={label}
			value={value}
			onChange={(event) => {
				onChange(event.currentTarget.value);
			}}
			w={190}
		/>
	);
}

/** So many days, months, … ago or ahead. */
export function Moving({ label, distance, onChange }: { label: string; distance: Distance; onChange: (value: string) => void }) {
	const { t } = useTranslation('filter');
	// While the number is typed there may be none for a moment: the rest stays as it was.
	const [last, setLast] = useState(distance);
	const [isEmptied, setIsEmptied] = useState(false);
	const { unit } = distance.n === 0 ? last : distance;
	const direction = (distance.n === 0 ? last : distance).n > 0 ? 'ahead' : 'ago';
	const put = (way: 'ago' | 'ahead', n: number, of: Unit): void => {
		setLast({ n: way === 'ahead' ? 1 : -1, unit: of });
		onChange(writeDistance({ n: (way === 'ahead' ? 1 : -1) * n, unit: of }));
	};
	const options = (['ago', 'ahead'] as const).flatMap((way) => UNITS.map((one) => ({ value: `${way}.${one}`, label: t(`moment.${way}.${one}`) })));
	return (
		<Group gap={4} wrap="nowrap" role="group" aria-label={label}>
			<NumberInput
				aria-label={t('moment.n')}
				value={isEmptied && distance.n === 0 ? '' : Math.abs(distance.n)}
				onChange={(n) => {
					setIsEmptied(n === '');
					put(direction, Number(n), unit);
				}}
				min={0}
				allowDecimal={false}
				allowNegative={false}
				w={70}
			/>
			<Select
				aria-label={t('moment.unit')}
				data={options}
				value={`${direction}.${unit}`}
				onChange={(value) => {
					const [way, of] = (value ?? '').split('.');
					put(way === 'ahead' ? 'ahead' : 'ago', Math.abs(distance.n) || 1, of as Unit);
				}}
				allowDeselect={false}
				w={170}
			/>
		</Group>
	);
}
