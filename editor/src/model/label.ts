/** Names for people: of collections and fields, in a language. */
import type { Translated } from './raw';
import type { Collection, Field } from './schema';

/** `date_created` → `Date created`. */
export function humanize(name: string): string {
	const words = name.replace(/^directus_/, '').replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function choose(translations: Translated[], language: string): Translated | undefined {
	const base = language.split('-')[0];
	return translations.find((one) => one.language === language) ?? translations.find((one) => one.language.split('-')[0] === base);
}

export function collectionLabel(collection: Collection | string, language: string): string {
	if (typeof collection === 'string') return humanize(collection);
	return choose(collection.translations, language)?.translation || humanize(collection.name);
}

/** What one item of it is called. */
export function itemLabel(collection: Collection, language: string): string {
	const found = choose(collection.translations, language);
	return found?.singular || found?.translation || humanize(collection.name);
}

export function fieldLabel(field: Field | string, language: string): string {
	if (typeof field === 'string') return humanize(field);
	return choose(field.translations, language)?.translation || humanize(field.name);
}
