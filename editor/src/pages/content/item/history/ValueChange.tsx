/** One value before and after. References read as what they lead to; texts are marked word by word. */
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useLabels, useSchema } from '../../../../api/model';
import { ItemTitle } from '../../../../fields/relation/ItemTitle';
import type { ValueDiff } from '../../../../model/revision';
import type { Key } from '../../../../model/schema';
import { textOf } from '../../../../model/template';
import { textDiff } from '../../../../model/textDiff';
import classes from './history.module.css';

export function ValueChange({ collection, diff }: { collection: string; diff: ValueDiff }) {
	const labels = useLabels();
	const schema = useSchema();
	return (
		<div className={classes['value']}>
			<div className={classes['label']}>{labels.field(schema.field(collection, diff.field) ?? diff.field)}</div>
			<BeforeAfter collection={collection} field={diff.field} before={diff.before} after={diff.after} />
		</div>
	);
}

export function BeforeAfter({ collection, field, before, after }: { collection: string; field: string; before: unknown; after: unknown }) {
	const { t } = useTranslation('item');
	const pieces = typeof before === 'string' && typeof after === 'string' && before.includes(' ') ? textDiff(before, after) : undefined;
	if (pieces) {
		return (
			<div className={classes['text']}>
				{pieces.map(({ kind, text }, index) => {
					const key = `${index}${kind}`;
					return kind === 'same' ? <span key={key}>{brief(text, index === 0, index === pieces.length - 1)}</span> : kind === 'added' ? <ins key={key}>{text}</ins> : <del key={key}>{text}</del>;
				})}
			</div>
		);
	}
	return (
		<div className={classes['pair']}>
			{isSomething(before) && (
				<del>
					<span className="r-visually-hidden">{t('history.before')}: </span>
					<Value collection={collection} field={field} value={before} />
				</del>
			)}
			{isSomething(before) && isSomething(after) && <IconArrowRight size={14} className="r-flip" aria-hidden />}
			{isSomething(after) ? (
				<ins>
					<span className="r-visually-hidden">{t('history.after')}: </span>
					<Value collection={collection} field={field} value={after} />
				</ins>
			) : (
				<span className={classes['dimmed']}>{t('history.emptied')}</span>
			)}
		</div>
	);
}

const isSomething = (value: unknown): boolean => value !== null && value !== undefined && value !== '';
/** What stays is shown as far as it helps to find the place. */
const N_AROUND = 60;

function brief(text: string, isFirst: boolean, isLast: boolean): string {
	if (text.length <= N_AROUND * 2) return text;
	const start = isFirst ? '' : text.slice(0, N_AROUND);
	const end = isLast ? '' : text.slice(-N_AROUND);
	return `${start} … ${end}`;
}

export function Value({ collection, field, value }: { collection: string; field: string; value: unknown }) {
	const { t } = useTranslation('form');
	const schema = useSchema();
	const relation = schema.relation(collection, field);
	const related = relation?.kind === 'm2o' ? schema.collection(relation.related) : undefined;
	if (related && (typeof value === 'string' || typeof value === 'number')) return <ItemTitle collection={related} itemKey={value as Key} />;
	if (typeof value === 'boolean') return <>{t(value ? 'yes' : 'no')}</>;
	return <>{textOf(value) || '–'}</>;
}
