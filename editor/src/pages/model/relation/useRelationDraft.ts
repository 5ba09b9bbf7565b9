/** The state of the relation maker: the draft, and which names a person typed, so that proposals leave those alone. */
import { useCallback, useMemo, useState } from 'react';

import { problemsOf, proposedReverse, proposeNames, startDraft, toName, withTarget, type Model, type Named, type ProblemAt, type RelationDraft, type RelationKind } from '../../../model/relations';

interface State {
	draft: RelationDraft;
	typed: ReadonlySet<Named>;
}

export function useRelationDraft(kind: RelationKind, collection: string, model: Model, related: string | null) {
	const [before] = useState<State>(() => ({ draft: startDraft(kind, collection, model, related), typed: new Set() }));
	const [state, setState] = useState(before);

	/** A choice that no name depends on. */
	const set = useCallback((change: Partial<RelationDraft>) => {
		setState(({ draft, typed }) => ({ draft: { ...draft, ...change }, typed }));
	}, []);

	const setName = useCallback(
		(name: Named, typedText: string) => {
			setState(({ draft, typed }) => {
				// While typing, a trailing separator stays, or nobody could type two words.
				const value = /[\s_-]$/.test(typedText) && typedText.trim() !== '' ? `${toName(typedText)}_` : toName(typedText);
				const names = new Set(typed).add(name);
				return { draft: proposeNames({ ...draft, [name]: value }, model, names), typed: names };
			});
		},
		[model],
	);

	const setTarget = useCallback(
		(target: string | null) => {
			setState(({ draft, typed }) => ({ draft: withTarget(draft, target, model, typed), typed }));
		},
		[model],
	);

	/** Switches a part on or off that has a name. */
	const toggle = useCallback(
		(name: 'reverse' | 'sort', on: boolean) => {
			setState(({ draft, typed }) => {
				const names = new Set([...typed].filter((one) => one !== name));
				const value = !on ? null : name === 'sort' ? 'sort' : proposedReverse(draft, model);
				return { draft: proposeNames({ ...draft, [name]: value }, model, names), typed: names };
			});
		},
		[model],
	);

	const problems = useMemo(() => problemsOf(state.draft, model), [state.draft, model]);
	const problemAt = useCallback((at: ProblemAt) => problems.find((problem) => problem.at === at), [problems]);
	return { draft: state.draft, changed: state !== before, touched: state.typed.size > 0, problems, problemAt, set, setName, setTarget, toggle };
}

export type RelationEditor = ReturnType<typeof useRelationDraft>;
