/** Markdown: written with buttons or keys, and read as it will look, beside it or instead of it. */
import { ActionIcon, Group, SegmentedControl, Tooltip } from '@mantine/core';
import { keymap, type EditorView } from '@codemirror/view';
import { IconBlockquote, IconBold, IconCode, IconHeading, IconItalic, IconLink, IconList, IconListCheck, IconListNumbers, IconSeparatorHorizontal, IconStrikethrough, IconTable, type Icon } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import { CodeEditor } from '../code/CodeEditor';
import type { FieldProps } from '../form/scope';
import { markdownKeys, runCommand, type MarkdownCommand } from './commands';
import classes from './markdown.module.css';
import { MarkdownView } from './MarkdownView';

type Mode = 'write' | 'both' | 'read';

const BUTTONS: ReadonlyArray<[MarkdownCommand, Icon]> = [
	['bold', IconBold], ['italic', IconItalic], ['strike', IconStrikethrough], ['code', IconCode], ['heading', IconHeading], ['quote', IconBlockquote],
	['bullets', IconList], ['numbers', IconListNumbers], ['tasks', IconListCheck], ['link', IconLink], ['table', IconTable], ['rule', IconSeparatorHorizontal],
];
const SHORTCUTS: Partial<Record<MarkdownCommand, string>> = { bold: 'Ctrl B', italic: 'Ctrl I', code: 'Ctrl E' };

export function MarkdownField({ field, value, onChange, isReadonly, isInvalid, describedBy }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const view = useRef<EditorView>(null);
	const [chosen, setMode] = useState<Mode>('write');
	const mode = isReadonly ? 'read' : chosen;
	const text = value === null || value === undefined ? '' : String(value);
	const label = labels.field(field);
	return (
		<div className={classes['frame']} data-invalid={isInvalid || undefined}>
			{!isReadonly && (
				<Group gap={2} className={classes['bar']} role="toolbar" aria-label={t('markdown.tools', { field: label })}>
					{BUTTONS.map(([command, Sign]) => {
						const shortcut = SHORTCUTS[command];
						return (
							<Tooltip key={command} label={`${t(`markdown.${command}`)}${shortcut ? ` (${shortcut})` : ''}`}>
								<ActionIcon variant="subtle" color="gray" size={28} disabled={mode === 'read'} aria-label={t(`markdown.${command}`)} onClick={() => view.current && runCommand(view.current, command)}>
									<Sign size={16} />
								</ActionIcon>
							</Tooltip>
						);
					})}
					<SegmentedControl size="xs" ml="auto" aria-label={t('markdown.view')} value={mode} onChange={(next) => setMode(next as Mode)} data={[{ value: 'write', label: t('markdown.write') }, { value: 'both', label: t('markdown.both') }, { value: 'read', label: t('markdown.read') }]} />
				</Group>
			)}
			<div className={classes['panes']} data-mode={mode}>
				{mode !== 'read' && (
					<CodeEditor
						value={text}
						onChange={(next) => onChange(next === '' && field.isNullable ? null : next)}
						language="markdown"
						label={label}
						describedBy={describedBy}
						isInvalid={isInvalid}
						showsNumbers={false}
						wraps
						placeholder={String(field.options['placeholder'] ?? '')}
						view={view}
						extensions={keymap.of(markdownKeys)}
					/>
				)}
				{mode !== 'write' && <MarkdownView text={text} label={t('markdown.previewOf', { field: label })} />}
			</div>
		</div>
	);
}
