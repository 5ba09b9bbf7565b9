/** A draft in words: one sentence of what it is, and what happens on each delete. Keys and parameters only; the texts are in the `model` namespace of `i18n`. */
import { isColumn, usesJunction } from './draft';
import type { OnDelete, OnDeselect, RelationDraft, RelationKind } from './types';

/** `ON DELETE` as a part of a key. */
export const ON_DELETE_KEYS = { 'SET NULL': 'setNull', CASCADE: 'cascade', 'NO ACTION': 'noAction' } as const satisfies Record<OnDelete, string>;

type OnDeleteKey = (typeof ON_DELETE_KEYS)[OnDelete];

/** A sentence by its key and what goes into it. */
export interface Sentence {
	key: `relation.sentence.${RelationKind}`;
	params: { this: string; that: string; field: string; allowed: string };
}

/** A rule by its key and what goes into it. */
export interface Rule {
	key: `relation.rule.column.${OnDeleteKey}` | `relation.rule.link.${OnDeleteKey}` | `relation.rule.deselect.${OnDeselect}` | `relation.rule.unlink.${OnDeselect}`;
	params: { deleted?: string; kept?: string; field?: string; junction?: string; list?: string };
}

/** Names for people; the caller knows them (translations of collections). */
export type NameOf = (collection: string) => string;

/** What the relation is: "Each city has one country; a country has many cities." */
export function sentenceOf(draft: RelationDraft, nameOf: NameOf): Sentence {
	const params = {
		this: nameOf(draft.collection),
		that: draft.related === null ? '…' : nameOf(draft.related),
		field: draft.field,
		allowed: draft.allowed.map(nameOf).join(', ') || '…',
	};
	return { key: `relation.sentence.${draft.kind}`, params };
}

/** What deletes and removals do, in plain words, in the order in which people ask. */
export function rulesOf(draft: RelationDraft, nameOf: NameOf): Rule[] {
	const here = nameOf(draft.collection);
	const there = draft.related === null ? '…' : nameOf(draft.related);
	if (isColumn(draft.kind)) {
		return [{ key: `relation.rule.column.${ON_DELETE_KEYS[draft.onDelete]}`, params: { deleted: there, kept: here, field: draft.field } }];
	}
	if (!usesJunction(draft.kind)) {
		const many = draft.kind === 'tree' ? here : there;
		return [
			{ key: `relation.rule.column.${ON_DELETE_KEYS[draft.onDelete]}`, params: { deleted: here, kept: many, field: draft.foreignKey } },
			{ key: `relation.rule.deselect.${draft.onDeselect}`, params: { kept: many, field: draft.foreignKey, list: draft.field } },
		];
	}
	const rules: Rule[] = [{ key: `relation.rule.link.${ON_DELETE_KEYS[draft.onDelete]}`, params: { deleted: here, junction: draft.junction } }];
	const other = draft.kind === 'm2a' ? draft.allowed.map(nameOf).join(', ') || '…' : there;
	// The database can't watch over keys into several collections, so the server does: it always takes the link along.
	const onDeleteThat = draft.kind === 'm2a' ? 'CASCADE' : draft.onDeleteThat;
	// Between items of one collection both ends are the same rule.
	if (draft.kind !== 'self-m2m') rules.push({ key: `relation.rule.link.${ON_DELETE_KEYS[onDeleteThat]}`, params: { deleted: other, junction: draft.junction } });
	rules.push({ key: `relation.rule.unlink.${draft.onDeselect}`, params: { list: draft.field, junction: draft.junction, kept: other } });
	return rules;
}
