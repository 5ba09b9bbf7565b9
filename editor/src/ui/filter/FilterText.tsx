/** A filter to read: its conditions as sentences. */
import { Code, List, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { readDistance } from '../../model/filter/moments';
import { inputFor, leadsTo, OPERATORS, targetOf, type Target } from '../../model/filter/operators';
import { parseFilter, type Condition, type FilterGroup, type FilterJson, type FilterNode } from '../../model/filter/tree';
import type { FilterContext } from './FilterBuilder';
import { choicesOf, pathLabel, shown, useOperatorLabel, useWords } from './words';

export function FilterText({ context, json }: { context: FilterContext; json: FilterJson }) {
	const group = parseFilter(json);
	const [only] = group.children;
	return <Node context={context} node={only && group.children.length === 1 ? only : group} />;
}

function Node({ context, node }: { context: FilterContext; node: FilterNode }) {
	const { t } = useTranslation('filter');
	if (node.kind === 'condition') return <Sentence context={context} condition={node} />;
	if (node.kind === 'group' && node.within) return <OneOfMany context={context} group={node} within={node.within} />;
	if (node.kind === 'raw') return <Code dir="ltr">{JSON.stringify(node.json)}</Code>;
	return (
		<>
			<Text span size="sm" c="dimmed">
				{t(node.all ? 'all' : 'any')}
			</Text>
			<List size="sm" spacing={2}>
				{node.children.map((child) => (
					<List.Item key={child.id}>
						<Node context={context} node={child} />
					</List.Item>
				))}
			</List>
		</>
	);
}

/** What has to hold for one and the same of many items. */
function OneOfMany({ context, group, within }: { context: FilterContext; group: FilterGroup; within: string[] }) {
	const { t } = useTranslation('filter');
	const words = useWords();
	const { within: _, ...plain } = group;
	return (
		<>
			<Text span size="sm">
				<strong>{pathLabel(context, within, words)}</strong> ({t(within.at(-1) === '_none' ? 'none' : 'some')}):{' '}
			</Text>
			<Node context={{ ...context, collection: leadsTo(targetOf(context.schema, context.collection, within)?.relation) ?? context.collection }} node={plain} />
		</>
	);
}

function Sentence({ context, condition }: { context: FilterContext; condition: Condition }) {
	const { t } = useTranslation('filter');
	const words = useWords();
	const operatorLabel = useOperatorLabel();
	const target = targetOf(context.schema, context.collection, condition.path);
	const operator = OPERATORS.find((one) => one === condition.operator);
	const hasValue = inputFor(target, condition.operator) !== 'none';
	return (
		<Text span size="sm">
			<strong>{pathLabel(context, condition.path, words)}</strong>
			{condition.path.includes('_none') && ` (${t('none')})`} {operator ? operatorLabel(target, operator) : condition.operator} {hasValue && <Values context={context} target={target} value={condition.value} />}
		</Text>
	);
}

function Values({ context, target, value }: { context: FilterContext; target: Target | null; value: unknown }) {
	const values: unknown[] = Array.isArray(value) ? value : [value];
	return values.map((one, index) => (
		// The same value may stand there twice.
		// oxlint-disable-next-line react/no-array-index-key
		<Fragment key={index}>
			{index > 0 && ', '}
			<bdi>
				<Value context={context} target={target} value={one} />
			</bdi>
		</Fragment>
	));
}

const VARIABLES = ['$CURRENT_USER', '$CURRENT_ROLE', '$CURRENT_ROLES', '$CURRENT_POLICIES'] as const;

function Value({ context, target, value }: { context: FilterContext; target: Target | null; value: unknown }): ReactNode {
	const { t } = useTranslation('filter');
	const text = shown(value);
	const variable = VARIABLES.find((one) => one === text);
	if (variable) return t(`variable.${variable}`);
	const distance = readDistance(text);
	if (distance) return `${String(Math.abs(distance.n))} ${t(`moment.${distance.n > 0 ? 'ahead' : 'ago'}.${distance.unit}`)}`;
	if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
	if (target?.relation?.kind === 'm2o' && context.renderTitle && (typeof value === 'string' || typeof value === 'number')) return context.renderTitle(target.relation.related, value);
	return choicesOf(target).find((one) => one.value === text)?.label ?? text;
}
