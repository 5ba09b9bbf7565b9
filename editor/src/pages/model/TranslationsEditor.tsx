/** Names of a collection or field in several languages. */
import { ActionIcon, Button, Input, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import type { Translated } from '../../model/raw';
import { languageName } from '../../model/relations';
import classes from './translations.module.css';

const CODES = ['en-US', 'de-DE', 'es-ES', 'ar-SA', 'fr-FR', 'it-IT', 'pt-BR', 'nl-NL', 'pl-PL', 'ru-RU', 'tr-TR', 'zh-CN', 'ja-JP', 'ko-KR', 'hi-IN', 'he-IL', 'sv-SE', 'uk-UA'];

interface TranslationsEditorProps {
	label: string;
	value: Translated[];
	/** Asks for what one and several are called, too. */
	plural?: boolean;
	onChange: (value: Translated[]) => void;
}

export function TranslationsEditor({ label, value, plural = false, onChange }: TranslationsEditorProps) {
	const { t } = useTranslation('model');
	const change = (index: number, part: Partial<Translated>): void => {
		onChange(value.map((one, at) => (at === index ? { ...one, ...part } : one)));
	};
	const used = new Set(value.map((one) => one.language));
	const options = (own: string) => [...new Set([...CODES, own])].filter((code) => code === own || !used.has(code)).map((code) => ({ value: code, label: `${languageName(code)} (${code})` }));
	return (
		<Input.Wrapper label={label} labelElement="div">
			<Stack gap="xs" mt={4}>
				{value.map((one, index) => (
					<div key={one.language} className={classes.line}>
						<Select
							aria-label={t('translations.language')}
							data={options(one.language)}
							value={one.language}
							onChange={(language) => {
								if (language !== null) change(index, { language });
							}}
							allowDeselect={false}
							searchable
						/>
						<div className={classes.names}>
							<TextInput
								aria-label={t('translations.name', { language: one.language })}
								placeholder={t('translations.namePlaceholder')}
								value={one.translation}
								onChange={(event) => {
									change(index, { translation: event.currentTarget.value });
								}}
							/>
							{plural && (
								<TextInput
									aria-label={t('translations.singular', { language: one.language })}
									placeholder={t('translations.singularPlaceholder')}
									value={one.singular ?? ''}
									onChange={(event) => {
										change(index, { singular: event.currentTarget.value });
									}}
								/>
							)}
						</div>
						<ActionIcon
							variant="subtle"
							color="gray"
							size={36}
							aria-label={t('translations.remove', { language: one.language })}
							onClick={() => {
								onChange(value.filter((_, at) => at !== index));
							}}
						>
							<IconTrash size={16} />
						</ActionIcon>
					</div>
				))}
				<Button
					variant="subtle"
					size="compact-sm"
					style={{ alignSelf: 'flex-start' }}
					leftSection={<IconPlus size={14} />}
					onClick={() => {
						const language = CODES.find((code) => !used.has(code));
						if (language !== undefined) onChange([...value, { language, translation: '' }]);
					}}
				>
					{t('translations.add')}
				</Button>
			</Stack>
		</Input.Wrapper>
	);
}
