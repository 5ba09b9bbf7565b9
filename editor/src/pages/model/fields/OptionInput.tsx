/** One option of an interface, entered as its kind wants it. */
import { ActionIcon, Button, Checkbox, Group, Input, MultiSelect, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { InterfaceOption } from '../../../model/definition/interfaces';
import { ColorBox } from '../../../ui/ColorBox';
import { IconPicker } from '../../../ui/IconPicker';
import { NameInput } from '../../../ui/NameInput';

interface OptionInputProps {
	option: InterfaceOption;
	value: unknown;
	onChange: (value: unknown) => void;
	/** What the columns of a table can be. */
	columns?: ReadonlyArray<{ value: string; label: string }>;
}

export function OptionInput({ option, value, onChange, columns = [] }: OptionInputProps) {
	const { t } = useTranslation('model');
	const label = t(`option.${(option.text ?? option.key) as 'placeholder'}`);
	const text = typeof value === 'string' ? value : '';
	if (typeof option.kind === 'object') {
		return <Select label={label} data={option.kind.oneOf.map((one) => ({ value: one, label: t(`optionValue.${one as 'all'}`, { defaultValue: one }) }))} value={text || null} onChange={onChange} clearable />;
	}
	switch (option.kind) {
		case 'text':
			return (
				<TextInput
					label={label}
					value={text}
					onChange={(event) => {
						onChange(event.currentTarget.value);
					}}
				/>
			);
		case 'multiline':
			return (
				<Textarea
					label={label}
					value={text}
					onChange={(event) => {
						onChange(event.currentTarget.value);
					}}
				/>
			);
		case 'number':
			return <NumberInput label={label} value={typeof value === 'number' ? value : ''} onChange={onChange} />;
		case 'boolean':
			return (
				<Checkbox
					label={label}
					checked={value === true}
					onChange={(event) => {
						onChange(event.currentTarget.checked ? true : null);
					}}
				/>
			);
		case 'unlessOff':
			return (
				<Checkbox
					label={label}
					checked={value !== false}
					onChange={(event) => {
						onChange(event.currentTarget.checked ? null : false);
					}}
				/>
			);
		case 'columns':
			return <MultiSelect label={label} data={columns} value={Array.isArray(value) ? value.map(String) : []} onChange={onChange} searchable clearable />;
		case 'icon':
			return <IconPicker label={label} value={text || null} onChange={onChange} />;
		case 'color':
			return <ColorBox label={label} value={text} onChange={onChange} format="hex" />;
		case 'choices':
			return <Choices label={label} value={value} onChange={onChange} />;
	}
}

interface Choice {
	text: string;
	value: string;
	[other: string]: unknown;
}

function Choices({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
	const { t } = useTranslation('model');
	const choices = Array.isArray(value) ? (value as Choice[]) : [];
	const change = (index: number, part: Partial<Choice>): void => {
		onChange(choices.map((one, at) => (at === index ? { ...one, ...part } : one)));
	};
	return (
		<Input.Wrapper label={label} labelElement="div" style={{ gridColumn: '1 / -1' }}>
			<Stack gap="xs" mt={4}>
				{choices.map((choice, index) => (
					// The place is what tells these rows apart while they are being typed.
					// oxlint-disable-next-line react/no-array-index-key
					<Group key={index} gap="xs" wrap="nowrap">
						<TextInput
							aria-label={t('choices.text')}
							placeholder={t('choices.text')}
							value={choice.text}
							onChange={(event) => {
								const text = event.currentTarget.value;
								// The value follows the text until somebody gives it one of its own.
								change(index, choice.value === slug(choice.text) ? { text, value: slug(text) } : { text });
							}}
							style={{ flex: 1 }}
						/>
						<NameInput
							aria-label={t('choices.value')}
							placeholder={t('choices.value')}
							value={String(choice.value)}
							onChange={(event) => {
								change(index, { value: event.currentTarget.value });
							}}
							style={{ flex: 1 }}
						/>
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={t('choices.remove', { name: choice.text })}
							onClick={() => {
								onChange(choices.filter((_, at) => at !== index));
							}}
						>
							<IconTrash size={16} />
						</ActionIcon>
					</Group>
				))}
				<Button
					variant="subtle"
					size="compact-sm"
					style={{ alignSelf: 'flex-start' }}
					leftSection={<IconPlus size={14} />}
					onClick={() => {
						onChange([...choices, { text: '', value: '' }]);
					}}
				>
					{t('choices.add')}
				</Button>
			</Stack>
		</Input.Wrapper>
	);
}

function slug(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-|-$/g, '');
}
