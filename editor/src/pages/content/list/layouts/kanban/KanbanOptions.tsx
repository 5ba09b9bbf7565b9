import { Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useSchema } from '../../../../../api/model';
import { chosen, fileFields, groupFields } from '../../../../../model/layout/choose';
import { titleTemplate } from '../../../../../model/template';
import { FieldChoice, TemplateInput } from '../OptionInputs';
import type { LayoutOptionsProps } from '../types';

const TEXTS = new Set(['string', 'text', 'date', 'dateTime', 'timestamp', 'integer', 'float', 'decimal', 'csv']);

export function KanbanOptions({ collection, options, onOptions }: LayoutOptionsProps) {
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const groups = groupFields(collection, schema);
	const images = fileFields(collection, schema);
	const texts = collection.fields.filter((field) => TEXTS.has(field.type) && !field.hidden && !field.isPrimaryKey);
	return (
		<>
			<FieldChoice label={t('kanban.by')} fields={groups} value={chosen(groups, options['groupField'])?.name} onChange={(groupField) => onOptions({ groupField, groupTitle: null })} />
			<TemplateInput label={t('title')} collection={collection} value={options['title']} placeholder={titleTemplate(collection)} onChange={(title) => onOptions({ title })} />
			<FieldChoice label={t('kanban.text')} fields={texts} value={typeof options['textField'] === 'string' ? options['textField'] : undefined} none={t('noText')} onChange={(textField) => onOptions({ textField })} />
			{images.length > 0 && <FieldChoice label={t('image')} fields={images} value={options['imageSource'] === null ? undefined : chosen(images, options['imageSource'])?.name} none={t('noImage')} onChange={(imageSource) => onOptions({ imageSource })} />}
			<Switch label={t('kanban.showEmpty')} checked={options['showEmpty'] !== false} onChange={(event) => onOptions({ showEmpty: event.currentTarget.checked })} />
		</>
	);
}
