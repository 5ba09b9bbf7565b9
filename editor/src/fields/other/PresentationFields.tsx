/** Fields that have no value: they put the form in order, explain it, or lead elsewhere. */
import { Alert, Button, Collapse, Divider, Group, Text, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconExternalLink, IconHelp, IconInfoCircle } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import { textOf } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { useEditsAt } from '../form/draftStore';
import { useScope, type FieldProps } from '../form/scope';
import classes from './presentation.module.css';

const option = (field: FieldProps['field'], name: string): string => (typeof field.options[name] === 'string' ? field.options[name] : '');

export function DividerField({ field }: FieldProps) {
	const labels = useLabels();
	const icon = option(field, 'icon');
	const label = (
		<Group gap={6} wrap="nowrap" component="span">
			{icon && <CollectionIcon name={icon} size={16} />}
			{option(field, 'title') || labels.field(field)}
		</Group>
	);
	return <Divider label={label} labelPosition="left" my="xs" />;
}

export function HeaderField({ field }: FieldProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const id = useId();
	const [isOpen, setIsOpen] = useState(false);
	const icon = option(field, 'icon');
	const help = option(field, 'help');
	const subtitle = option(field, 'subtitle');
	return (
		<div className={classes['header']}>
			{icon && (
				<span className={classes['sign']}>
					<CollectionIcon name={icon} size={22} />
				</span>
			)}
			<div style={{ flex: 1, minWidth: 0 }}>
				<Text component="h2" fw={640} size="xl">
					{option(field, 'title') || labels.field(field)}
				</Text>
				{subtitle && <Text c="dimmed">{subtitle}</Text>}
				{help && (
					<>
						<UnstyledButton className={classes['help']} aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
							<IconHelp size={16} aria-hidden /> {t('help')}
						</UnstyledButton>
						<Collapse expanded={isOpen} id={id}>
							<Text mt={6}>{textOf(help)}</Text>
						</Collapse>
					</>
				)}
			</div>
		</div>
	);
}

const NOTICES = { success: ['green', IconCircleCheck], warning: ['yellow', IconAlertTriangle], danger: ['red', IconAlertTriangle] } as const;

export function NoticeField({ field }: FieldProps) {
	const [color, Sign] = NOTICES[option(field, 'color') as keyof typeof NOTICES] ?? ['sea', IconInfoCircle];
	const icon = option(field, 'icon');
	return (
		<Alert variant="light" color={color} icon={icon ? <CollectionIcon name={icon} /> : <Sign size={18} aria-hidden />} styles={{ message: { color: 'var(--mantine-color-text)' } }}>
			{option(field, 'text') || field.note}
		</Alert>
	);
}

interface LinkOption {
	label?: string;
	icon?: string;
	type?: string;
	url?: string;
}

export function LinksField({ field }: FieldProps) {
	const scope = useScope();
	const edits = useEditsAt(scope.path);
	const links = Array.isArray(field.options['links']) ? (field.options['links'] as LinkOption[]) : [];
	const values: Record<string, unknown> = { ...scope.base, ...edits };
	const filled = (text: string, encode: (part: string) => string) => text.replace(/{{\s*([\w.]+)\s*}}/g, (_, name: string) => encode(textOf(values[name])));
	return (
		<Group gap="xs">
			{links.map((link) => {
				const url = filled(link.url ?? '', encodeURIComponent);
				const label = filled(link.label ?? link.url ?? '', String);
				// An address that runs something isn't one.
				const isUsable = /^(https?:|mailto:|tel:|\/|#)/i.test(url);
				return (
					<Button key={`${label} ${url}`} variant={link.type === 'primary' ? 'filled' : 'default'} leftSection={link.icon ? <CollectionIcon name={link.icon} size={16} /> : <IconExternalLink size={16} aria-hidden />} disabled={!isUsable} {...(isUsable && { component: 'a', href: url, target: url.startsWith('http') ? '_blank' : undefined, rel: 'noreferrer' })}>
						{label}
					</Button>
				);
			})}
		</Group>
	);
}
