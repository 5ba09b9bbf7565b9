/** Markdown as it reads. Made of elements, not of HTML: what somebody wrote as HTML is shown as text and runs nothing. */
import { lexer, type Token, type Tokens } from 'marked';
import { createElement, Fragment, useMemo, type ReactNode } from 'react';

import { writtenUrl } from '../../api/client';
import classes from './markdown.module.css';

export function MarkdownView({ text, label }: { text: string; label: string }) {
	const tokens = useMemo(() => lexer(text), [text]);
	return (
		<div className={classes['view']} role="region" aria-label={label} tabIndex={0}>
			{blocks(tokens)}
		</div>
	);
}

const blocks = (tokens: Token[]): ReactNode => tokens.map((token, index) => <Fragment key={`${index}${token.type}`}>{block(token)}</Fragment>);

/** Links may leave by these ways only. */
const SAFE_ADDRESS = /^(https?:|mailto:|tel:|\/|#|\.|[^:]*$)/i;
const address = (href: string): string | undefined => (SAFE_ADDRESS.test(href.trim()) ? href : undefined);

function block(token: Token): ReactNode {
	switch (token.type) {
		case 'space':
		case 'def':
			return null;
		case 'heading': {
			const { depth, tokens } = token as Tokens.Heading;
			return createElement(`h${depth}`, null, inline(tokens));
		}
		case 'paragraph':
			return <p>{inline((token as Tokens.Paragraph).tokens)}</p>;
		case 'code':
			return (
				<pre>
					<code>{(token as Tokens.Code).text}</code>
				</pre>
			);
		case 'blockquote':
			return <blockquote>{blocks((token as Tokens.Blockquote).tokens)}</blockquote>;
		case 'hr':
			return <hr />;
		case 'list': {
			const { ordered, start, items } = token as Tokens.List;
			const rows = items.map((item, index) => (
				<li key={`${index}${item.raw}`}>
					{item.task && <input type="checkbox" checked={item.checked ?? false} readOnly disabled aria-label={item.text} />}
					{blocks(item.tokens)}
				</li>
			));
			return ordered ? <ol start={typeof start === 'number' ? start : 1}>{rows}</ol> : <ul>{rows}</ul>;
		}
		case 'table': {
			const { header, rows } = token as Tokens.Table;
			return (
				<table>
					<thead>
						<tr>{cells(header, 'th')}</tr>
					</thead>
					<tbody>
						{rows.map((row, index) => (
							<tr key={`${index}${row[0]?.text ?? ''}`}>{cells(row, 'td')}</tr>
						))}
					</tbody>
				</table>
			);
		}
		default:
			return 'tokens' in token && Array.isArray(token.tokens) ? inline(token.tokens) : 'text' in token ? plain(String(token.text)) : token.raw;
	}
}

function cells(row: Tokens.TableCell[], kind: 'td' | 'th'): ReactNode {
	return row.map((cell, index) => createElement(kind, { key: `${index}${cell.text}`, style: cell.align ? { textAlign: cell.align } : undefined }, inline(cell.tokens)));
}

function inline(tokens: Token[]): ReactNode {
	return tokens.map((token, index) => <Fragment key={`${index}${token.type}`}>{phrase(token)}</Fragment>);
}

function phrase(token: Token): ReactNode {
	switch (token.type) {
		case 'strong':
			return <strong>{inline((token as Tokens.Strong).tokens)}</strong>;
		case 'em':
			return <em>{inline((token as Tokens.Em).tokens)}</em>;
		case 'del':
			return <del>{inline((token as Tokens.Del).tokens)}</del>;
		case 'codespan':
			return <code>{(token as Tokens.Codespan).text}</code>;
		case 'br':
			return <br />;
		case 'link': {
			const { href, tokens } = token as Tokens.Link;
			return (
				<a href={address(href)} target="_blank" rel="noreferrer">
					{inline(tokens)}
				</a>
			);
		}
		case 'image': {
			const { href, text } = token as Tokens.Image;
			const source = address(href);
			return <img src={source && writtenUrl(source)} alt={text} loading="lazy" />;
		}
		case 'text': {
			const { tokens, text } = token as Tokens.Text;
			return tokens ? inline(tokens) : plain(text);
		}
		default:
			return 'text' in token ? plain(String(token.text)) : token.raw;
	}
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const plain = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (found) => ENTITIES[found] ?? found);
