/** The items of a collection. Search, filter and view are in the address. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';

import { useAccess } from '../../../api/access';
import { useCount } from '../../../api/items';
import { useLabels, useSchema } from '../../../api/model';
import { viewAs } from '../../../api/viewAs';
import { withTexts } from '../../../i18n/i18n';
import type { Collection } from '../../../model/schema';
import { CollectionIcon } from '../../../ui/CollectionIcon';
import { Page } from '../../../ui/Page';
import { LoadingState } from '../../../ui/States';
import { MissingPage } from '../../MissingPage';
import { LAYOUT } from './layouts/registry';
import { both, NOTHING, type Conditions, type Selection } from './layouts/types';
import classes from './list.module.css';
import { ListTools } from './ListTools';
import { TransferMenu } from './transfer/TransferMenu';
import { useView } from './useView';
import { ViewsMenu } from './views/ViewsMenu';

const BulkBar = lazy(async () => ({ default: (await import('./bulk/BulkBar')).BulkBar }));
const ItemPage = lazy(async () => ({ default: (await withTexts(import('../item/ItemPage'), 'forms')).ItemPage }));

export function ListPage() {
	const schema = useSchema();
	const { collection: name = '' } = useParams();
	const collection = schema.collection(name);
	if (!collection || collection.isFolder) return <MissingPage />;
	if (collection.singleton) return <ItemPage />;
	return <ItemList key={name} collection={collection} />;
}

function ItemList({ collection }: { collection: Collection }) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const labels = useLabels();
	const access = useAccess();
	const view = useView(collection);
	const { search, filter, showsArchived } = view;
	const conditions = useMemo((): Conditions => {
		const hidesArchived = collection.archiveField && collection.archiveValue && collection.archiveFilter && !showsArchived;
		// Items whose field is empty aren't archived either.
		const live = hidesArchived ? { _or: [{ [collection.archiveField ?? '']: { _neq: collection.archiveValue } }, { [collection.archiveField ?? '']: { _null: true } }] } : undefined;
		const whole = both(filter ?? undefined, live);
		return { ...(search !== '' && { search }), ...(whole && { filter: whole }) };
	}, [search, filter, showsArchived, collection]);
	const total = useCount(collection.name, { ...conditions });
	// What is selected belongs to what was asked for.
	const [selected, setSelected] = useState<{ of: Conditions; selection: Selection }>({ of: conditions, selection: NOTHING });
	const selection = selected.of === conditions ? selected.selection : NOTHING;
	const { Body } = LAYOUT[view.layout];
	return (
		<Page
			bare
			title={view.bookmark?.bookmark ?? labels.collection(collection)}
			icon={<CollectionIcon name={view.bookmark?.icon ?? collection.icon} />}
			beside={
				<span className={classes.count} aria-live="polite">
					{total.data === undefined ? '' : t('list.count', { count: total.data })}
				</span>
			}
			actions={
				<>
					<ViewsMenu collection={collection} view={view} />
					{access.may('create', collection.name) && (
						<Button component={Link} to={`/content/${collection.name}/+`} leftSection={<IconPlus size={17} />}>
							{c('actions.create')}
						</Button>
					)}
				</>
			}
			tools={
				<ListTools collection={collection} view={view}>
					{/* A download is the browser's request: it would be one's own. */}
					{!viewAs.get() && <TransferMenu collection={collection} view={view} conditions={conditions} total={total.data} />}
				</ListTools>
			}
		>
			<Suspense
				fallback={
					<div style={{ padding: 24 }}>
						<LoadingState shape="rows" rows={12} />
					</div>
				}
			>
				<Body
					key={view.layout}
					collection={collection}
					conditions={conditions}
					total={total.data}
					totalError={total.error}
					onRetry={() => void total.refetch()}
					isNarrowed={search !== '' || filter !== null}
					onClear={view.clear}
					sort={view.sort}
					onSort={view.setSort}
					query={view.query}
					onQuery={view.setQuery}
					options={view.options}
					onOptions={view.setOptions}
					selection={selection}
					onSelect={(next) => setSelected({ of: conditions, selection: next })}
				/>
			</Suspense>
			<Suspense>{(selection.all || selection.keys.size > 0) && <BulkBar collection={collection} selection={selection} total={total.data ?? 0} conditions={conditions} onDone={() => setSelected({ of: conditions, selection: NOTHING })} />}</Suspense>
		</Page>
	);
}
