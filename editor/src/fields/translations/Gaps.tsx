/** Which texts are missing, language by language; each leads to its input. */
import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import type { Field } from '../../model/schema';
import type { Gap } from '../../model/translated';
import type { LanguageOption } from './languages';
import classes from './translations.module.css';

interface GapsProps {
	id: string;
	gaps: readonly Gap[];
	languages: readonly LanguageOption[];
	parts: readonly Field[];
	onWrite: (gap: Gap) => void;
}

export function Gaps({ id, gaps, languages, parts, onWrite }: GapsProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	return (
		<div id={id} className={classes.gaps}>
			{languages.map((language) => {
				const own = gaps.filter((gap) => gap.language === language.code);
				if (own.length === 0) return null;
				return (
					<div key={language.code} role="group" aria-label={t('translations.missingIn', { language: language.name })} className={classes.gapsOf}>
						<Text size="xs" fw={600} className={classes.gapsName}>
							{language.name}
						</Text>
						{own.map((gap) => {
							const part = parts.find((one) => one.name === gap.field);
							const field = part ? labels.field(part) : gap.field;
							return (
								<Button key={gap.field} size="compact-xs" variant="default" aria-label={t('translations.write', { field, language: language.name })} onClick={() => onWrite(gap)}>
									{field}
								</Button>
							);
						})}
					</div>
				);
			})}
		</div>
	);
}
