/** A text editor for code, in the Editor's colours. Tab leaves it, as it leaves every other input. */
import { defaultKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder as placeholderText } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef, type RefObject } from 'react';

import classes from './CodeEditor.module.css';
import { languageSupport } from './languages';

interface CodeEditorProps {
	value: string;
	onChange: (text: string) => void;
	language: string;
	label: string;
	describedBy?: string | undefined;
	isReadonly?: boolean;
	isInvalid?: boolean;
	showsNumbers?: boolean;
	wraps?: boolean;
	placeholder?: string;
	/** For toolbars: the editor itself. */
	view?: RefObject<EditorView | null>;
	/** Keys of a toolbar, squiggles below what is wrong, … The ones of the first render count. */
	extensions?: Extension;
}

const style = HighlightStyle.define([
	{ tag: [tags.keyword, tags.tagName, tags.operatorKeyword, tags.heading], color: 'var(--r-code-keyword)' },
	{ tag: [tags.string, tags.attributeValue, tags.link, tags.url], color: 'var(--r-code-string)' },
	{ tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--r-code-number)' },
	{ tag: [tags.propertyName, tags.attributeName, tags.typeName, tags.className], color: 'var(--r-code-name)' },
	{ tag: [tags.comment, tags.meta, tags.processingInstruction], color: 'var(--mantine-color-dimmed)' },
	{ tag: tags.heading, fontWeight: '650' },
	{ tag: tags.strong, fontWeight: '650' },
	{ tag: tags.emphasis, fontStyle: 'italic' },
	{ tag: tags.strikethrough, textDecoration: 'line-through' },
]);

/** Marks what came from outside, so that it isn't reported as typed. */
const fromOutside = Annotation.define<boolean>();

export function CodeEditor({ value, onChange, language, label, describedBy, isReadonly = false, isInvalid = false, showsNumbers = true, wraps = false, placeholder = '', view: shared, extensions = [] }: CodeEditorProps) {
	const host = useRef<HTMLDivElement>(null);
	const own = useRef<EditorView>(null);
	const change = useRef(onChange);
	const grammar = useRef(new Compartment());
	const access = useRef(new Compartment());
	change.current = onChange;

	useEffect(() => {
		const view = new EditorView({
			parent: host.current ?? document.body,
			state: EditorState.create({
				doc: value,
				extensions: [
					...(showsNumbers ? [lineNumbers(), highlightActiveLine()] : []),
					...(wraps ? [EditorView.lineWrapping] : []),
					drawSelection(),
					bracketMatching(),
					indentOnInput(),
					highlightSelectionMatches(),
					search({ top: true }),
					syntaxHighlighting(style),
					// No history of its own: undo belongs to the whole item.
					keymap.of([...searchKeymap, ...defaultKeymap]),
					placeholderText(placeholder),
					grammar.current.of([]),
					access.current.of([]),
					extensions,
					EditorView.updateListener.of((update) => {
						if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside))) change.current(update.state.doc.toString());
					}),
				],
			}),
		});
		own.current = view;
		if (shared) shared.current = view;
		return () => view.destroy();
		// The editor is made once; what changes later is told to it below.
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, []);

	useEffect(() => {
		let isGone = false;
		void languageSupport(language).then((support) => {
			if (!isGone) own.current?.dispatch({ effects: grammar.current.reconfigure(support) });
		});
		return () => {
			isGone = true;
		};
	}, [language]);

	useEffect(() => {
		const attributes = EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, ...(describedBy && { 'aria-describedby': describedBy }), ...(isInvalid && { 'aria-invalid': 'true' }), ...(isReadonly && { 'aria-readonly': 'true' }) });
		own.current?.dispatch({ effects: access.current.reconfigure([attributes, EditorState.readOnly.of(isReadonly)]) });
	}, [label, describedBy, isInvalid, isReadonly]);

	useEffect(() => {
		const view = own.current;
		const before = view?.state.doc.toString();
		if (!view || before === undefined || before === value) return;
		// Only what differs is replaced, so that the cursor stays.
		let start = 0;
		while (start < before.length && start < value.length && before[start] === value[start]) start += 1;
		let tail = 0;
		while (tail < before.length - start && tail < value.length - start && before[before.length - 1 - tail] === value[value.length - 1 - tail]) tail += 1;
		view.dispatch({ changes: { from: start, to: before.length - tail, insert: value.slice(start, value.length - tail) }, annotations: fromOutside.of(true) });
	}, [value]);

	return <div ref={host} dir="ltr" className={classes.editor} data-invalid={isInvalid || undefined} data-readonly={isReadonly || undefined} />;
}
