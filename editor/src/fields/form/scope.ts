/** Which item the fields below belong to. */
import { createContext, useContext } from 'react';

import type { Access } from '../../api/access';
import type { Item } from '../../api/items';
import type { Path } from '../../model/draft';
import type { Collection, Field, Key } from '../../model/schema';

export interface Scope {
	collection: Collection;
	/** From the page's item to this one. */
	path: Path;
	/** Nothing while it is yet to be made. */
	itemKey: Key | undefined;
	/** As the server has it. */
	base: Item;
	isReadonly: boolean;
	/** What saving it will be, where that doesn't follow from its key. */
	writes?: 'update';
	/** Of several items at once: values that all have, and the fields in which they differ. */
	shared?: { values: Item; differing: ReadonlySet<string> };
}

export const ScopeContext = createContext<Scope | null>(null);

export function useScope(): Scope {
	const scope = useContext(ScopeContext);
	if (!scope) throw new Error('there is no item around this field');
	return scope;
}

/** Whether a field of this item may be written by whoever looks at it. */
export function mayWriteIn(access: Access, { collection, itemKey, writes }: Scope, field: string): boolean {
	return access.mayField(writes ?? (itemKey === undefined ? 'create' : 'update'), collection.name, field);
}

/** Opens an item of the draft in a drawer; its place in the draft becomes part of the address. */
export const OpenContext = createContext<((path: Path) => void) | null>(null);

const NOWHERE = () => undefined;

export function useOpen(): (path: Path) => void {
	return useContext(OpenContext) ?? NOWHERE;
}

/** Whether items can be opened and made here: a form that stands for many items, or for none, has no drawers. */
export function useMayOpen(): boolean {
	return useContext(OpenContext) !== null;
}

/** What every interface gets. */
export interface FieldProps {
	field: Field;
	value: unknown;
	onChange: (value: unknown) => void;
	isReadonly: boolean;
	isInvalid: boolean;
	/** For the input, so that the label names it. */
	id: string;
	describedBy: string | undefined;
}
