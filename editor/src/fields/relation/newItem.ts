import { fieldsOf, titleTemplate } from '../../model/template';
import type { Edits } from '../../model/draft';
import type { Collection } from '../../model/schema';

/** What somebody typed into a search becomes the title of the new item, where its title is one text field. */
export function titled(collection: Collection, text: string): Edits {
	const [name] = fieldsOf(titleTemplate(collection)).filter((path) => !path.includes('.'));
	const field = collection.fields.find((one) => one.name === name);
	return text && field && !field.isAlias && (field.type === 'string' || field.type === 'text') ? { [field.name]: text } : {};
}
