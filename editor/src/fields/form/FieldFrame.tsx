/** One field: its label, its mark of change, its interface, its note and error. */
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { lazy, memo, Suspense, useId } from 'react';
import { useTranslation } from 'react-i18next';

import { problemsOf } from '../../api/errors';
import { useLabels } from '../../api/model';
import type { Field } from '../../model/schema';
import { withoutField } from '../../model/draft';
import { ErrorBoundary } from '../../ui/ErrorBoundary';
import { FailedState } from '../../ui/States';
import { interfaceOf } from '../registry';
import { useDraftStore, useFieldError, useStaged } from './draftStore';
import classes from './form.module.css';
import { useScope } from './scope';

const PickNote = lazy(async () => ({ default: (await import('../relation/PickNote')).PickNote }));
const TakenBy = lazy(async () => ({ default: (await import('../relation/TakenBy')).TakenBy }));

/** Drawn anew by what changes in it, and for another item. */
export const FieldFrame = memo(function FieldFrame({ field, bare = false }: { field: Field; bare?: boolean }) {
	const { t } = useTranslation('form');
	const labels = useLabels();
	const scope = useScope();
	const store = useDraftStore();
	const id = useId();
	const [staged, isStaged] = useStaged(scope.path, field.name);
	const error = useFieldError(scope.path, field.name);
	const { Input, kind } = interfaceOf(field);
	const original = scope.base[field.name];
	const value = isStaged ? staged : (original ?? (scope.itemKey === undefined ? field.defaultValue : null) ?? null);
	const label = labels.field(field);
	const isReadonly = scope.isReadonly || field.readonly || (field.isPrimaryKey && scope.itemKey !== undefined);
	const describedBy = error ? `${id}-error` : field.note ? `${id}-note` : undefined;
	const body = (
		<ErrorBoundary fallback={(thrown, retry) => <FailedState compact problems={problemsOf(thrown)} onRetry={retry} />}>
			<Suspense fallback={<Skeleton h={36} />}>
				<Input field={field} value={value} onChange={(next) => store.setField(scope.path, field.name, next, original)} isReadonly={isReadonly} isInvalid={error !== undefined} id={id} describedBy={describedBy} />
			</Suspense>
		</ErrorBoundary>
	);
	if (kind === 'presentation') return <div className={classes.full}>{body}</div>;
	const isHalf = field.width.startsWith('half');
	const isGroup = kind === 'group';
	return (
		<div className={isHalf && !bare ? classes.half : classes.full} data-field={field.name} role={isGroup ? 'group' : undefined} aria-labelledby={isGroup ? `${id}-label` : undefined}>
			<div className={classes.label}>
				{isGroup ? (
					<span id={`${id}-label`} className="r-own-direction">{label}</span>
				) : (
					<label id={`${id}-label`} htmlFor={id} className="r-own-direction">
						{label}
					</label>
				)}
				{field.required && (
					<span className={classes.required} title={t('required')} aria-hidden>
						*
					</span>
				)}
				{isStaged && !isReadonly && (
					<span className={classes.changed}>
						{t('changed')}
						<Tooltip label={t('undoField', { field: label })}>
							<ActionIcon size={18} variant="transparent" c="inherit" aria-label={t('undoField', { field: label })} onClick={() => store.change(scope.path, (edits) => withoutField(edits, field.name))}>
								<IconArrowBackUp size={14} className="r-flip" />
							</ActionIcon>
						</Tooltip>
					</span>
				)}
			</div>
			{body}
			<Suspense>{scope.shared && <PickNote field={field} />}</Suspense>
			{error && (
				<div className={classes.error} id={`${id}-error`} role="alert">
					{error}
					<Suspense>{field.isUnique && <TakenBy field={field} value={value} />}</Suspense>
				</div>
			)}
			{field.note && (
				<div className={`${classes.note ?? ''} r-own-direction`} id={`${id}-note`}>
					{field.note}
				</div>
			)}
		</div>
	);
});
