/** Collections as plain lines: what a search found, and the system's own. */
import { Title } from '@mantine/core';

import type { Collection } from '../../../model/schema';
import { CollectionName } from './CollectionLine';
import classes from './list.module.css';

export function PlainCollections({ title, collections }: { title?: string; collections: readonly Collection[] }) {
	return (
		<>
			{title !== undefined && (
				<Title order={2} className={classes['listTitle']}>
					{title}
				</Title>
			)}
			<div className={classes['list']} role="list">
				{collections.map((collection) => (
					<div key={collection.name} role="listitem" className={classes['line']} style={{ paddingInlineStart: 16 }}>
						<CollectionName collection={collection} isJunction={false} />
					</div>
				))}
			</div>
		</>
	);
}
