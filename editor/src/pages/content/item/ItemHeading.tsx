import { useTranslation } from 'react-i18next';

import { useLabels } from '../../../api/model';
import { useItemSummary } from '../../../api/items';
import { useEditsAt } from '../../../fields/form/draftStore';
import type { Scope } from '../../../fields/form/scope';
import { overlay } from '../../../fields/list/useRows';
import { fieldsOf, render, titleTemplate } from '../../../model/template';

/** What the item is called, with what is staged. */
export function ItemHeading({ scope }: { scope: Scope }) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const edits = useEditsAt(scope.path);
	const { collection } = scope;
	const template = titleTemplate(collection);
	// Only a template that looks into other items needs to be asked for.
	const isDeep = fieldsOf(template).some((path) => path.includes('.'));
	const summary = useItemSummary(collection, isDeep ? scope.itemKey : null, template);
	if (collection.singleton) return <>{labels.collection(collection)}</>;
	const title = render(template, overlay({ ...scope.base, ...(isDeep ? summary.data : {}) }, edits));
	return <>{title || (scope.itemKey === undefined ? t('item.new', { kind: labels.item(collection) }) : `${labels.item(collection)} ${scope.itemKey}`)}</>;
}
