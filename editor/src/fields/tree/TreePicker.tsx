/** Takes an item that exists into the tree, wherever it is now. What stands above the place is shown but can't be picked. */
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Item } from '../../api/items';
import { useSchema } from '../../api/model';
import type { Collection, Field, Key, O2M } from '../../model/schema';
import type { TreeNode } from '../../model/tree';
import { useScope } from '../form/scope';
import { unlinkedFilter } from '../list/rules';
import { ItemPicker } from '../relation/ItemPicker';
import { usePickFilter } from '../relation/usePickFilter';

export interface PickerLook {
	label: string;
	placeholder: string;
	takesFocus?: boolean;
}

interface TreePickerProps extends PickerLook {
	field: Field;
	relation: O2M;
	collection: Collection;
	template: string;
	/** What it goes below; nothing for the root. */
	parent: TreeNode | undefined;
	/** What is below that already. */
	nodes: readonly TreeNode[];
	/** What the draft puts elsewhere. */
	added: readonly string[];
	/** What the root stands below. */
	above: readonly Key[];
	items: readonly Item[];
	onPick: (key: Key) => void;
	onCreate: ((text: string) => void) | undefined;
}

export function TreePicker({ label, placeholder, takesFocus = false, field, relation, collection, template, parent, nodes, added, above, items, onPick, onCreate }: TreePickerProps) {
	const { t } = useTranslation('form');
	const schema = useSchema();
	const scope = useScope();
	const offered = usePickFilter(field);
	const { primaryKey } = collection;
	const owner = parent ? parent.key : scope.itemKey;
	const there = nodes.filter((node) => node.state !== 'removed').flatMap(({ key }) => (key === undefined ? [] : [key]));
	// What was here and is taken out, or put elsewhere, may come back.
	const gone = useMemo(() => items.filter((item) => owner !== undefined && String(item[relation.foreignKey]) === String(owner)).map((item) => item[primaryKey] as Key).filter((key) => added.includes(String(key))), [items, owner, relation.foreignKey, primaryKey, added]);
	const removed = nodes.filter((node) => node.state === 'removed').flatMap(({ key }) => (key === undefined ? [] : [key]));
	const unlinked = unlinkedFilter(relation, owner, schema, [...gone, ...removed]);
	const linked = there.filter((key) => added.includes(String(key)));
	const refused = useMemo(() => {
		const reason = t('tree.above');
		const ancestors = [...(parent?.trail ?? []).map((one) => one.key), scope.itemKey, ...above].filter((key) => key !== undefined);
		return new Map(ancestors.map((key) => [String(key), reason]));
	}, [parent, scope.itemKey, above, t]);
	return <ItemPicker label={label} placeholder={placeholder} takesFocus={takesFocus} collection={collection} template={template} filter={offered && unlinked ? { _and: [offered, unlinked] } : (offered ?? unlinked)} exclude={linked} refused={refused} onPick={onPick} onCreate={onCreate} leftSection={<IconPlus size={16} />} picksMany />;
}
