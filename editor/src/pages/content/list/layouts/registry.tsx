/** The layouts of a list. The table comes with the page; each other is loaded when it is first chosen. */
import { IconCalendar, IconLayoutGrid, IconLayoutKanban, IconListTree, IconTable, type Icon } from '@tabler/icons-react';
import { lazy, type ComponentType } from 'react';

import type { LayoutName } from '../../../../model/layout/presets';
import { Table } from './table/Table';
import type { LayoutOptionsProps, LayoutProps } from './types';

interface Layout {
	icon: Icon;
	Body: ComponentType<LayoutProps>;
	/** What can be chosen about it. */
	Options?: ComponentType<LayoutOptionsProps>;
}

const body = (load: () => Promise<ComponentType<LayoutProps>>) => lazy(async () => ({ default: await load() }));
const options = (load: () => Promise<ComponentType<LayoutOptionsProps>>) => lazy(async () => ({ default: await load() }));

export const LAYOUT: Record<LayoutName, Layout> = {
	tabular: { icon: IconTable, Body: Table },
	cards: { icon: IconLayoutGrid, Body: body(async () => (await import('./cards/Cards')).Cards), Options: options(async () => (await import('./cards/CardsOptions')).CardsOptions) },
	kanban: { icon: IconLayoutKanban, Body: body(async () => (await import('./kanban/Kanban')).Kanban), Options: options(async () => (await import('./kanban/KanbanOptions')).KanbanOptions) },
	calendar: { icon: IconCalendar, Body: body(async () => (await import('./calendar/Calendar')).Calendar), Options: options(async () => (await import('./calendar/CalendarOptions')).CalendarOptions) },
	tree: { icon: IconListTree, Body: body(async () => (await import('./tree/Tree')).Tree), Options: options(async () => (await import('./tree/TreeOptions')).TreeOptions) },
};
