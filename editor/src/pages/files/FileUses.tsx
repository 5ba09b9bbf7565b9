/** The items that a file is used in, each a link. */
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { askItems, titleOf } from '../../api/items';
import { keys } from '../../api/keys';
import { useLabels, useSchema } from '../../api/model';
import { deepOf, fieldsOf, titleTemplate } from '../../model/template';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { FailedState, LoadingState } from '../../ui/States';
import classes from './files.module.css';

interface Usage {
	uses: Array<{ collection: string; field: string; depth: number; count: number; keys: string[] }>;
}

/** More of one kind are only counted. */
const N_NAMED = 20;

export function FileUses({ id }: { id: string }) {
	const { t } = useTranslation('files');
	const { t: content } = useTranslation('content');
	const schema = useSchema();
	const labels = useLabels();
	const usage = useQuery({ queryKey: keys.usage('directus_files', id), queryFn: () => ask<Usage>(`/utils/usage/directus_files/${encodeURIComponent(id)}`) });
	const uses = (usage.data?.uses ?? []).filter((use) => use.depth <= 1);
	// One request for each collection that uses it, however often.
	const named = useQueries({
		queries: uses.map((use) => {
			const collection = schema.collection(use.collection);
			const template = titleTemplate(collection);
			const wanted = use.keys.slice(0, N_NAMED);
			const fields = [...new Set([collection?.primaryKey ?? 'id', ...fieldsOf(template)])];
			const params = { fields, filter: { [collection?.primaryKey ?? 'id']: { _in: wanted } }, limit: -1, deep: deepOf(fields, use.collection, schema) };
			return { queryKey: keys.list(use.collection, params), queryFn: () => askItems(schema, use.collection, params), enabled: collection !== undefined && wanted.length > 0 };
		}),
	});
	return (
		<section aria-labelledby="uses">
			<h2 className={classes.section} id="uses">
				{t('uses.title')}
			</h2>
			{usage.isError ? (
				<FailedState compact problems={problemsOf(usage.error)} onRetry={() => void usage.refetch()} />
			) : usage.isPending ? (
				<LoadingState shape="rows" rows={2} />
			) : uses.length === 0 ? (
				<span style={{ color: 'var(--mantine-color-dimmed)', fontSize: 'var(--mantine-font-size-sm)' }}>{t('uses.none')}</span>
			) : (
				<ul className={classes.uses}>
					{uses.flatMap((use, index) => {
						const collection = schema.collection(use.collection);
						const template = titleTemplate(collection);
						const rest = use.count - Math.min(use.keys.length, N_NAMED);
						return [
							...use.keys.slice(0, N_NAMED).map((key) => {
								const item = named[index]?.data?.find((one) => String(one[collection?.primaryKey ?? 'id']) === key);
								const inside = (
									<>
										<CollectionIcon name={collection?.icon} size={16} />
										<span className="r-truncate">{item ? titleOf(template, item, collection) : key}</span>
										<span className={classes.useKind}>
											{labels.collection(use.collection)} · {labels.field(schema.field(use.collection, use.field) ?? use.field)}
										</span>
									</>
								);
								return (
									<li key={`${use.collection}.${use.field}.${key}`}>
										{collection && !collection.isSystem ? (
											<Link className={classes.use} to={`/content/${use.collection}/${encodeURIComponent(key)}`}>
												{inside}
											</Link>
										) : (
											<span className={classes.use}>{inside}</span>
										)}
									</li>
								);
							}),
							...(rest > 0
								? [
										<li key={`${use.collection}.${use.field}`} className={classes.use}>
											{t('uses.more', { name: labels.collection(use.collection), items: content('list.count', { count: rest }) })}
										</li>,
									]
								: []),
						];
					})}
				</ul>
			)}
		</section>
	);
}
