/** Formatted text. Undo belongs to the whole item. The editor is built when it comes into view, so that a page of many texts opens at once. */
import { RichTextEditor } from '@mantine/tiptap';
import '@mantine/core/styles/Typography.css';
import '@mantine/tiptap/styles.css';
import Link from '@tiptap/extension-link';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { Extension, useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useIntersection } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

import { useLabels } from '../../api/model';
import type { FieldProps } from '../form/scope';
import { textOf } from '../../model/template';
import classes from './RichTextField.module.css';

/** A list's marks stand where its letters begin. Shown only, never saved. */
const ListDirection = Extension.create({
	name: 'listDirection',
	addProseMirrorPlugins: () => [
		new Plugin({
			props: {
				decorations: ({ doc }) => {
					const lists: Decoration[] = [];
					doc.descendants((node, at) => {
						if (node.type.name.endsWith('List')) lists.push(Decoration.node(at, at + node.nodeSize, { dir: 'auto' }));
					});
					return DecorationSet.create(doc, lists);
				},
			},
		}),
	],
});

export function RichTextField(props: FieldProps) {
	const { ref, entry } = useIntersection({ rootMargin: '300px' });
	const [wasSeen, setWasSeen] = useState(false);
	if (entry?.isIntersecting && !wasSeen) setWasSeen(true);
	return <div ref={ref}>{wasSeen ? <Editor {...props} /> : <div className={classes.waiting}>{textOf(props.value)}</div>}</div>;
}

function Editor({ field, value, onChange, isReadonly, isInvalid, describedBy }: FieldProps) {
	const labels = useLabels();
	const html = typeof value === 'string' ? value : '';
	// What the editor itself wrote last: anything else comes from outside, e.g. from undo.
	const written = useRef(html);
	const editor = useEditor({
		extensions: [StarterKit.configure({ link: false, undoRedo: false }), Link.configure({ openOnClick: false }), ListDirection],
		content: html,
		editable: !isReadonly,
		immediatelyRender: true,
		shouldRerenderOnTransaction: false,
		editorProps: { attributes: { 'aria-label': labels.field(field), 'aria-multiline': 'true', role: 'textbox', ...(describedBy && { 'aria-describedby': describedBy }) } },
		onUpdate: ({ editor: current }) => {
			written.current = current.isEmpty ? '' : current.getHTML();
			onChange(written.current || null);
		},
	});
	useEffect(() => {
		if (html === written.current) return;
		written.current = html;
		const { from, to } = editor.state.selection;
		editor.commands.setContent(html, { emitUpdate: false });
		const end = editor.state.doc.content.size;
		editor.commands.setTextSelection({ from: Math.min(from, end), to: Math.min(to, end) });
	}, [editor, html]);
	return (
		<RichTextEditor editor={editor} className={classes.editor} data-invalid={isInvalid || undefined} classNames={{ toolbar: classes.toolbar ?? '', content: classes.content ?? '' }}>
			{!isReadonly && (
				<RichTextEditor.Toolbar>
					<RichTextEditor.ControlsGroup>
						<RichTextEditor.Bold />
						<RichTextEditor.Italic />
						<RichTextEditor.Strikethrough />
						<RichTextEditor.Code />
					</RichTextEditor.ControlsGroup>
					<RichTextEditor.ControlsGroup>
						<RichTextEditor.H2 />
						<RichTextEditor.H3 />
						<RichTextEditor.BulletList />
						<RichTextEditor.OrderedList />
						<RichTextEditor.Blockquote />
					</RichTextEditor.ControlsGroup>
					<RichTextEditor.ControlsGroup>
						<RichTextEditor.Link />
						<RichTextEditor.Unlink />
					</RichTextEditor.ControlsGroup>
				</RichTextEditor.Toolbar>
			)}
			<RichTextEditor.Content />
		</RichTextEditor>
	);
}
