/** Picks what is added to a list or removed from it: items of the other side's collection, of one of several, or files of the library. */
import { ActionIcon, Group, Select, Tooltip } from '@mantine/core';
import { IconLibraryPhoto } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAccess } from '../../../../api/access';
import { titleOf } from '../../../../api/items';
import { useLabels, useSchema } from '../../../../api/model';
import { unlinkedFilter } from '../../../../fields/list/rules';
import { ItemPicker } from '../../../../fields/relation/ItemPicker';
import { usePickFilter } from '../../../../fields/relation/usePickFilter';
import type { LinkMode, Target } from '../../../../model/bulk';
import type { Collection, Field, Key, ListRelation, O2M } from '../../../../model/schema';
import { titleTemplate } from '../../../../model/template';

const FilePicker = lazy(async () => ({ default: (await import('../../../../fields/library/FilePicker')).FilePicker }));

interface TargetPickerProps {
	field: Field;
	relation: ListRelation;
	mode: LinkMode;
	parents: ReadonlySet<Key> | undefined;
	picked: readonly Target[];
	onPick: (picked: Array<{ target: Target; name: string }>) => void;
}

export function TargetPicker({ field, relation, mode, parents, picked, onPick }: TargetPickerProps) {
	const { t } = useTranslation('content');
	const { t: library } = useTranslation('files');
	const labels = useLabels();
	const schema = useSchema();
	const access = useAccess();
	const names = relation.kind === 'm2a' ? relation.allowed : [relation.related];
	const collections = names.map(schema.collection).filter((one): one is Collection => one !== undefined && access.may('read', one.name));
	const [chosen, setChosen] = useState(collections[0]?.name);
	const [isBrowsing, setIsBrowsing] = useState(false);
	const offered = usePickFilter(field);
	const collection = collections.find((one) => one.name === chosen);
	if (!collection) return null;
	const label = labels.field(field);
	const template = titleTemplate(collection);
	const placed = relation.kind === 'o2m' ? childFilter(relation, mode, parents, (owner) => unlinkedFilter(relation, owner, schema)) : undefined;
	// What is linked already can be removed, whatever may be picked by now.
	const conditions = [mode === 'remove' || relation.kind === 'm2a' ? undefined : offered, placed].filter((one) => one !== undefined);
	const own = picked.filter((one) => one.collection === collection.name).map((one) => one.key);
	const isOfSeveral = collections.length > 1;
	const nameOf = (title: string) => (isOfSeveral ? `${labels.item(collection)}: ${title}` : title);
	return (
		<Group gap="xs" wrap="nowrap" align="flex-start">
			{isOfSeveral && <Select w={180} aria-label={t('bulk.links.kind', { field: label })} data={collections.map((one) => ({ value: one.name, label: labels.collection(one) }))} value={collection.name} onChange={(next) => next !== null && setChosen(next)} allowDeselect={false} />}
			<div style={{ flex: 1, minWidth: 0 }}>
				<ItemPicker
					key={collection.name}
					label={t('bulk.links.pick', { field: label })}
					collection={collection}
					template={template}
					placeholder={t(`bulk.links.${mode}Hint`)}
					exclude={own}
					filter={conditions.length > 0 ? { _and: conditions } : undefined}
					picksMany
					onPick={(key, item) => onPick([{ target: { collection: collection.name, key }, name: nameOf(titleOf(template, item, collection)) }])}
				/>
			</div>
			{collection.name === 'directus_files' && (
				<Tooltip label={library('browse')}>
					<ActionIcon variant="default" size={36} aria-label={`${label}: ${library('browse')}`} onClick={() => setIsBrowsing(true)}>
						<IconLibraryPhoto size={18} />
					</ActionIcon>
				</Tooltip>
			)}
			<Suspense>
				{isBrowsing && (
					<FilePicker
						title={label}
						picksMany
						filter={mode === 'remove' ? undefined : offered}
						onPick={(files) => onPick(files.filter((file) => !own.includes(String(file['id']))).map((file) => ({ target: { collection: collection.name, key: String(file['id']) }, name: nameOf(String(file['title'] ?? file['filename_download'] ?? file['id'])) })))}
						onClose={() => setIsBrowsing(false)}
					/>
				)}
			</Suspense>
		</Group>
	);
}

/** What is there can be removed; what isn't there yet can be added, which is to one item only. */
function childFilter(relation: O2M, mode: LinkMode, parents: ReadonlySet<Key> | undefined, unlinked: (owner: Key | undefined) => Record<string, unknown> | undefined): Record<string, unknown> | undefined {
	if (mode === 'remove') return { [relation.foreignKey]: parents ? { _in: [...parents] } : { _nnull: true } };
	return mode === 'add' ? unlinked(parents && [...parents][0]) : undefined;
}
