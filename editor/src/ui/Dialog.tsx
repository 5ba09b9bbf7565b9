/** What opens over a page, in its middle or at its side. Its close button has a name, and the focus goes back to where it came from. */
import { Drawer, Modal, type DrawerProps, type ModalProps } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

export function Dialog(props: ModalProps) {
	useFocusBack(props.opened);
	return <Modal {...useDefaults()} {...props} />;
}

export function SideDialog(props: DrawerProps) {
	useFocusBack(props.opened);
	return <Drawer {...useDefaults()} {...props} />;
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

function useFocusBack(opened: boolean): void {
	const origin = useRef<HTMLElement | null>(null);
	const wasOpened = useRef(false);
	// While rendering: afterwards the menu that led here may be gone, and the focus with it.
	if (opened && !wasOpened.current) origin.current = whereFocusIs();
	wasOpened.current = opened;
	useEffect(() => {
		if (!opened) return undefined;
		return () => {
			// After what was open is gone, unless the focus went elsewhere on purpose.
			setTimeout(() => {
				const { activeElement } = document;
				if (activeElement === null || activeElement === document.body || activeElement.closest('[role=dialog]')) giveBack(origin.current);
			}, 20);
		};
	}, [opened]);
}

/** The items of a menu go with it: what counts is the button that opened it. */
function whereFocusIs(): HTMLElement | null {
	const active = document.activeElement;
	const menu = active?.closest('[role=menu]');
	const button = menu && document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
	return button ?? (active instanceof HTMLElement ? active : null);
}

function giveBack(origin: HTMLElement | null): void {
	const target = origin?.isConnected && origin !== document.body ? origin : document.getElementById('content');
	target?.focus({ preventScroll: true });
}
