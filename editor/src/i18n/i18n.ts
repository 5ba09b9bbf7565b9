/**
 * The Editor's languages. English is built in; each other language is one file that is loaded when somebody wants it. The texts of the pages for
 * administrators are a second file of each language, which comes with the first of these pages.
 *
 * A new feature adds a namespace: a JSON file per language and a line in each language's `index.ts` or `administration.ts`. A test refuses gaps.
 */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

import { en } from './locales/en';

/** `tag`: how accounts and settings name the language. */
export const LANGUAGES = {
	en: { name: 'English', direction: 'ltr', tag: 'en-US' },
	de: { name: 'Deutsch', direction: 'ltr', tag: 'de-DE' },
	es: { name: 'Español', direction: 'ltr', tag: 'es-ES' },
	ar: { name: 'العربية', direction: 'rtl', tag: 'ar-SA' },
} as const;

export type Language = keyof typeof LANGUAGES;

type Texts = Record<string, object>;

const LOADERS: Record<Language, { first?: () => Promise<Texts>; administration: () => Promise<Texts> }> = {
	en: { administration: async () => (await import('./locales/en/administration')).administration },
	de: { first: async () => (await import('./locales/de')).de, administration: async () => (await import('./locales/de/administration')).administration },
	es: { first: async () => (await import('./locales/es')).es, administration: async () => (await import('./locales/es/administration')).administration },
	ar: { first: async () => (await import('./locales/ar')).ar, administration: async () => (await import('./locales/ar/administration')).administration },
};

const REMEMBERED = 'relata.language';

/** The supported language for a tag like `de-AT`. */
export function supported(tag: string | null | undefined): Language | undefined {
	const base = tag?.toLowerCase().split('-')[0];
	return (Object.keys(LANGUAGES) as Language[]).find((language) => language === base);
}

/** Routes begin to load before the texts are ready. */
let isReady: () => void;
const ready = new Promise<void>((resolve) => {
	isReady = resolve;
});

export async function startI18n(): Promise<void> {
	await i18next.use(initReactI18next).init({
		lng: 'en',
		fallbackLng: 'en',
		defaultNS: 'common',
		resources: { en },
		interpolation: { escapeValue: false },
		returnNull: false,
	});
	const wanted = supported(localStorage.getItem(REMEMBERED)) ?? navigator.languages.map(supported).find(Boolean) ?? 'en';
	await showLanguage(wanted);
	isReady();
}

/** Whether somebody chose a language on this device. */
export function isLanguageChosen(): boolean {
	return localStorage.getItem(REMEMBERED) !== null;
}

/** A choice: holds on this device from now on. */
export async function changeLanguage(language: Language): Promise<void> {
	localStorage.setItem(REMEMBERED, language);
	await showLanguage(language);
}

export async function showLanguage(language: Language): Promise<void> {
	await load(language);
	await i18next.changeLanguage(language);
	document.documentElement.lang = language;
	document.documentElement.dir = LANGUAGES[language].direction;
}

let isAdministrator = false;

/** From now on the texts of the pages for administrators are there, in whatever language. */
export async function loadAdministration(): Promise<void> {
	isAdministrator = true;
	await ready;
	await load(supported(i18next.language) ?? 'en');
}

async function load(language: Language): Promise<void> {
	const { first, administration } = LOADERS[language];
	const missing = [!i18next.hasResourceBundle(language, 'common') && first, isAdministrator && !i18next.hasResourceBundle(language, 'model') && administration];
	const bundles = await Promise.all(missing.map((read) => (read ? read() : {})));
	for (const [namespace, texts] of bundles.flatMap((bundle) => Object.entries(bundle))) i18next.addResourceBundle(language, namespace, texts);
}
