/** What becomes of each relation in a copy, as the Editor offers it and as `/utils/copy` takes it. */
import { isList, type Collection, type Field, type Schema } from './schema';

/** `copy`: the copy gets items of its own; `share`: it refers to the same ones; `skip`: it gets none. */
export type CopyChoice = 'copy' | 'share' | 'skip';

export interface CopyPart {
	field: Field;
	choices: CopyChoice[];
	usual: CopyChoice;
}

/** The relations of a collection that a copy can treat one way or another. */
export function copyParts(schema: Schema, collection: Collection): CopyPart[] {
	return collection.fields.flatMap((field): CopyPart[] => {
		const relation = schema.relation(collection.name, field.name);
		if (!relation || field.special.some((one) => one.startsWith('user-'))) return [];
		if (!isList(relation)) return relation.kind === 'm2o' ? [{ field, choices: relation.related.startsWith('directus_') ? ['share', 'skip'] : ['share', 'copy', 'skip'], usual: 'share' }] : [];
		if (relation.kind === 'o2m' || field.special.includes('translations')) return [{ field, choices: ['copy', 'skip'], usual: 'copy' }];
		if (relation.kind === 'm2a') return [{ field, choices: ['copy', 'share', 'skip'], usual: 'copy' }];
		return [{ field, choices: relation.related.startsWith('directus_') ? ['share', 'skip'] : ['share', 'copy', 'skip'], usual: 'share' }];
	});
}

/** The request's `fields`: only what differs from what the server does by itself. */
export function copyFields(schema: Schema, collection: Collection, chosen: Readonly<Record<string, CopyChoice>>): Record<string, unknown> {
	return Object.fromEntries(
		copyParts(schema, collection).flatMap(({ field, usual }): Array<[string, unknown]> => {
			const choice = chosen[field.name] ?? usual;
			if (choice === usual) return [];
			if (choice === 'skip') return [[field.name, 'skip']];
			const relation = schema.relation(collection.name, field.name);
			if (choice === 'copy' && relation?.kind === 'm2m') return [[field.name, { fields: { [relation.relatedField]: 'copy' } }]];
			return [[field.name, choice === 'share' ? 'link' : 'copy']];
		}),
	);
}

/** Columns that can't hold the same value twice. */
export function uniqueFields(collection: Collection): Field[] {
	return collection.fields.filter((field) => field.isUnique && !field.isPrimaryKey && !field.isAlias);
}

/** A value that isn't taken, as far as one can guess: `bread` → `bread-copy`, `bread-copy` → `bread-copy-2`. */
export function anotherValue(value: unknown): unknown {
	if (typeof value !== 'string' || value === '') return value;
	const found = /^(.*-copy)(?:-(\d+))?$/.exec(value);
	return found ? `${found[1]}-${Number(found[2] ?? 1) + 1}` : `${value}-copy`;
}
