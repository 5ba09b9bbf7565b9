/** A field within a row: the same interface as in a form, without a frame. */
import { useId, type ReactNode } from 'react';

import { useAccess } from '../../api/access';
import { useLabels } from '../../api/model';
import type { Field } from '../../model/schema';
import { interfaceOf } from '../registry';
import { useDraftStore, useFieldError, useStaged } from './draftStore';
import classes from './InlineCell.module.css';
import { mayWriteIn, useScope } from './scope';

interface InlineCellProps {
	field: Field;
	/** What the row is called, for those who can't see where the cell is. */
	rowName: string;
	showsLabel: boolean;
	/** Stands above instead of the label. */
	head?: ReactNode;
}

export function InlineCell({ field, rowName, showsLabel, head }: InlineCellProps) {
	const labels = useLabels();
	const scope = useScope();
	const access = useAccess();
	const store = useDraftStore();
	const id = useId();
	const [staged, isStaged] = useStaged(scope.path, field.name);
	const error = useFieldError(scope.path, field.name);
	const { Input } = interfaceOf(field);
	const original = scope.base[field.name];
	const value = isStaged ? staged : (original ?? null);
	return (
		<div className={classes.cell} data-staged={isStaged} title={error}>
			{head && <span className={classes.label}>{head}</span>}
			<label htmlFor={id} className={head ? 'r-visually-hidden' : showsLabel ? classes.label : classes.quiet}>
				{labels.field(field)}
				<span className="r-visually-hidden"> {rowName}</span>
			</label>
			<Input field={field} value={value} onChange={(next) => store.setField(scope.path, field.name, next, original)} isReadonly={scope.isReadonly || field.readonly || !mayWriteIn(access, scope, field.name)} isInvalid={error !== undefined} id={id} describedBy={undefined} />
		</div>
	);
}
