/** What belongs to one item only and was refused to another: a link to the one that has it. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

import { titleOf, useList } from '../../api/items';
import { useSchema } from '../../api/model';
import type { Collection, Field, Key } from '../../model/schema';
import { deepOf, fieldsOf, titleTemplate } from '../../model/template';
import { useScope } from '../form/scope';
import { referredKey } from './M2oField';

export function TakenBy({ field, value }: { field: Field; value: unknown }) {
	const schema = useSchema();
	const relation = schema.relation(field.collection, field.name);
	const related = relation?.kind === 'm2o' ? schema.collection(relation.related) : undefined;
	const collection = schema.collection(field.collection);
	const key = related && referredKey(value, related);
	if (!collection || collection.isSystem || key === undefined || key === null) return null;
	return <Owner field={field} collection={collection} taken={key} />;
}

function Owner({ field, collection, taken }: { field: Field; collection: Collection; taken: Key }) {
	const { t } = useTranslation('form');
	const schema = useSchema();
	const { itemKey } = useScope();
	const { primaryKey } = collection;
	const template = titleTemplate(collection);
	const fields = [...new Set([primaryKey, ...fieldsOf(template)])];
	const deep = deepOf(fields, collection.name, schema);
	const filter = { _and: [{ [field.name]: { _eq: taken } }, ...(itemKey === undefined ? [] : [{ [primaryKey]: { _neq: itemKey } }])] };
	const [owner] = useList(collection.name, { fields, filter, limit: 1, ...(Object.keys(deep).length > 0 && { deep }) }).data ?? [];
	if (!owner) return null;
	return (
		<>
			{' '}
			{t('m2o.takenBy')}{' '}
			<Anchor component={Link} to={`/content/${collection.name}/${encodeURIComponent(String(owner[primaryKey]))}`} target="_blank" size="sm">
				{titleOf(template, owner, collection)}
			</Anchor>
		</>
	);
}
