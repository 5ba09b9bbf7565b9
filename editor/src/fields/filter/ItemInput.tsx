/** Picks what a reference is compared with: one item, or several. */
import { Group, Pill } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { titleOf, useItemSummary } from '../../api/items';
import type { Collection, Key } from '../../model/schema';
import { titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { ItemPicker } from '../relation/ItemPicker';
import { ItemTitle } from '../relation/ItemTitle';

interface ItemInputProps {
	collection: Collection;
	isMany: boolean;
	value: unknown;
	onChange: (value: unknown) => void;
	label: string;
}

export function ItemInput({ collection, isMany, value, onChange, label }: ItemInputProps) {
	const keys = (Array.isArray(value) ? value : value === '' || value === null || value === undefined ? [] : [value]) as Key[];
	const [only] = keys;
	const template = titleTemplate(collection);
	const picked = isMany ? undefined : only;
	const summary = useItemSummary(collection, picked, template).data;
	const current = picked === undefined ? '' : summary ? titleOf(template, summary, collection) : String(picked);
	return (
		<Group gap={6} maw={360}>
			<ItemPicker
				label={label}
				collection={collection}
				template={template}
				current={current}
				placeholder={label}
				exclude={isMany ? keys : []}
				picksMany={isMany}
				onPick={(key) => {
					onChange(isMany ? [...keys, key] : key);
				}}
				leftSection={<CollectionIcon name={collection.icon} size={16} />}
			/>
			{isMany &&
				keys.map((key) => (
					<Picked
						key={key}
						collection={collection}
						itemKey={key}
						onRemove={() => {
							onChange(keys.filter((one) => one !== key));
						}}
					/>
				))}
		</Group>
	);
}

function Picked({ collection, itemKey, onRemove }: { collection: Collection; itemKey: Key; onRemove: () => void }) {
	const { t } = useTranslation('filter');
	return (
		<Pill size="md" withRemoveButton onRemove={onRemove} removeButtonProps={{ 'aria-label': t('unpick', { name: String(itemKey) }), 'aria-hidden': false, tabIndex: 0 }}>
			<ItemTitle collection={collection} itemKey={itemKey} />
		</Pill>
	);
}
