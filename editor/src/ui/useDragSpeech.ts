/** What a screen reader says while something is dragged: the library itself speaks English only, and names things by their keys. */
import type { Active, Announcements, DndContextProps, Over } from '@dnd-kit/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Where it is in its list, counted from 1; nothing where things have no order. */
function placeOf(one: Active | Over | null): { position: number; total: number } | undefined {
	const sortable: unknown = one?.data.current?.['sortable'];
	if (typeof sortable !== 'object' || sortable === null || !('index' in sortable) || !('items' in sortable)) return undefined;
	return typeof sortable.index === 'number' && Array.isArray(sortable.items) ? { position: sortable.index + 1, total: sortable.items.length } : undefined;
}

/** `instructions`: how to move what has the focus by keyboard; the usual keys where nothing is given. */
export function useDragSpeech(instructions?: string): NonNullable<DndContextProps['accessibility']> {
	const { t } = useTranslation();
	return useMemo(() => {
		const said = (what: 'lifted' | 'over' | 'dropped', one: Active | Over | null) => {
			const place = placeOf(one);
			return place ? t(`drag.${what}At`, place) : t(`drag.${what}`);
		};
		const announcements: Announcements = {
			onDragStart: ({ active }) => said('lifted', active),
			onDragOver: ({ over }) => (over ? said('over', over) : t('drag.nowhere')),
			onDragEnd: ({ over }) => (over ? said('dropped', over) : t('drag.cancelled')),
			onDragCancel: () => t('drag.cancelled'),
		};
		return { announcements, screenReaderInstructions: { draggable: instructions ?? t('drag.help') } };
	}, [t, instructions]);
}
