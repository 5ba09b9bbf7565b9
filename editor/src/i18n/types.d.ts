import type { en } from './locales/en';
import type { administration } from './locales/en/administration';
import type { forms } from './locales/en/forms';
import type { ways } from './locales/en/ways';

declare module 'i18next' {
	interface CustomTypeOptions {
		defaultNS: 'common';
		resources: typeof en & typeof forms & typeof ways & typeof administration;
		returnNull: false;
	}
}
