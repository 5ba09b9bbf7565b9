import { Paper, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, type ReactNode } from 'react';

import { useProjectLook, useProjectName, useServerInfo } from '../../api/model';
import { isLanguageChosen, showLanguage, supported } from '../../i18n/i18n';
import { ProjectMark } from '../../ui/ProjectMark';
import classes from './SessionFrame.module.css';

/** The frame of the pages for strangers. */
export function SessionFrame({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
	const project = useProjectName();
	const info = useServerInfo();
	const look = useProjectLook();
	useProjectLanguage(info?.project?.default_language);
	useDocumentTitle(`${title} · ${project}`);
	return (
		<main className={classes.frame}>
			<div className={classes.column}>
				<Text className={classes.project}>
					<ProjectMark {...look} size={30} />
					<span>
						{project}
						{info?.project?.project_descriptor && (
							<Text span size="sm" c="dimmed" display="block" fw={400}>
								{info.project.project_descriptor}
							</Text>
						)}
					</span>
				</Text>
				<Paper withBorder shadow="md" radius="lg" p="xl" className={classes.card}>
					<Title order={1} mb={hint ? 6 : 'md'}>
						{title}
					</Title>
					{hint && (
						<Text c="dimmed" mb="md">
							{hint}
						</Text>
					)}
					{children}
				</Paper>
				{info?.project?.public_note && (
					<Text size="sm" c="dimmed" ta="center">
						{info.project.public_note}
					</Text>
				)}
			</div>
		</main>
	);
}

/** What an untouched project says. */
const UNTOUCHED_LANGUAGE = 'en-US';

/** A project that speaks a language speaks it to strangers, too, unless they chose another one. */
function useProjectLanguage(tag: string | null | undefined): void {
	useEffect(() => {
		const language = tag === UNTOUCHED_LANGUAGE ? undefined : supported(tag);
		if (language && !isLanguageChosen()) void showLanguage(language);
	}, [tag]);
}
