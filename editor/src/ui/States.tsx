/** What a page shows while it has nothing to show: loading, empty, failed, forbidden. */
import { Button, Code, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconLock, IconRefresh, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Problem {
	code: string;
	message: string;
}

interface NoticeProps {
	icon: Icon;
	title: string;
	children?: ReactNode;
	action?: ReactNode;
	compact?: boolean;
}

/** A centred message with a next step. */
export function Notice({ icon: Sign, title, children, action, compact = false }: NoticeProps) {
	return (
		<Stack align="center" gap="xs" py={compact ? 'lg' : 72} px="md" ta="center" role="status">
			<ThemeIcon size={compact ? 36 : 48} radius="xl" variant="light" color="gray" mb={4}>
				<Sign size={compact ? 18 : 24} stroke={1.6} />
			</ThemeIcon>
			{compact ? (
				// Within a part of a page, whose level nobody knows here.
				<Text fw={650} size="lg">
					{title}
				</Text>
			) : (
				<Title order={2}>{title}</Title>
			)}
			{children && (
				<Text c="dimmed" maw={420} size="md" component="div">
					{children}
				</Text>
			)}
			{action && <div style={{ marginBlockStart: 8 }}>{action}</div>}
		</Stack>
	);
}

/** What went wrong, in the server's words, and a way to try again. */
export function FailedState({ problems, onRetry, compact }: { problems: Problem[]; onRetry?: () => void; compact?: boolean }) {
	const { t } = useTranslation();
	const first = problems[0];
	const retry = onRetry && (
		<Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
			{t('actions.retry')}
		</Button>
	);
	if (first?.code === 'FORBIDDEN') {
		return (
			<Notice icon={IconLock} title={t('states.forbidden')} {...(compact && { compact })}>
				{t('states.forbiddenHint')}
			</Notice>
		);
	}
	if (first?.code === 'UNREACHABLE') {
		return <Notice icon={IconCloudOff} title={t('states.unreachable')} action={retry} {...(compact && { compact })} />;
	}
	return (
		<Notice icon={IconAlertTriangle} title={t('states.failed')} action={retry} {...(compact && { compact })}>
			{problems.map((problem) => (
				<div key={problem.message}>{problem.message}</div>
			))}
			{first && first.code !== 'UNKNOWN' && <Code mt={6}>{first.code}</Code>}
		</Notice>
	);
}

/** Grey lines in the shape of a form or a table. */
export function LoadingState({ shape = 'page', rows = 6 }: { shape?: 'page' | 'form' | 'rows'; rows?: number }) {
	const { t } = useTranslation();
	const lines = Array.from({ length: rows }, (_, index) => index);
	return (
		<Stack gap={shape === 'rows' ? 10 : 'lg'} p={shape === 'page' ? 'lg' : 0} role="status" aria-label={t('states.loading')}>
			{shape === 'page' && <Skeleton h={26} w="32%" />}
			{lines.map((index) => (
				<div key={index}>
					{shape === 'form' && <Skeleton h={12} w={`${18 + ((index * 7) % 14)}%`} mb={8} />}
					<Skeleton h={shape === 'rows' ? 30 : 36} w={shape === 'page' ? `${92 - ((index * 13) % 30)}%` : '100%'} />
				</div>
			))}
		</Stack>
	);
}
