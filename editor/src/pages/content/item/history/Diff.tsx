/** What a write changed: values, and the rows of lists by their names. */
import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useItemSummary } from '../../../../api/items';
import { useLabels, useSchema } from '../../../../api/model';
import { ItemTitle } from '../../../../fields/relation/ItemTitle';
import type { ItemDiff, PartDiff, RowDiff } from '../../../../model/revision';
import { isList, type Collection, type Key, type Relation } from '../../../../model/schema';
import { render, through, titleTemplate } from '../../../../model/template';
import classes from './history.module.css';
import { ValueChange } from './ValueChange';

const COLORS = { added: 'green', removed: 'red', changed: 'yellow', moved: 'gray' } as const;

export function Diff({ collection, diff }: { collection: string; diff: ItemDiff }) {
	const { t } = useTranslation('item');
	if (diff.values.length + diff.parts.length === 0) return <p className={classes['dimmed']}>{t('history.nothing')}</p>;
	return (
		<>
			{diff.values.map((one) => (
				<ValueChange key={one.field} collection={collection} diff={one} />
			))}
			{diff.parts.map((part) => (
				<Part key={part.field} collection={collection} part={part} />
			))}
		</>
	);
}

function Part({ collection, part }: { collection: string; part: PartDiff }) {
	const labels = useLabels();
	const schema = useSchema();
	const relation = schema.relation(collection, part.field);
	return (
		<div className={classes['value']}>
			<div className={classes['label']}>{labels.field(schema.field(collection, part.field) ?? part.field)}</div>
			<ul className={classes['rows']}>
				{part.rows.map((row) => (
					<Row key={`${row.kind} ${row.collection} ${row.key}`} row={row} relation={relation} />
				))}
			</ul>
		</div>
	);
}

function Row({ row, relation }: { row: RowDiff; relation: Relation | undefined }) {
	const { t } = useTranslation('item');
	return (
		<li data-kind={row.kind}>
			<div className={classes['rowHead']}>
				<Badge size="sm" variant="light" color={COLORS[row.kind]} className={classes['kind']} data-kind={row.kind}>
					{t(`history.kind.${row.kind}`)}
				</Badge>
				<span className={classes['rowName']}>
					<RowName row={row} relation={relation} />
				</span>
			</div>
			{(row.values.length > 0 || row.parts.length > 0) && (
				<div className={classes['below']}>
					{row.values.map((one) => (
						<ValueChange key={one.field} collection={row.collection} diff={one} />
					))}
					{row.parts.map((part) => (
						<Part key={part.field} collection={row.collection} part={part} />
					))}
				</div>
			)}
		</li>
	);
}

/** A link is called by what it leads to. */
function RowName({ row, relation }: { row: RowDiff; relation: Relation | undefined }) {
	const schema = useSchema();
	const labels = useLabels();
	if (!relation || !isList(relation)) return <ItemName collection={schema.collection(row.collection)} itemKey={row.key} known={row.known} />;
	if (relation.kind === 'o2m') return <ItemName collection={schema.collection(relation.related)} itemKey={row.key} known={row.known} />;
	if (relation.kind === 'm2m') {
		const related = schema.collection(relation.related);
		const key = row.known[relation.relatedField];
		if (related && isKey(key)) return <ItemName collection={related} itemKey={key} known={{}} />;
		return <LinkName junction={schema.collection(row.collection)} itemKey={row.key} template={through(relation.relatedField, titleTemplate(related))} />;
	}
	const inside = row.parts.find((part) => part.field === relation.itemField)?.rows[0];
	const name = typeof row.known[relation.collectionField] === 'string' ? (row.known[relation.collectionField] as string) : inside?.collection;
	const collection = name ? schema.collection(name) : undefined;
	const key = row.known[relation.itemField] ?? inside?.key;
	if (!collection || !isKey(key)) return <LinkName junction={schema.collection(row.collection)} itemKey={row.key} template={`{{${relation.collectionField}}}`} />;
	return (
		<>
			{labels.item(collection)}: <ItemName collection={collection} itemKey={key} known={inside?.known ?? {}} />
		</>
	);
}

const isKey = (value: unknown): value is Key => typeof value === 'string' || typeof value === 'number';

/** By what the item is called now; by what the record knows where it is gone. */
function ItemName({ collection, itemKey, known }: { collection: Collection | undefined; itemKey: Key; known: Record<string, unknown> }) {
	const template = titleTemplate(collection);
	const recorded = render(template, known);
	if (!collection) return <>{recorded || String(itemKey)}</>;
	return recorded ? <>{recorded}</> : <ItemTitle collection={collection} itemKey={itemKey} fallback={`#${itemKey}`} />;
}

function LinkName({ junction, itemKey, template }: { junction: Collection | undefined; itemKey: Key; template: string }) {
	const summary = useItemSummary(junction, itemKey, template);
	return <>{(summary.data && render(template, summary.data)) || `#${itemKey}`}</>;
}
