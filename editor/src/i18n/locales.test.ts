import { describe, expect, test } from 'vitest';

import { ar as arFirst } from './locales/ar';
import { administration as arAdministration } from './locales/ar/administration';
import { forms as arForms } from './locales/ar/forms';
import { ways as arWays } from './locales/ar/ways';
import { de as deFirst } from './locales/de';
import { administration as deAdministration } from './locales/de/administration';
import { forms as deForms } from './locales/de/forms';
import { ways as deWays } from './locales/de/ways';
import { en as enFirst } from './locales/en';
import { administration as enAdministration } from './locales/en/administration';
import { forms as enForms } from './locales/en/forms';
import { ways as enWays } from './locales/en/ways';
import { es as esFirst } from './locales/es';
import { administration as esAdministration } from './locales/es/administration';
import { forms as esForms } from './locales/es/forms';
import { ways as esWays } from './locales/es/ways';

const [ar, de, en, es] = [
	{ ...arFirst, ...arForms, ...arWays, ...arAdministration },
	{ ...deFirst, ...deForms, ...deWays, ...deAdministration },
	{ ...enFirst, ...enForms, ...enWays, ...enAdministration },
	{ ...esFirst, ...esForms, ...esWays, ...esAdministration },
];

type Texts = { [name: string]: string | Texts };

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every key as a path; plural forms count as one. */
function paths(texts: Texts, before = ''): string[] {
	return Object.entries(texts).flatMap(([name, value]) => (typeof value === 'string' ? [`${before}${name.replace(PLURAL, '')}`] : paths(value, `${before}${name}.`)));
}

function plurals(texts: Texts, before = ''): Map<string, Set<string>> {
	const found = new Map<string, Set<string>>();
	for (const [name, value] of Object.entries(texts)) {
		if (typeof value !== 'string') {
			for (const [path, forms] of plurals(value, `${before}${name}.`)) found.set(path, forms);
			continue;
		}
		const form = PLURAL.exec(name)?.[1];
		if (!form) continue;
		const path = `${before}${name.replace(PLURAL, '')}`;
		found.set(path, (found.get(path) ?? new Set()).add(form));
	}
	return found;
}

function placeholders(texts: Texts, before = ''): Map<string, string> {
	const found = new Map<string, string>();
	for (const [name, value] of Object.entries(texts)) {
		if (typeof value !== 'string') for (const [path, names] of placeholders(value, `${before}${name}.`)) found.set(path, names);
		else if (!PLURAL.test(name)) found.set(`${before}${name}`, [...new Set(value.match(/{{\w+}}/g) ?? [])].sort().join());
	}
	return found;
}

describe.each(Object.entries({ de, es, ar }))('%s', (language, locale) => {
	test('has every text that English has, and no other', () => {
		expect([...new Set(paths(locale))].sort()).toEqual([...new Set(paths(en))].sort());
	});

	test('has the plural forms that the language needs', () => {
		const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
		for (const [path, forms] of plurals(locale)) {
			// "many" of Spanish is for a million and more.
			for (const form of needed.filter((form) => !(language === 'es' && form === 'many'))) expect(forms, `${path} lacks ${form}`).toContain(form);
		}
	});

	test('keeps the placeholders', () => {
		expect(placeholders(locale)).toEqual(placeholders(en));
	});
});
