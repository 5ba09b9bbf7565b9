/** Whether somebody else saved the item since it was opened here: by its newest revision, and by its values. */
import { useEffect, useRef, useState } from 'react';

import { ask } from '../../../api/client';
import { itemPath, itemsPath, ownFields, type Item } from '../../../api/items';
import { useSchema } from '../../../api/model';
import { changesOfRevision, newestRevision, personOf, revisionsAfter } from '../../../api/revisions';
import type { Scope } from '../../../fields/form/scope';
import { diffOf, isBookkeeping, type PartDiff, type ValueDiff } from '../../../model/revision';

export interface Conflict {
	people: string[];
	/** When the last of them saved, if that is known. */
	at: string | undefined;
	values: ValueDiff[];
	parts: PartDiff[];
	/** From here on it counts as seen. */
	seen: Seen;
}

/** The state that the edits were begun on. */
interface Seen {
	revision: number;
	item: Item;
}

export interface ConflictCheck {
	find: () => Promise<Conflict | undefined>;
	see: (seen: Seen) => void;
	/** After a save of one's own, when the item has been read again: what is there now is known. */
	forget: () => void;
}

export function useConflictCheck({ collection, itemKey, base }: Scope): ConflictCheck {
	const schema = useSchema();
	const seen = useRef<Seen | null>(null);
	const isLoaded = Object.keys(base).length > 0;
	const isWatched = itemKey !== undefined && isLoaded;
	const [round, setRound] = useState(0);
	const asked = useRef(0);

	useEffect(() => {
		if (!isWatched || seen.current) return undefined;
		const mine = (asked.current += 1);
		void newestRevision(collection.name, itemKey).then(
			(revision) => {
				if (asked.current === mine) seen.current ??= { revision, item: base };
			},
			// Without a server there is nothing to compare with; the values still are.
			() => undefined,
		);
		return undefined;
	}, [isWatched, collection.name, itemKey, base, round]);

	const find = async (): Promise<Conflict | undefined> => {
		const before = seen.current;
		if (itemKey === undefined || !before) return undefined;
		const params = { fields: ownFields(collection) };
		const [item, revisions] = await Promise.all([ask<Item>(collection.singleton ? itemsPath(collection.name) : itemPath(collection.name, itemKey), { params }), revisionsAfter(collection.name, itemKey, before.revision)]);
		const changed = Object.keys(item).filter((field) => JSON.stringify(item[field]) !== JSON.stringify(before.item[field]));
		if (changed.length === 0 && revisions.length === 0) return undefined;
		const changes = await Promise.all(revisions.map((revision) => changesOfRevision(revision.id)));
		return {
			people: [...new Set(revisions.map(personOf).filter((name) => name !== undefined))],
			at: revisions.at(-1)?.activity?.timestamp,
			values: changed.filter((field) => !isBookkeeping(schema, collection.name, field)).map((field) => ({ field, before: before.item[field], after: item[field] })),
			parts: merged(changes.flatMap((rows) => diffOf(schema, rows).parts)),
			seen: { revision: revisions.at(-1)?.id ?? before.revision, item },
		};
	};
	return {
		find,
		see: (next) => {
			seen.current = next;
		},
		forget: () => {
			seen.current = null;
			setRound((before) => before + 1);
		},
	};
}

/** The rows of each list, of all saves. */
function merged(parts: PartDiff[]): PartDiff[] {
	const rows = new Map<string, PartDiff['rows']>();
	for (const part of parts) rows.set(part.field, [...(rows.get(part.field) ?? []), ...part.rows]);
	return [...rows].map(([field, all]) => ({ field, rows: all }));
}
