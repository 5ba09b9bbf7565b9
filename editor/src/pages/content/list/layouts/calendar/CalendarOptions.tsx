import { useTranslation } from 'react-i18next';

import { dateFields, startDate } from '../../../../../model/layout/choose';
import { titleTemplate } from '../../../../../model/template';
import { FieldChoice, TemplateInput } from '../OptionInputs';
import type { LayoutOptionsProps } from '../types';

export function CalendarOptions({ collection, options, onOptions }: LayoutOptionsProps) {
	const { t } = useTranslation('layouts');
	const dates = dateFields(collection);
	const start = dates.find((one) => one.name === options['startDateField']) ?? startDate(collection);
	return (
		<>
			<FieldChoice label={t('calendar.start')} fields={dates} value={start?.name} onChange={(startDateField) => onOptions({ startDateField })} />
			<FieldChoice label={t('calendar.end')} fields={dates.filter((one) => one !== start)} value={typeof options['endDateField'] === 'string' ? options['endDateField'] : undefined} none={t('calendar.noEnd')} onChange={(endDateField) => onOptions({ endDateField })} />
			<TemplateInput label={t('title')} collection={collection} value={options['template']} placeholder={titleTemplate(collection)} onChange={(template) => onOptions({ template })} />
		</>
	);
}
