/** What the buttons of the Markdown editor do to its text. */
import { EditorSelection, type ChangeSpec } from '@codemirror/state';
import type { EditorView, KeyBinding } from '@codemirror/view';

export type MarkdownCommand = 'bold' | 'italic' | 'strike' | 'code' | 'heading' | 'quote' | 'bullets' | 'numbers' | 'tasks' | 'link' | 'table' | 'rule';

const MARKS: Partial<Record<MarkdownCommand, string>> = { bold: '**', italic: '_', strike: '~~', code: '`' };
const PREFIXES: Partial<Record<MarkdownCommand, (index: number) => string>> = { heading: () => '## ', quote: () => '> ', bullets: () => '- ', numbers: (index) => `${index + 1}. `, tasks: () => '- [ ] ' };
const ANY_PREFIX = /^(#{1,6} |> |- \[[ x]\] |[-*+] |\d+\. )/;
const INSERTS: Partial<Record<MarkdownCommand, string>> = { table: '\n|  |  |\n| --- | --- |\n|  |  |\n', rule: '\n---\n' };

export function runCommand(view: EditorView, command: MarkdownCommand): boolean {
	const mark = MARKS[command];
	const prefix = PREFIXES[command];
	if (mark) surround(view, mark, mark);
	else if (prefix) begin(view, prefix);
	else if (command === 'link') surround(view, '[', '](https://)');
	else view.dispatch(view.state.replaceSelection(INSERTS[command] ?? ''));
	view.focus();
	return true;
}

/** Around the selection; a second time takes it away again. */
function surround(view: EditorView, before: string, after: string): void {
	view.dispatch(
		view.state.changeByRange((range) => {
			const { doc } = view.state;
			const isAround = doc.sliceString(range.from - before.length, range.from) === before && doc.sliceString(range.to, range.to + after.length) === after;
			const changes: ChangeSpec = isAround
				? [{ from: range.from - before.length, to: range.from }, { from: range.to, to: range.to + after.length }]
				: [{ from: range.from, insert: before }, { from: range.to, insert: after }];
			const shift = isAround ? -before.length : before.length;
			return { changes, range: EditorSelection.range(range.anchor + shift, range.head + shift) };
		}),
	);
}

/** At the beginning of each selected line; lines that all have it lose it. */
function begin(view: EditorView, prefix: (index: number) => string): void {
	const { doc, selection } = view.state;
	const first = doc.lineAt(selection.main.from).number;
	const last = doc.lineAt(selection.main.to).number;
	const lines = Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index));
	const isOn = lines.every((line, index) => line.text.startsWith(prefix(index)));
	view.dispatch({ changes: lines.map((line, index) => ({ from: line.from, to: line.from + (ANY_PREFIX.exec(line.text)?.[0].length ?? 0), insert: isOn ? '' : prefix(index) })) });
}

export const markdownKeys: KeyBinding[] = [
	{ key: 'Mod-b', run: (view) => runCommand(view, 'bold') },
	{ key: 'Mod-i', run: (view) => runCommand(view, 'italic') },
	{ key: 'Mod-e', run: (view) => runCommand(view, 'code') },
];
