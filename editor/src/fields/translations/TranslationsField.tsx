/** Translations: one language beside a reference, how much of each language is there, what is missing, and copying it. */
import { Button, Group, Progress, Select, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconCopy } from '@tabler/icons-react';
import { useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../api/errors';
import { useAccess } from '../../api/access';
import { useLabels, useSchema } from '../../api/model';
import { changeAt, withField } from '../../model/draft';
import type { Collection, M2M } from '../../model/schema';
import { expectedFields, gapsOf, hasText, type Gap } from '../../model/translated';
import { FailedState, LoadingState } from '../../ui/States';
import { useDraftStore } from '../form/draftStore';
import { FieldFrame } from '../form/FieldFrame';
import { ScopeContext, useScope, type FieldProps } from '../form/scope';
import { linkFields } from '../list/columns';
import { useRows, type ShownRow } from '../list/useRows';
import { UnknownField } from '../other/OtherFields';
import { Gaps } from './Gaps';
import { useLanguages, type LanguageOption } from './languages';
import classes from './translations.module.css';
import { translationStep, useLanguageScope } from './useLanguageScope';

export function TranslationsField(props: FieldProps) {
	const schema = useSchema();
	const relation = schema.relation(props.field.collection, props.field.name);
	const languages = relation?.kind === 'm2m' ? schema.collection(relation.related) : undefined;
	const junction = relation?.kind === 'm2m' ? schema.collection(relation.junction) : undefined;
	if (relation?.kind !== 'm2m' || !languages || !junction) return <UnknownField {...props} />;
	return <Translations {...props} relation={relation} languages={languages} junction={junction} />;
}

function Translations({ field, relation, languages, junction, isReadonly }: FieldProps & { relation: M2M; languages: Collection; junction: Collection }) {
	const { t, i18n } = useTranslation('form');
	const labels = useLabels();
	const scope = useScope();
	const store = useDraftStore();
	const access = useAccess();
	const parts = useMemo(() => linkFields(relation, junction).map((part) => (access.mayField('update', junction.name, part.name) ? part : { ...part, readonly: true })), [relation, junction, access]);
	const place = useMemo(() => ({ field, relation, junction, parts }), [field, relation, junction, parts]);
	const fields = useMemo(() => [relation.relatedField, ...parts.map((one) => one.name)], [relation, parts]);
	const { rows, isPending, error, retry } = useRows({ scope, name: field.name, relation, fields });
	const options = useLanguages(languages, field);
	const wanted = field.options['defaultLanguage'];
	const reference = options.find((one) => one.code === wanted) ?? options[0];
	const frame = useRef<HTMLDivElement>(null);
	const gapsId = useId();
	const [showsGaps, setShowsGaps] = useState(false);
	const [chosen, setChosen] = useState<string | null>(null);
	const target = options.find((one) => one.code === chosen) ?? options.find((one) => one.code === i18n.language && one !== reference) ?? options.find((one) => one !== reference);

	const rowOf = (code: string) => rows.find((row) => row.state !== 'removed' && String(languageOf(row, relation)) === code);
	const referenceScope = useLanguageScope(place, reference?.code ?? '', reference && rowOf(reference.code), isReadonly);
	const targetScope = useLanguageScope(place, target?.code ?? '', target && rowOf(target.code), isReadonly);
	if (error) return <FailedState compact problems={problemsOf(error)} onRetry={retry} />;
	if (isPending || !reference) return <LoadingState shape="form" rows={2} />;

	const copyMissing = () => {
		if (!target) return;
		const from = rowOf(reference.code)?.values ?? {};
		const row = rowOf(target.code);
		store.change(scope.path, (edits) => changeAt(edits, [translationStep(place, target.code, row)], (own) => parts.reduce((result, part) => (!hasText(row?.values[part.name]) && hasText(from[part.name]) ? withField(result, part.name, from[part.name]) : result), own)));
	};
	const expected = expectedFields(parts, rows.filter((row) => row.state !== 'removed').map((row) => row.values));
	const gaps = gapsOf(options.map((one) => one.code), expected, (code) => rowOf(code)?.values);
	const shareOf = (code: string) => 1 - gaps.filter((gap) => gap.language === code).length / Math.max(1, expected.length);
	const write = ({ language, field: part }: Gap) => {
		if (language !== reference.code) flushSync(() => setChosen(language));
		frame.current?.querySelector<HTMLElement>(`[data-part="${CSS.escape(part)}"] [data-language="${CSS.escape(language)}"] :is(input, textarea, [contenteditable=true])`)?.focus();
	};
	const pair = [{ language: reference, scope: referenceScope }, ...(target ? [{ language: target, scope: targetScope }] : [])];
	return (
		<div className={classes.frame} ref={frame}>
			<Group gap="xs" className={classes.bar}>
				<div className={classes.chips} role="group" aria-label={t('translations.languages')}>
					{options.map((language) => (
						<LanguageChip key={language.code} language={language} isReference={language === reference} isCurrent={language === target} share={shareOf(language.code)} onChoose={() => setChosen(language.code)} />
					))}
				</div>
				{gaps.length > 0 ? (
					<Button ml="auto" size="compact-xs" variant="subtle" aria-expanded={showsGaps} aria-controls={showsGaps ? gapsId : undefined} rightSection={<IconChevronDown size={14} className={classes.fold} data-open={showsGaps} />} onClick={() => setShowsGaps(!showsGaps)}>
						{t('translations.missing', { count: gaps.length })}
					</Button>
				) : (
					<Text ml="auto" size="xs" c="dimmed">
						{t('translations.complete')}
					</Text>
				)}
			</Group>
			{showsGaps && gaps.length > 0 && <Gaps id={gapsId} gaps={gaps} languages={options} parts={parts} onWrite={write} />}
			<div className={classes.columns} data-count={pair.length}>
				<div className={classes.heads}>
					<Text fw={600} size="sm">
						{reference.name}
						<Text span size="xs" c="dimmed" fw={400}>
							{` · ${t('translations.reference')}`}
						</Text>
					</Text>
					{target && (
						<Group gap="xs" justify="space-between" wrap="nowrap">
							<Select size="xs" aria-label={t('translations.choose')} data={options.filter((one) => one !== reference).map(({ code, name }) => ({ value: code, label: name }))} value={target.code} onChange={setChosen} searchable allowDeselect={false} />
							{!isReadonly && (
								<Tooltip label={t('translations.copyHint', { language: reference.name })}>
									<Button size="compact-xs" variant="subtle" leftSection={<IconCopy size={14} />} onClick={copyMissing}>
										{t('translations.copy')}
									</Button>
								</Tooltip>
							)}
						</Group>
					)}
				</div>
				{parts.map((part) => (
					<div key={part.name} className={classes.pair} role="group" aria-label={labels.field(part)} data-part={part.name}>
						{pair.map(({ language, scope: own }) => (
							<ScopeContext key={language.code} value={own}>
								<div dir={language.direction} lang={language.code} data-language={language.code} data-missing={gaps.some((gap) => gap.language === language.code && gap.field === part.name)}>
									<FieldFrame field={part} bare />
								</div>
							</ScopeContext>
						))}
					</div>
				))}
			</div>
		</div>
	);
}

function languageOf(row: ShownRow, relation: M2M): unknown {
	const value = row.values[relation.relatedField];
	return typeof value === 'object' && value !== null ? Object.values(value)[0] : value;
}

function LanguageChip({ language, isReference, isCurrent, share, onChoose }: { language: LanguageOption; isReference: boolean; isCurrent: boolean; share: number; onChoose: () => void }) {
	const { t } = useTranslation('form');
	const percent = Math.round(share * 100);
	return (
		<Tooltip label={`${language.name}: ${t('translations.share', { percent })}`}>
			<UnstyledButton className={classes.chip} data-current={isCurrent || isReference} aria-pressed={isCurrent} disabled={isReference} onClick={onChoose} aria-label={`${language.name}: ${t('translations.share', { percent })}`}>
				<span>{language.code}</span>
				<Progress value={percent} size={3} color={percent === 100 ? 'green' : 'yellow'} aria-hidden className={classes.progress} />
			</UnstyledButton>
		</Tooltip>
	);
}
