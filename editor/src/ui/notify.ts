/** Short messages at the edge of the page. What shows them is loaded with the first one. */
import i18next from 'i18next';
import { useSyncExternalStore } from 'react';

const READ_MS = 4000;
/** What went wrong takes longer to read. */
const UNDERSTOOD_MS = 8000;

/** Something is done. */
export function tell(message: string): void {
	void show({ message, autoClose: READ_MS });
}

/** Something was refused: why, in the server's words. */
export function refuse(message: string | undefined, title?: string): void {
	void show({ color: 'red', message, title, autoClose: UNDERSTOOD_MS });
}

let isWanted = false;
const watchers = new Set<() => void>();

/** Whether there was ever a message to show, or may be soon. */
export function useMessagesWanted(): boolean {
	return useSyncExternalStore(
		(watcher) => {
			watchers.add(watcher);
			return () => watchers.delete(watcher);
		},
		() => isWanted,
	);
}

/** Loads what shows messages: whoever has something to lose hears of it without a server, too. */
export function prepareMessages(): void {
	void ready();
}

async function ready(): Promise<typeof import('@mantine/notifications')> {
	isWanted = true;
	for (const watcher of watchers) watcher();
	return import('@mantine/notifications');
}

async function show(message: { color?: string; message: string | undefined; title?: string | undefined; autoClose: number }): Promise<void> {
	const { notifications } = await ready();
	notifications.show({ ...message, closeButtonProps: { 'aria-label': i18next.t('actions.close') } });
}
