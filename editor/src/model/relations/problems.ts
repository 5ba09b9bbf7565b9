/** What stands in the way of a draft, said while it is being made: missing choices, names that are taken, rules that contradict each other. */
import { canReverse, isColumn, usesJunction, type Named } from './draft';
import { collectionNames, fieldNames, keyOf, nameFault } from './names';
import type { Model, RelationDraft } from './types';

/** The part of the draft that a problem belongs to. */
export type ProblemAt = Named | 'related' | 'allowed' | 'onDelete' | 'onDeleteThat' | 'newLanguages' | `extras.${number}`;

/** One problem: where, and which message with what in it. */
export interface Problem {
	at: ProblemAt;
	code: 'required' | 'invalid' | 'long' | 'reserved' | 'taken' | 'twice' | 'unknown' | 'noKey' | 'requiredNull' | 'none' | 'system';
	params: Record<string, string>;
}

/** Every problem of a draft; none means that it can be made. */
export function problemsOf(draft: RelationDraft, model: Model): Problem[] {
	const found: Problem[] = [];
	const add = (at: ProblemAt, code: Problem['code'], params: Record<string, string> = {}): void => {
		if (!found.some((problem) => problem.at === at)) found.push({ at, code, params });
	};
	target(draft, model, add);
	if (keyOf(model, draft.collection) === null) add('field', 'noKey', { collection: draft.collection });

	const own = new Names(draft.collection, fieldNames(model, draft.collection), add);
	const other = draft.related === draft.collection ? own : new Names(draft.related ?? '', fieldNames(model, draft.related), add);
	own.use('field', draft.field);
	if (draft.kind === 'tree') {
		own.use('foreignKey', draft.foreignKey);
		if (draft.sort !== null) own.use('sort', draft.sort);
	}
	if (draft.kind === 'o2m') {
		other.use('foreignKey', draft.foreignKey);
		if (draft.sort !== null) other.use('sort', draft.sort);
	}
	if (canReverse(draft.kind) && draft.reverse !== null && draft.related !== null) other.use('reverse', draft.reverse);
	if (usesJunction(draft.kind)) junction(draft, model, add);
	if (isColumn(draft.kind) && draft.required && draft.onDelete === 'SET NULL') add('onDelete', 'requiredNull');
	return found;
}

type Add = (at: ProblemAt, code: Problem['code'], params?: Record<string, string>) => void;

function target(draft: RelationDraft, model: Model, add: Add): void {
	if (draft.kind === 'm2a') {
		if (draft.allowed.length === 0) add('allowed', 'none');
		for (const name of draft.allowed) if (keyOf(model, name) === null) add('allowed', 'noKey', { collection: name });
		return;
	}
	if (draft.related === null || draft.related === '') {
		add('related', 'required');
		return;
	}
	if (draft.newLanguages.length > 0) {
		new Names('', collectionNames(model), add).use('related', draft.related);
		return;
	}
	const known = model.collections.find((collection) => collection.collection === draft.related);
	if (!known || known.schema === null) add('related', 'unknown', { name: draft.related });
	else if (keyOf(model, draft.related) === null) add('related', 'noKey', { collection: draft.related });
	else if (draft.kind === 'o2m' && draft.related.startsWith('directus_')) add('related', 'system', { name: draft.related });
}

function junction(draft: RelationDraft, model: Model, add: Add): void {
	if (draft.junction.startsWith('directus_')) add('junction', 'reserved');
	new Names('', collectionNames(model), add).use('junction', draft.junction);
	if (draft.junction !== '' && draft.junction === draft.related) add('junction', 'taken', { name: draft.junction });
	const columns = new Names(draft.junction, new Set(['id']), add);
	columns.use('junctionThis', draft.junctionThis);
	columns.use('junctionThat', draft.junctionThat);
	if (draft.kind === 'm2a') columns.use('junctionCollection', draft.junctionCollection);
	if (draft.sort !== null) columns.use('sort', draft.sort);
	draft.extras.forEach((extra, index) => {
		columns.use(`extras.${index}`, extra.field);
	});
}

/** The names in one place: those that are there, and those that the draft adds. */
class Names {
	private readonly used = new Set<string>();

	constructor(
		private readonly place: string,
		private readonly taken: ReadonlySet<string>,
		private readonly add: Add,
	) {}

	use(at: ProblemAt, name: string): void {
		const fault = nameFault(name);
		if (fault !== null) this.add(at, fault, { name });
		else if (this.taken.has(name)) this.add(at, 'taken', { name, place: this.place });
		else if (this.used.has(name)) this.add(at, 'twice', { name, place: this.place });
		this.used.add(name);
	}
}
