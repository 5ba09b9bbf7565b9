/** Several of choices that are nested in each other. */
import { Checkbox, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { combiningOf, searched, tickedOf, tickOf, toggle, type ChoiceNode } from '../../model/choiceTree';
import type { FieldProps } from '../form/scope';
import classes from './CheckboxTreeField.module.css';
import { useChoiceTree } from './choices';

/** From this many choices on there is a search. */
const N_SEARCHED = 12;

export function CheckboxTreeField({ field, value, onChange, isReadonly }: FieldProps) {
	const { t } = useTranslation('form');
	const tree = useChoiceTree(field);
	const [search, setSearch] = useState('');
	const values = Array.isArray(value) ? value.map(String) : [];
	const combining = combiningOf(field.options['valueCombining']);
	const ticked = tickedOf(tree, values, combining);
	const rows = (nodes: ChoiceNode[], original: readonly ChoiceNode[]) => (
		<ul className={classes['rows']}>
			{nodes.map((shown) => {
				// A search may have left out children: what a tick means is up to the whole node.
				const node = original.find((one) => one.value === shown.value) ?? shown;
				const tick = tickOf(node, ticked, combining);
				return (
					<li key={node.value}>
						<Checkbox
							label={node.label}
							disabled={isReadonly}
							checked={tick === 'on'}
							indeterminate={tick === 'partly'}
							onChange={() => {
								const next = toggle(tree, values, node, combining);
								onChange(next.length > 0 || !field.isNullable ? next : null);
							}}
						/>
						{shown.children.length > 0 && rows(shown.children, node.children)}
					</li>
				);
			})}
		</ul>
	);
	return (
		<div className={classes['tree']}>
			{size(tree) > N_SEARCHED && <TextInput size="xs" mb="xs" leftSection={<IconSearch size={14} />} aria-label={t('choiceSearch')} placeholder={t('choiceSearch')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />}
			{rows(searched(tree, search), tree)}
		</div>
	);
}

function size(nodes: readonly ChoiceNode[]): number {
	return nodes.reduce((sum, node) => sum + 1 + size(node.children), 0);
}
