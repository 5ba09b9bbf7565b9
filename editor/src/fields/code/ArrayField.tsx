/** A list that the database itself keeps (`text[]`): its texts one by one, anything else as JSON. */
import type { FieldProps } from '../form/scope';
import { TagsField } from '../text/TextFields';
import { CodeField } from './CodeField';

const TEXTS = /^(text|character|citext|uuid)\b/;

export function ArrayField(props: FieldProps) {
	const { field, value } = props;
	const isOfTexts = Array.isArray(value) ? value.every((one) => typeof one === 'string') : TEXTS.test(field.raw.schema?.data_type ?? '');
	return isOfTexts ? <TagsField {...props} /> : <CodeField {...props} field={{ ...field, type: 'json' }} />;
}
