/** The page of one item: its form, and the drawers for what is nested in it. One Save sends everything. */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { problemsOf } from '../../../api/errors';
import { useItem } from '../../../api/items';
import { useLabels, useSchema } from '../../../api/model';
import { useAccess } from '../../../api/access';
import { DraftContext, DraftStore } from '../../../fields/form/draftStore';
import { ItemForm } from '../../../fields/form/ItemForm';
import type { Scope } from '../../../fields/form/scope';
import { beginInputs } from '../../../fields/registry';
import { keyOf } from '../../../model/paths';
import type { Collection, Key } from '../../../model/schema';
import { CollectionIcon } from '../../../ui/CollectionIcon';
import { Page } from '../../../ui/Page';
import { FailedState, LoadingState } from '../../../ui/States';
import { MissingPage } from '../../MissingPage';
import { DraftGuard } from './DraftGuard';
import { DrawerStack } from './DrawerStack';
import { ItemActions } from './ItemActions';
import classes from './item.module.css';
import { ItemHeading } from './ItemHeading';

const NO_PATH: Scope['path'] = [];

export function ItemPage() {
	const schema = useSchema();
	const { collection: name = '', key } = useParams();
	const collection = schema.collection(name);
	if (!collection || collection.isFolder) return <MissingPage />;
	const itemKey = collection.singleton || key === undefined || key === '+' ? undefined : keyOf(schema, name, key);
	// Another item is another draft.
	return <Loaded key={`${name}/${key ?? ''}`} collection={collection} itemKey={itemKey} />;
}

function Loaded({ collection, itemKey }: { collection: Collection; itemKey: Key | undefined }) {
	const { t } = useTranslation();
	const labels = useLabels();
	const access = useAccess();
	const [store] = useState(() => new DraftStore());
	const isSaved = collection.singleton || itemKey !== undefined;
	const item = useItem(collection, itemKey, isSaved);
	const key = collection.singleton ? (item.data?.[collection.primaryKey] as Key | undefined) : itemKey;
	const mayWrite = access.may(isSaved ? 'update' : 'create', collection.name);
	const scope = useMemo((): Scope => ({ collection, path: NO_PATH, itemKey: key, base: item.data ?? {}, isReadonly: !mayWrite, ...(collection.singleton && { writes: 'update' as const }) }), [collection, key, item.data, mayWrite]);
	useEffect(() => beginInputs(collection.fields), [collection]);
	const isReady = !isSaved || item.data !== undefined;
	const back = collection.singleton ? undefined : { to: `/content/${collection.name}`, label: t('actions.back') };
	return (
		<DraftContext value={store}>
			<DraftGuard />
			<Page title={labels.collection(collection)} heading={<ItemHeading scope={scope} />} icon={<CollectionIcon name={collection.icon} />} {...(back && { back })} actions={isReady && !item.isError && <ItemActions scope={scope} />}>
				{item.isError ? (
					<FailedState problems={problemsOf(item.error)} onRetry={() => void item.refetch()} />
				) : isReady ? (
					<div className={classes.form}>
						<DrawerStack scope={scope}>
							<ItemForm scope={scope} />
						</DrawerStack>
					</div>
				) : (
					<div className={classes.form}>
						<LoadingState shape="form" />
					</div>
				)}
			</Page>
		</DraftContext>
	);
}
