/** The languages that code can be written in. Each is loaded when a field wants it. */
import type { Extension } from '@codemirror/state';

const LANGUAGES: Record<string, () => Promise<Extension>> = {
	json: async () => (await import('@codemirror/lang-json')).json(),
	javascript: async () => (await import('@codemirror/lang-javascript')).javascript({ jsx: true }),
	typescript: async () => (await import('@codemirror/lang-javascript')).javascript({ jsx: true, typescript: true }),
	html: async () => (await import('@codemirror/lang-html')).html(),
	htmlmixed: async () => (await import('@codemirror/lang-html')).html(),
	vue: async () => (await import('@codemirror/lang-html')).html(),
	css: async () => (await import('@codemirror/lang-css')).css(),
	yaml: async () => (await import('@codemirror/lang-yaml')).yaml(),
	sql: async () => (await import('@codemirror/lang-sql')).sql(),
	xml: async () => (await import('@codemirror/lang-xml')).xml(),
	markdown: async () => (await import('@codemirror/lang-markdown')).markdown(),
};

/** Nothing for plain text, and for languages that aren't known here. */
export async function languageSupport(name: string): Promise<Extension> {
	return (await LANGUAGES[name.toLowerCase()]?.()) ?? [];
}
