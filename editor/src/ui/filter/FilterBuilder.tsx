/** Builds a filter: groups of conditions over fields, through relations, with an input that fits each. Knows no server; the picker of items is given. */
import { ActionIcon, Button, Code, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { inputFor, leadsTo, operatorsFor, startValue, targetOf } from '../../model/filter/operators';
import { emptyGroup, newId, withAdded, withNode, type FilterGroup, type FilterNode } from '../../model/filter/tree';
import type { Field, Key, Schema } from '../../model/schema';
import { ConditionPart, Quantifier, Remove } from './ConditionPart';
import { FieldPath } from './FieldPath';
import { pathLabel, useWords } from './words';

/** What the builder needs to know of the model. */
export interface FilterContext {
	schema: Schema;
	collection: string;
	fieldLabel: (field: Field | string) => string;
	collectionLabel: (collection: string) => string;
	/** Fields that can't be asked are left out. */
	mayField?: (collection: string, field: string) => boolean;
	/** Offers values that are known only when the server answers, like the current user. */
	variables?: boolean;
	/** Picks an item of a collection, or several; without it keys are typed. */
	renderItem?: (props: { collection: string; isMany: boolean; value: unknown; onChange: (value: unknown) => void; label: string }) => ReactNode;
	/** An item by its key, in words. */
	renderTitle?: (collection: string, key: Key) => ReactNode;
	/** For rules on values that aren't stored: no ways through relations, and patterns. */
	flat?: boolean;
}

interface FilterBuilderProps {
	context: FilterContext;
	value: FilterGroup;
	onChange: (value: FilterGroup) => void;
}

export function FilterBuilder({ context, value, onChange }: FilterBuilderProps) {
	return <GroupPart context={context} group={value} root={value} onChange={onChange} depth={0} />;
}

interface GroupPartProps {
	context: FilterContext;
	group: FilterGroup;
	root: FilterGroup;
	onChange: (value: FilterGroup) => void;
	depth: number;
}

function GroupPart({ context: outer, group, root, onChange, depth }: GroupPartProps) {
	const { t } = useTranslation('filter');
	const words = useWords();
	// Within one of many items the ways begin at that item.
	const context = group.within ? { ...outer, collection: leadsTo(targetOf(outer.schema, outer.collection, group.within)?.relation) ?? outer.collection } : outer;
	// Whoever added a condition goes on in it.
	const [added, setAdded] = useState<string | null>(null);
	const change = (node: FilterNode, to: FilterNode | null): void => {
		onChange(withNode(root, node.id, to));
	};
	const set = (to: FilterGroup): void => {
		onChange(depth === 0 ? to : withNode(root, group.id, to));
	};
	return (
		<Stack gap="xs" role="group" aria-label={t('group')}>
			{group.within && (
				<Group gap={6}>
					<Text size="sm" fw={600}>
						{pathLabel(outer, group.within, words)}
					</Text>
					<Quantifier label={pathLabel(outer, group.within, words)} value={group.within.at(-1) ?? '_some'} onChange={(value) => set({ ...group, within: [...(group.within ?? []).slice(0, -1), value] })} />
				</Group>
			)}
			{(group.children.length > 1 || depth > 0) && (
				<Group justify="space-between" wrap="nowrap">
					<SegmentedControl
						size="xs"
						aria-label={t('combine')}
						value={group.all ? 'all' : 'any'}
						onChange={(value) => {
							set({ ...group, all: value === 'all' });
						}}
						data={[
							{ value: 'all', label: t('all') },
							{ value: 'any', label: t('any') },
						]}
					/>
					{depth > 0 && (
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={t('removeGroup')}
							onClick={() => {
								change(group, null);
							}}
						>
							<IconTrash size={16} />
						</ActionIcon>
					)}
				</Group>
			)}
			{group.children.map((child) => {
				if (child.kind === 'group') {
					return (
						<Paper key={child.id} withBorder p="xs">
							<GroupPart context={context} group={child} root={root} onChange={onChange} depth={depth + 1} />
						</Paper>
					);
				}
				if (child.kind === 'raw') {
					return (
						<Group key={child.id} gap="xs" wrap="nowrap">
							<Code dir="ltr" style={{ flex: 1 }}>
								{JSON.stringify(child.json)}
							</Code>
							<Remove
								onClick={() => {
									change(child, null);
								}}
							/>
						</Group>
					);
				}
				return (
					<ConditionPart
						key={child.id}
						context={context}
						condition={child}
						isNew={child.id === added}
						onGather={(to) => {
							change(child, to);
						}}
						onChange={(to) => {
							change(child, to);
						}}
					/>
				);
			})}
			{group.children.length === 0 && depth === 0 && (
				<Text size="sm" c="dimmed">
					{t('empty')}
				</Text>
			)}
			<Group gap="xs">
				<FieldPath
					context={context}
					path={null}
					onPick={(path) => {
						const target = targetOf(context.schema, context.collection, path);
						const operator = operatorsFor(target)[0] ?? '_eq';
						const id = newId();
						setAdded(id);
						onChange(withAdded(root, group.id, { kind: 'condition', id, path, operator, value: startValue(inputFor(target, operator)) }));
					}}
				/>
				<Button
					variant="subtle"
					size="compact-sm"
					leftSection={<IconPlus size={14} />}
					onClick={() => {
						onChange(withAdded(root, group.id, emptyGroup(!group.all)));
					}}
				>
					{t('addGroup')}
				</Button>
			</Group>
		</Stack>
	);
}
