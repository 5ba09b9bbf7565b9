/** Paths through a draft as text, for addresses: `ingredients:12/ingredients_id:3`. */
import { editsAt, listAt, NestedItem, type Edits, type Path, type Step } from './draft';
import { isList, type Key, rowCollection, type Schema } from './schema';

export function pathToText(path: Path): string {
	return path.map((step) => `${encodeURIComponent(step.field)}:${encodeURIComponent(step.ref)}${step.isList || !step.along ? '' : `:${encodeURIComponent(String(step.along['collection']))}`}`).join('/');
}

/** The key as its column has it. */
export function keyOf(schema: Schema, collection: string, text: string): Key {
	const found = schema.collection(collection);
	const type = found?.fields.find((field) => field.name === found.primaryKey)?.type;
	return type === 'integer' ? Number(text) : text;
}

/** The path that a text means, starting at `collection`; nothing where the model has no such way. */
export function textToPath(schema: Schema, collection: string, text: string): Path | undefined {
	const path: Step[] = [];
	let at = collection;
	for (const part of text.split('/').filter(Boolean)) {
		const [field = '', ref = '', one] = part.split(':').map(decodeURIComponent);
		const relation = schema.relation(at, field);
		if (!relation || !ref) return undefined;
		const target = isList(relation) ? rowCollection(relation) : relation.kind === 'm2o' ? relation.related : one;
		const found = target ? schema.collection(target) : undefined;
		if (!found) return undefined;
		path.push({
			field,
			ref,
			isList: isList(relation),
			collection: found.name,
			pk: found.primaryKey,
			key: ref.startsWith('+') ? undefined : keyOf(schema, found.name, ref),
			...(relation.kind === 'a2o' && { along: { collection: found.name } }),
		});
		at = found.name;
	}
	return path;
}

/** How many steps of a path lead to something: what is yet to be made is there only as long as it is staged. */
export function stepsThere(root: Edits, path: Path): number {
	const missing = path.findIndex((step, index) => step.key === undefined && !isStaged(editsAt(root, path.slice(0, index)), step));
	return missing < 0 ? path.length : missing;
}

function isStaged(edits: Edits, { field, ref, isList, pk }: Step): boolean {
	if (isList) return listAt(edits, field, pk).rows.some((row) => row.ref === ref);
	const value = edits[field];
	return value instanceof NestedItem && value.key === undefined;
}

export function samePath(a: Path, b: Path): boolean {
	return a.length === b.length && a.every((step, index) => step.field === b[index]?.field && step.ref === b[index]?.ref);
}
