/** The form of one item, made from the model: fields in their order, groups and widths. */
import { memo, useMemo } from 'react';

import { useAccess } from '../../api/access';
import { useEditsAt } from './draftStore';
import { Group } from './Group';
import { FieldFrame } from './FieldFrame';
import classes from './form.module.css';
import { mayWriteIn, ScopeContext, useScope, type Scope } from './scope';
import { applyConditions } from '../../model/conditions';
import type { Field } from '../../model/schema';

interface ItemFormProps {
	scope: Scope;
	/** Fields that are left out, e.g. the one that names the owner. */
	without?: readonly string[];
}

const NONE: readonly string[] = [];

/** Renders anew only for another scope: what is typed reaches the fields from the draft. */
export const ItemForm = memo(function ItemForm({ scope, without = NONE }: ItemFormProps) {
	return (
		<ScopeContext value={scope}>
			<Fields group={undefined} without={without} />
		</ScopeContext>
	);
});

/** The fields of one group, or those outside of groups, as conditions have them. */
export function useShownFields(group: string | undefined, without: readonly string[] = NONE): Field[] {
	const scope = useScope();
	const access = useAccess();
	const edits = useEditsAt(scope.path);
	const { fields } = scope.collection;
	const hasConditions = fields.some((field) => field.conditions.length > 0);
	const names = without.join();
	return useMemo(() => {
		const values = { ...scope.base, ...edits };
		return fields
			.filter((field) => (field.group ?? undefined) === group && !names.split(',').includes(field.name))
			.map((field) => (hasConditions ? applyConditions(field, values) : field))
			.filter((field) => !field.hidden && !(field.isPrimaryKey && field.isAutoIncrement))
			.map((field) => (field.readonly || mayWriteIn(access, scope, field.name) ? field : { ...field, readonly: true }));
		// Values matter to conditions only.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [fields, group, names, access, scope.collection.name, scope.itemKey, scope.writes, hasConditions, hasConditions ? edits : null, hasConditions ? scope.base : null]);
}

export function Fields({ group, without = NONE }: { group: string | undefined; without?: readonly string[] }) {
	const shown = useShownFields(group, without);
	return (
		<div className={classes.grid}>
			{shown.map((field) => (
				<FieldOrGroup key={field.name} field={field} />
			))}
		</div>
	);
}

/** Drawn anew by what changes in it, not by every edit of the item. */
const FieldOrGroup = memo(function FieldOrGroup({ field }: { field: Field }) {
	if (field.special.includes('group')) return <Group field={field} />;
	return <FieldFrame field={field} />;
});
