/** The menu of block types, with a search where there are many, paste, and choosing an item that exists. */
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core';
import { IconClipboard, IconLink, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import type { Edits } from '../../model/draft';
import type { Collection, Key } from '../../model/schema';
import { titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { Dialog } from '../../ui/Dialog';
import { MenuButton } from '../../ui/MenuButton';
import { ItemPicker } from '../relation/ItemPicker';
import classes from './blocks.module.css';
import { pasted } from './clipboard';

interface AddBlockProps {
	allowed: Collection[];
	/** Kinds of items that can be linked, where that is offered. */
	linkable?: Collection[];
	label: string;
	/** A thin line between two blocks instead of a button. */
	isBetween?: boolean;
	onAdd: (collection: Collection, values?: Edits) => void;
	onLink?: (collection: Collection, key: Key) => void;
}

const N_SEARCHED = 7;

export function AddBlock({ allowed, linkable = allowed, label, isBetween, onAdd, onLink }: AddBlockProps) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const [isLinking, setIsLinking] = useState(false);
	const button = isBetween ? (
		<ActionIcon size={22} radius="xl" variant="filled" aria-label={label} className={classes.betweenButton}>
			<IconPlus size={14} />
		</ActionIcon>
	) : (
		<Button variant="default" leftSection={<IconPlus size={16} />} className={classes.addButton}>
			{label}
		</Button>
	);
	const menu = (
		<MenuButton position="bottom-start" width={250} button={button}>
			{() => <BlockTypes allowed={allowed} onAdd={onAdd} onLink={onLink && (() => setIsLinking(true))} />}
		</MenuButton>
	);
	return (
		<>
			{isBetween ? <div className={classes.between}>{menu}</div> : menu}
			{onLink && (
				<Dialog opened={isLinking} onClose={() => setIsLinking(false)} title={t('blocks.link')}>
					{linkable.map((one) => (
						<div key={one.name} style={{ marginBlockEnd: 12 }}>
							<ItemPicker
								label={labels.collection(one)}
								collection={one}
								template={titleTemplate(one)}
								placeholder={labels.collection(one)}
								leftSection={<CollectionIcon name={one.icon} size={16} />}
								onPick={(key) => {
									onLink(one, key);
									setIsLinking(false);
								}}
							/>
						</div>
					))}
				</Dialog>
			)}
		</>
	);
}

function BlockTypes({ allowed, onAdd, onLink }: Pick<AddBlockProps, 'allowed' | 'onAdd'> & { onLink: (() => void) | undefined }) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const [search, setSearch] = useState('');
	const [copied] = useState(pasted);
	const shown = allowed.filter((one) => labels.collection(one).toLowerCase().includes(search.toLowerCase()));
	const source = copied ? allowed.find((one) => one.name === copied.collection) : undefined;
	return (
		<>
			{allowed.length > N_SEARCHED && <TextInput m={4} size="xs" leftSection={<IconSearch size={14} />} aria-label={t('blocks.searchTypes')} placeholder={t('blocks.searchTypes')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />}
			{shown.map((one) => (
				<Menu.Item key={one.name} leftSection={<CollectionIcon name={one.icon} size={17} />} onClick={() => onAdd(one)}>
					{labels.item(one)}
				</Menu.Item>
			))}
			{(source || onLink) && <Menu.Divider />}
			{source && copied && (
				<Menu.Item leftSection={<IconClipboard size={17} />} onClick={() => onAdd(source, copied.values)}>
					{t('blocks.paste', { kind: labels.item(source) })}
				</Menu.Item>
			)}
			{onLink && (
				<Menu.Item leftSection={<IconLink size={17} />} onClick={onLink}>
					{t('blocks.link')}
				</Menu.Item>
			)}
		</>
	);
}
