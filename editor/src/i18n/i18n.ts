/**
 * The Editor's languages. What every page says is built in for English, and one file of each other language. Other texts are further parts of each language:
 * they come along with the code that says them (`withTexts`), at the latest when something wants to be drawn that needs them.
 *
 * A new feature adds a namespace: a JSON file per language and a line in each language's `index.ts` or in one of its parts. A test refuses gaps.
 */
import i18next, { type BackendModule } from 'i18next';
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

/** Parts of a language and what is in them: forms and filters, the ways in, and the pages for administrators. */
const PARTS = { forms: ['files', 'filter', 'form', 'item'], ways: ['session'], administration: ['access', 'model', 'project'] } as const;

export type Part = keyof typeof PARTS;
type Texts = Record<string, object>;

const LOADERS: Record<Language, Record<Part | 'first', () => Promise<Texts>>> = {
	en: {
		first: () => Promise.resolve(en),
		forms: async () => (await import('./locales/en/forms')).forms,
		ways: async () => (await import('./locales/en/ways')).ways,
		administration: async () => (await import('./locales/en/administration')).administration,
	},
	de: {
		first: async () => (await import('./locales/de')).de,
		forms: async () => (await import('./locales/de/forms')).forms,
		ways: async () => (await import('./locales/de/ways')).ways,
		administration: async () => (await import('./locales/de/administration')).administration,
	},
	es: {
		first: async () => (await import('./locales/es')).es,
		forms: async () => (await import('./locales/es/forms')).forms,
		ways: async () => (await import('./locales/es/ways')).ways,
		administration: async () => (await import('./locales/es/administration')).administration,
	},
	ar: {
		first: async () => (await import('./locales/ar')).ar,
		forms: async () => (await import('./locales/ar/forms')).forms,
		ways: async () => (await import('./locales/ar/ways')).ways,
		administration: async () => (await import('./locales/ar/administration')).administration,
	},
};

/** How i18next gets a namespace that it doesn't have. */
const backend: BackendModule = {
	type: 'backend',
	init: () => undefined,
	read: (language, namespace, done) => {
		const part = (Object.keys(PARTS) as Part[]).find((one) => (PARTS[one] as readonly string[]).includes(namespace)) ?? 'first';
		LOADERS[supported(language) ?? 'en'][part]().then((texts) => done(null, texts[namespace] ?? {}), (error: unknown) => done(error instanceof Error ? error : String(error), false));
	},
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
	await i18next.use(backend).use(initReactI18next).init({
		lng: 'en',
		// No language has gaps.
		fallbackLng: false,
		ns: Object.keys(en),
		defaultNS: 'common',
		resources: { en },
		partialBundledLanguages: true,
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
	await i18next.changeLanguage(language);
	document.documentElement.lang = language;
	document.documentElement.dir = LANGUAGES[language].direction;
}

/** From now on the texts of a part are there in whatever language is shown. */
async function loadTexts(part: Part): Promise<void> {
	await ready;
	await i18next.loadNamespaces(PARTS[part]);
}

/** Code together with the texts that it says. */
export async function withTexts<T>(code: Promise<T>, ...parts: readonly Part[]): Promise<T> {
	const [loaded] = await Promise.all([code, ...parts.map(loadTexts)]);
	return loaded;
}
