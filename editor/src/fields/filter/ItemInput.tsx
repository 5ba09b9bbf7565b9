/** Picks what a reference is compared with: one item, or several. */
import { Group, Pill } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Collection, Key } from '../../model/schema';
import { titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { ItemPicker } from '../relation/ItemPicker';
import { ItemTitle } from '../relation/ItemTitle';
import classes from './filter.module.css';

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
	const picked = !isMany && only !== undefined;
	return (
		<Group gap={6} maw={360}>
			<ItemPicker
				label={label}
				collection={collection}
				template={titleTemplate(collection)}
				placeholder={picked ? '' : label}
				exclude={isMany ? keys : []}
				picksMany={isMany}
				onPick={(key) => {
					onChange(isMany ? [...keys, key] : key);
				}}
				leftSection={<CollectionIcon name={collection.icon} size={16} />}
				rightSection={
					picked ? (
						<span className={classes.picked}>
							<ItemTitle collection={collection} itemKey={only} />
						</span>
					) : null
				}
				rightSectionWidth={picked ? 130 : 36}
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
