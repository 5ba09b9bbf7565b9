/** One link: whether it opens, how often it was used, and what can be done with it. */
import { ActionIcon, Badge, Button, CopyButton, Group, Menu, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDots, IconExternalLink, IconLock, IconMail, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { useMe, useSchema } from '../../../../api/model';
import { shareUrl } from '../../../../api/shares';
import { ItemTitle } from '../../../../fields/relation/ItemTitle';
import { shareState, type Share, type ShareState } from '../../../../model/share';
import { DeleteShareDialog } from './DeleteShareDialog';
import { SendDialog } from './SendDialog';
import { ShareDialog } from './ShareDialog';
import classes from './shares.module.css';

const COLORS: Record<ShareState, string> = { open: 'green', waiting: 'blue', ended: 'gray', usedUp: 'gray' };

export function ShareCard({ share }: { share: Share }) {
	const { t } = useTranslation(['item', 'common']);
	const access = useAccess();
	const [opened, setOpened] = useState<'edit' | 'send' | 'delete' | null>(null);
	const state = shareState(share, new Date());
	const name = share.name ?? t('shares.nameless');
	const link = shareUrl(share.id);
	const close = () => setOpened(null);
	return (
		<li className={classes['share']}>
			<Group gap="xs" wrap="nowrap">
				<Text fw={550} className="r-truncate" flex={1} miw={0}>
					{name}
				</Text>
				{share.password !== null && <IconLock size={15} role="img" aria-label={t('shares.locked')} style={{ flex: 'none' }} />}
				<Badge color={COLORS[state]} style={{ flex: 'none' }}>
					{t(`shares.state.${state}`)}
				</Badge>
				<Menu>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={t('shares.more', { name })}>
							<IconDots size={16} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item component="a" href={link} target="_blank" rel="noreferrer" leftSection={<IconExternalLink size={16} />}>
							{t('shares.visit')}
						</Menu.Item>
						<Menu.Item leftSection={<IconPencil size={16} />} disabled={!access.may('update', 'directus_shares')} onClick={() => setOpened('edit')}>
							{t('shares.edit')}
						</Menu.Item>
						<Menu.Divider />
						<Menu.Item color="red" leftSection={<IconTrash size={16} />} disabled={!access.may('delete', 'directus_shares')} onClick={() => setOpened('delete')}>
							{t('shares.delete')}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</Group>
			<Text size="sm" c="dimmed">
				{share.max_uses === null ? t('shares.used', { count: share.times_used }) : t('shares.usedOf', { count: share.max_uses, used: share.times_used })}
				<Period share={share} />
				<Maker id={share.user_created} />
			</Text>
			<Group gap="xs" mt="xs">
				<CopyButton value={link}>
					{({ copied, copy }) => (
						<Button size="xs" variant="light" leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />} onClick={copy} aria-label={`${copied ? t('shares.copied') : t('shares.copy')}: ${name}`}>
							{copied ? t('shares.copied') : t('shares.copy')}
						</Button>
					)}
				</CopyButton>
				<Button size="xs" variant="default" leftSection={<IconMail size={14} />} onClick={() => setOpened('send')} aria-label={`${t('shares.send')}: ${name}`}>
					{t('shares.send')}
				</Button>
			</Group>
			{opened === 'edit' && <ShareDialog of={share} onClose={close} />}
			{opened === 'send' && <SendDialog share={share} onClose={close} />}
			{opened === 'delete' && <DeleteShareDialog share={share} onClose={close} />}
		</li>
	);
}

/** From when until when it opens. */
function Period({ share: { date_start, date_end } }: { share: Share }) {
	const { t, i18n } = useTranslation('item');
	const shown = (moment: string) => new Date(moment).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
	if (date_start !== null && date_end !== null) return <> · {t('shares.between', { start: shown(date_start), end: shown(date_end) })}</>;
	if (date_start !== null) return <> · {t('shares.from', { start: shown(date_start) })}</>;
	if (date_end !== null) return <> · {t('shares.until', { end: shown(date_end) })}</>;
	return null;
}

/** Who made it, unless that is whoever looks. */
function Maker({ id }: { id: string | null }) {
	const { t } = useTranslation('item');
	const users = useSchema().collection('directus_users');
	const me = useMe();
	if (id === null || id === me.id || !users) return null;
	return (
		<>
			{' · '}
			{t('shares.by')} <ItemTitle collection={users} itemKey={id} />
		</>
	);
}
