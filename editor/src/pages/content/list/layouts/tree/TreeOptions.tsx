import { useTranslation } from 'react-i18next';

import { useSchema } from '../../../../../api/model';
import { chosen, parentFields } from '../../../../../model/layout/choose';
import { titleTemplate } from '../../../../../model/template';
import { FieldChoice, TemplateInput } from '../OptionInputs';
import type { LayoutOptionsProps } from '../types';

export function TreeOptions({ collection, options, onOptions }: LayoutOptionsProps) {
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const parents = parentFields(collection, schema);
	return (
		<>
			<FieldChoice label={t('tree.by')} fields={parents} value={chosen(parents, options['parentField'])?.name} onChange={(parentField) => onOptions({ parentField })} />
			<TemplateInput label={t('title')} collection={collection} value={options['template']} placeholder={titleTemplate(collection)} onChange={(template) => onOptions({ template })} />
		</>
	);
}
