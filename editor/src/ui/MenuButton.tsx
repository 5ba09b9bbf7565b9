/**
 * A button with a menu, for what stands on a page many times. The menu is mounted when it is first asked for: each one that is mounted takes
 * several renderings of its own, and React gives up where the answers for dozens of lists bring hundreds of them at once.
 */
import { Menu, type MenuProps } from '@mantine/core';
import { cloneElement, useEffect, useState, type ComponentPropsWithoutRef, type ReactElement, type ReactNode } from 'react';

interface MenuButtonProps extends Omit<MenuProps, 'children' | 'opened' | 'onChange'> {
	button: ReactElement<ComponentPropsWithoutRef<'button'>>;
	/** What the menu holds; its parts live while it is open. */
	children: (close: () => void) => ReactNode;
}

export function MenuButton({ button, children, ...menu }: MenuButtonProps) {
	const [isMounted, setIsMounted] = useState(false);
	const [isOpen, setIsOpen] = useState(false);
	useEffect(() => {
		if (isMounted) setIsOpen(true);
	}, [isMounted]);
	if (!isMounted) return cloneElement(button, { 'aria-haspopup': 'menu', 'aria-expanded': false, onClick: () => setIsMounted(true) });
	return (
		<Menu {...menu} opened={isOpen} onChange={setIsOpen}>
			{/* The button is another one from now on, and takes the focus over. */}
			<Menu.Target>{cloneElement(button, { autoFocus: true })}</Menu.Target>
			<Menu.Dropdown>{children(() => setIsOpen(false))}</Menu.Dropdown>
		</Menu>
	);
}
