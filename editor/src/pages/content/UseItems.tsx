/** Those who use an item, by name, each a way to it. */
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { useSchema } from '../../api/model';
import type { Use } from '../../api/usage';
import { ItemTitle } from '../../fields/relation/ItemTitle';
import classes from './item/history/history.module.css';

export function UseItems({ use }: { use: Use }) {
	const { t } = useTranslation('item');
	const schema = useSchema();
	const isLink = use.effect === 'remove_junction' || use.effect === 'delete_owner' || (use.leads_to?.length ?? 0) > 0;
	const items = isLink ? (use.leads_to ?? []) : use.keys.map((key) => ({ collection: use.collection, key }));
	const unique = [...new Map(items.map((one) => [`${one.collection}/${one.key}`, one])).values()];
	const n_more = use.count - items.length;
	return (
		<ul className={classes['useItems']}>
			{unique.map(({ collection: name, key }) => {
				const collection = schema.collection(name);
				return (
					collection && (
						<li key={`${name}/${key}`}>
							<Link to={`/content/${name}/${encodeURIComponent(key)}`}>
								<ItemTitle collection={collection} itemKey={key} />
							</Link>
						</li>
					)
				);
			})}
			{n_more > 0 && <li className={classes['dimmed']}>{t('uses.more', { count: n_more })}</li>}
		</ul>
	);
}
