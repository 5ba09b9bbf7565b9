import type { en } from './locales/en';
import type { administration } from './locales/en/administration';

declare module 'i18next' {
	interface CustomTypeOptions {
		defaultNS: 'common';
		resources: typeof en & typeof administration;
		returnNull: false;
	}
}
