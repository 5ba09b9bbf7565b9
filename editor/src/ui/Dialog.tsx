/** What opens over a page, in its middle or at its side. Its close button has a name, the focus goes back to where it came from, and what is entered in it isn't lost by a key. */
import { Button, Drawer, Group, Modal, Text, type DrawerProps, type ModalProps } from '@mantine/core';
import { createContext, use, useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';

import { useHold } from './leaving';
import { useUnloadWarning } from './useUnloadWarning';

export function Dialog(props: ModalProps) {
	useFocusBack(props.opened);
	const { unsaved, close, question } = useClosing(props);
	return (
		<UnsavedContext value={unsaved}>
			<Modal {...useDefaults()} {...props} onClose={close} closeOnEscape={false} />
			{question}
		</UnsavedContext>
	);
}

export function SideDialog(props: DrawerProps) {
	useFocusBack(props.opened);
	const { unsaved, close, question } = useClosing(props);
	return (
		<UnsavedContext value={unsaved}>
			<Drawer {...useDefaults()} {...props} onClose={close} closeOnEscape={false} />
			{question}
		</UnsavedContext>
	);
}

/** Whether the dialog around holds something that closing it would lose. */
const UnsavedContext = createContext<RefObject<boolean> | null>(null);

/** Within a dialog: as long as something is entered, whoever closes it or goes elsewhere by the browser's Back is asked. A button that says that it cancels doesn't ask. */
export function CloseGuard({ dirty }: { dirty: boolean }) {
	const unsaved = use(UnsavedContext);
	useUnloadWarning(dirty);
	useHold(({ currentLocation: here, nextLocation: next }) => dirty && (here.pathname !== next.pathname || here.search !== next.search));
	useEffect(() => {
		if (!unsaved) return undefined;
		unsaved.current = dirty;
		return () => {
			unsaved.current = false;
		};
	}, [unsaved, dirty]);
	return null;
}

function useClosing({ opened, onClose, closeOnEscape = true }: Pick<ModalProps, 'opened' | 'onClose' | 'closeOnEscape'>) {
	const unsaved = useRef(false);
	const [isAsked, setIsAsked] = useState(false);
	const close = () => {
		if (unsaved.current) setIsAsked(true);
		else onClose();
	};
	const leave = () => {
		setIsAsked(false);
		onClose();
	};
	useEscape(opened, closeOnEscape ? close : () => undefined);
	return { unsaved, close, question: isAsked && <LeaveQuestion opened onStay={() => setIsAsked(false)} onLeave={leave} /> };
}

/** What Escape does in each open dialog, the uppermost one last. */
const escapes: Array<() => void> = [];

/** Escape closes the uppermost dialog only; Mantine would close all. */
function useEscape(opened: boolean, close: () => void): void {
	const escape = useEffectEvent(close);
	useEffect(() => {
		if (!opened) return undefined;
		const own = () => escape();
		if (escapes.push(own) === 1) addEventListener('keydown', escapeUppermost, { capture: true });
		return () => {
			escapes.splice(escapes.indexOf(own), 1);
			if (escapes.length === 0) removeEventListener('keydown', escapeUppermost, { capture: true });
		};
	}, [opened]);
}

function escapeUppermost(event: KeyboardEvent): void {
	if (event.key !== 'Escape' || event.isComposing) return;
	const target = event.target instanceof Element ? event.target : null;
	// A list that is open below an input, and what opened beside a button, close before the dialog does.
	if (target?.getAttribute('data-mantine-stop-propagation') === 'true' || target?.closest('[role=dialog], [role=menu]')?.matches(':not([aria-modal=true])')) return;
	escapes.at(-1)?.();
}

interface LeaveQuestionProps {
	opened: boolean;
	onStay: () => void;
	onLeave: () => void;
}

/** Edits would be lost: shall they? */
export function LeaveQuestion({ opened, onStay, onLeave }: LeaveQuestionProps) {
	const { t } = useTranslation('content');
	return (
		<Dialog opened={opened} onClose={onStay} title={t('leave.title')}>
			<Text c="dimmed" mb="lg">
				{t('leave.hint')}
			</Text>
			<Group justify="flex-end">
				<Button variant="default" onClick={onLeave}>
					{t('leave.discard')}
				</Button>
				<Button data-autofocus onClick={onStay}>
					{t('leave.stay')}
				</Button>
			</Group>
		</Dialog>
	);
}

function useDefaults() {
	const { t } = useTranslation();
	return {
		closeButtonProps: { 'aria-label': t('actions.close') },
		// Mantine forgets it where a dialog goes as a whole, as most of ours do.
		returnFocus: false,
		// Else it is a banner, of which a page has one.
		attributes: { header: { role: 'none' } },
	};
}

/** What is drawn may have the focus, too. */
type Focusable = HTMLElement | SVGElement;

function useFocusBack(opened: boolean): void {
	const origin = useRef<Focusable | null>(null);
	const isWithinDialog = useRef(false);
	const wasOpened = useRef(false);
	// While rendering: afterwards the menu that led here may be gone, and the focus with it.
	if (opened && !wasOpened.current) {
		origin.current = whereFocusIs();
		isWithinDialog.current = (origin.current?.closest('[role=dialog]') ?? null) !== null;
	}
	wasOpened.current = opened;
	useEffect(() => {
		if (!opened) return undefined;
		return () => {
			// After what was open is gone, unless the focus went elsewhere on purpose.
			setTimeout(() => {
				const { activeElement } = document;
				// The dialog below went with this one, and gives back what it took itself.
				if (isWithinDialog.current && origin.current?.isConnected !== true) return;
				if (activeElement === null || activeElement === document.body || activeElement.closest('[role=dialog]')) giveBack(origin.current);
			}, 20);
		};
	}, [opened]);
}

/** The items of a menu go with it: what counts is the button that opened it. */
function whereFocusIs(): Focusable | null {
	const active = document.activeElement;
	const menu = active?.closest('[role=menu]');
	const button = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
	return button ?? (active instanceof HTMLElement || active instanceof SVGElement ? active : null);
}

function giveBack(origin: Focusable | null): void {
	const target = origin?.isConnected && origin !== document.body ? origin : document.getElementById('content');
	target?.focus({ preventScroll: true });
}
