/** Saving: one request with everything that is staged. Refusals go to the fields that they are about; what somebody else saved meanwhile isn't overwritten unasked. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ask } from '../../../api/client';
import { problemsOf, type ApiProblem } from '../../../api/errors';
import { itemPath, itemsPath, type Item } from '../../../api/items';
import { itemsChanged } from '../../../api/keys';
import { useLabels, useSchema } from '../../../api/model';
import { useDraftStore } from '../../../fields/form/draftStore';
import type { Scope } from '../../../fields/form/scope';
import { serialize, withoutField } from '../../../model/draft';
import { missingValues, placeRefusal } from '../../../model/problems';
import type { Key } from '../../../model/schema';
import { refuse, tell } from '../../../ui/notify';
import { useConflictCheck, type Conflict } from './conflict';
import { contested, type ConflictChoice } from './ConflictDialog';

export interface Saving {
	save: () => Promise<Key | undefined>;
	isSaving: boolean;
	/** Waits for a choice. */
	conflict: { conflict: Conflict; choose: (choice: ConflictChoice) => void } | null;
	/** What is there now is what is known. */
	forget: () => void;
}

export function useSave(scope: Scope): Saving {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const schema = useSchema();
	const store = useDraftStore();
	const check = useConflictCheck(scope);
	const [asked, setAsked] = useState<Saving['conflict']>(null);
	const [isSaving, setIsSaving] = useState(false);
	const { collection, itemKey, base } = scope;
	const request = useMutation({
		mutationFn: () => {
			const body = serialize(store.getEdits());
			const params = { fields: [collection.primaryKey] };
			if (collection.singleton) return ask<Item>(itemsPath(collection.name), { method: 'PATCH', body, params });
			return itemKey === undefined ? ask<Item>(itemsPath(collection.name), { method: 'POST', body, params }) : ask<Item>(itemPath(collection.name, itemKey), { method: 'PATCH', body, params });
		},
	});

	/** What is known to be wrong; the server isn't asked about it. */
	const wrong = (): Map<string, string> => new Map([...missingValues(schema, collection.name, itemKey, store.getEdits(), base).map(({ name, field }) => [name, t('save.required', { field: labels.field(field) })] as const), ...store.getUnfinished()]);

	/** In plain words where the server's are for programs. */
	const said = ({ code, message, extensions }: ApiProblem): string => {
		if (code === 'UNREACHABLE') return t('save.unreachable');
		const field = code === 'RECORD_NOT_UNIQUE' ? schema.field(String(extensions['collection']), String(extensions['field'])) : undefined;
		const of = field?.isUnique ? schema.collection(field.collection) : undefined;
		if (!field || !of) return message;
		const isTaken = schema.relation(of.name, field.name)?.kind === 'm2o';
		return t(isTaken ? 'save.taken' : 'save.repeated', { field: labels.field(field), kind: labels.item(of) });
	};

	const tellWrong = (errors: ReadonlyMap<string, string>, messages: readonly string[]) => {
		store.setErrors(errors);
		focusFirst(errors);
		refuse([...new Set(messages)].join('\n'), t('save.failed'));
	};

	/** Whether to go on. */
	const settle = async (): Promise<boolean> => {
		const conflict = await check.find();
		if (!conflict) return true;
		const choice = await new Promise<ConflictChoice>((choose) => setAsked({ conflict, choose }));
		setAsked(null);
		if (choice === 'later') return false;
		check.see(conflict.seen);
		if (choice === 'mine') return true;
		for (const field of contested(conflict, store.getEdits())) store.change([], (edits) => withoutField(edits, field));
		await itemsChanged();
		return false;
	};

	const save = async (): Promise<Key | undefined> => {
		if (isSaving) return undefined;
		const errors = wrong();
		if (errors.size > 0) {
			tellWrong(errors, [...errors.values()]);
			return undefined;
		}
		setIsSaving(true);
		try {
			if (!(await settle())) return undefined;
			const saved = await request.mutateAsync();
			await itemsChanged();
			check.forget();
			store.reset();
			tell(t('save.done'));
			return saved[collection.primaryKey] as Key;
		} catch (error) {
			const problems = problemsOf(error);
			const refused = new Map(problems.flatMap((problem) => placeRefusal(schema, collection.name, itemKey, store.getEdits(), problem).map((name) => [name, said(problem)] as const)));
			tellWrong(refused, problems.map(said));
			return undefined;
		} finally {
			setIsSaving(false);
		}
	};
	return { save, isSaving, conflict: asked, forget: check.forget };
}

/** Scrolls to the first field that was refused. */
function focusFirst(errors: ReadonlyMap<string, string>): void {
	const [name] = errors.keys();
	const field = name?.split(/[:.]/).find((part) => part !== '');
	if (!field) return;
	requestAnimationFrame(() => {
		const element = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
		element?.scrollIntoView({ block: 'center' });
		element?.querySelector<HTMLElement>('input, textarea, button, [contenteditable]')?.focus({ preventScroll: true });
	});
}
