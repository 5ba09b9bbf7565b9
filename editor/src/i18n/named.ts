import i18next from 'i18next';

import { humanize } from '../model/label';

/** A text that the data marks as translatable (`$t:published`), in the Editor's language where it has a word for it. */
export function named(text: string): string {
	if (!text.startsWith('$t:')) return text;
	const name = text.slice(3);
	const key = `common:words.${name}`;
	return i18next.exists(key) ? String(i18next.t(key as 'common:words.published')) : humanize(name);
}
