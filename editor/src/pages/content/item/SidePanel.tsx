/** Beside the form: its history, where the item is used, and the links that share it. The address says what is open. */
import { Tabs } from '@mantine/core';
import { IconArrowsJoin2, IconHistory, IconShare2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { useAccess } from '../../../api/access';
import type { Scope } from '../../../fields/form/scope';
import { SideDialog } from '../../../ui/Dialog';
import { HistoryTab } from './history/HistoryTab';
import { UsesTab } from './history/UsesTab';
import { SharesTab } from './shares/SharesTab';

const PANELS = ['history', 'uses', 'shares'] as const;
export type Panel = (typeof PANELS)[number];

export function usePanel(): [Panel | null, (panel: Panel | null) => void] {
	const [parameters, setParameters] = useSearchParams();
	const named = parameters.get('panel');
	const set = (panel: Panel | null) =>
		setParameters((before) => {
			const next = new URLSearchParams(before);
			if (panel) next.set('panel', panel);
			else next.delete('panel');
			return next;
		});
	return [PANELS.find((panel) => panel === named) ?? null, set];
}

export function SidePanel({ scope, onRestored }: { scope: Scope; onRestored: () => void }) {
	const { t } = useTranslation('item');
	const [panel, setPanel] = usePanel();
	const { collection, itemKey } = scope;
	const mayShare = useAccess().may('share', collection.name);
	if (itemKey === undefined) return null;
	return (
		<SideDialog opened={panel !== null} onClose={() => setPanel(null)} size="min(480px, 100%)" title={t('panel.title')}>
			<Tabs value={panel} onChange={(next) => setPanel(next as Panel)} keepMounted={false}>
				<Tabs.List mb="sm">
					<Tabs.Tab value="history" leftSection={<IconHistory size={16} />}>
						{t('panel.history')}
					</Tabs.Tab>
					<Tabs.Tab value="uses" leftSection={<IconArrowsJoin2 size={16} />}>
						{t('panel.uses')}
					</Tabs.Tab>
					{mayShare && (
						<Tabs.Tab value="shares" leftSection={<IconShare2 size={16} />}>
							{t('panel.shares')}
						</Tabs.Tab>
					)}
				</Tabs.List>
				<Tabs.Panel value="history">
					<HistoryTab scope={scope} itemKey={itemKey} onRestored={onRestored} />
				</Tabs.Panel>
				<Tabs.Panel value="uses">
					<UsesTab scope={scope} itemKey={itemKey} />
				</Tabs.Panel>
				{mayShare && (
					<Tabs.Panel value="shares">
						<SharesTab collection={collection} itemKey={itemKey} />
					</Tabs.Panel>
				)}
			</Tabs>
		</SideDialog>
	);
}
