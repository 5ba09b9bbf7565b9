import { describe, expect, it } from 'vitest';

import { MODEL } from '../relations/fixture';
import { missingFor, withMissing } from './companions';
import { cellAt, changesBetween, fullRow, isUnrestricted, withCell, withRow, type PermissionRow } from './matrix';
import { flattenRoles, isBelow, policiesOf, roleTree, type RoleRow } from './roles';

const READ: PermissionRow = { ...fullRow('recipes', 'read'), id: 1 };
const OWN: PermissionRow = { ...fullRow('recipes', 'update'), id: 2, permissions: { user_created: { _eq: '$CURRENT_USER' } } };

describe('the matrix', () => {
	it.each<[string, Partial<PermissionRow>, boolean]>([
		['nothing', {}, true],
		['an empty rule', { permissions: {} }, true],
		['a rule', { permissions: { id: { _eq: 1 } } }, false],
		['some fields', { fields: ['title'] }, false],
		['no fields', { fields: null }, false],
		['presets', { presets: { status: 'draft' } }, false],
		['a validation', { validation: { title: { _nnull: true } } }, false],
	])('knows that %s restricts or not', (_, change, unrestricted) => {
		expect(isUnrestricted({ ...fullRow('recipes', 'update'), ...change })).toBe(unrestricted);
	});

	it('asks for no fields where the action has none', () => {
		expect(isUnrestricted({ ...fullRow('recipes', 'delete'), fields: null })).toBe(true);
	});

	it('says what a cell is', () => {
		expect([cellAt([READ, OWN], 'recipes', 'read'), cellAt([READ, OWN], 'recipes', 'update'), cellAt([READ, OWN], 'recipes', 'delete')]).toEqual(['all', 'custom', 'none']);
	});

	it('changes a saved row rather than making it anew', () => {
		const after = withCell([READ, OWN], 'recipes', 'update', 'all');
		expect(changesBetween([READ, OWN], after)).toEqual({ create: [], update: [{ ...fullRow('recipes', 'update'), id: 2 }], delete: [] });
	});

	it('sends only what differs', () => {
		const after = withRow(withCell([READ, OWN], 'recipes', 'read', 'none'), fullRow('pages', 'read'));
		expect(changesBetween([READ, OWN], after)).toEqual({ create: [fullRow('pages', 'read')], update: [], delete: [1] });
		expect(changesBetween([READ, OWN], [OWN, READ])).toBeNull();
	});
});

describe('companions', () => {
	const said = (rows: PermissionRow[]): string[] => missingFor(MODEL, rows).map((one) => `${one.action} ${one.collection} for ${one.because.field}`);

	it('of reading are the links and what is linked', () => {
		expect(said([fullRow('recipes', 'read')])).toEqual(['read categories for category', 'read recipes_ingredients for ingredients', 'read ingredients for ingredients']);
	});

	it('of changing are the rights to link and unlink', () => {
		const rows = [fullRow('recipes', 'update'), fullRow('categories', 'read'), fullRow('ingredients', 'read')];
		expect(said(rows)).toEqual(['read', 'create', 'update', 'delete'].map((action) => `${action} recipes_ingredients for ingredients`));
	});

	it('of a builder are its blocks', () => {
		expect(said([fullRow('pages', 'read')])).toEqual(['read pages_blocks for blocks', 'read headings for blocks', 'read images for blocks']);
	});

	it('of hidden fields are none', () => {
		expect(said([{ ...fullRow('recipes', 'read'), fields: ['title'] }])).toEqual([]);
	});

	it('of a collection that refers to itself is not itself', () => {
		expect(said([fullRow('categories', 'read')])).toEqual([]);
	});

	it('are given all at once', () => {
		const rows = withMissing([fullRow('pages', 'read')], missingFor(MODEL, [fullRow('pages', 'read')]));
		expect(missingFor(MODEL, rows)).toEqual([{ collection: 'directus_files', action: 'read', because: { collection: 'images', field: 'file' } }]);
	});
});

describe('roles', () => {
	const role = (id: string, parent: string | null): RoleRow => ({ id, name: id, icon: null, description: null, parent });
	const ROLES = [role('editor', 'staff'), role('staff', null), role('author', 'editor'), role('guest', 'gone')];

	it('stand below their parents, by name', () => {
		expect(flattenRoles(roleTree(ROLES)).map((node) => `${'-'.repeat(node.depth)}${node.id}`)).toEqual(['guest', 'staff', '-editor', '--author']);
	});

	it('that run in a circle are shown all the same', () => {
		expect(flattenRoles(roleTree([role('a', 'b'), role('b', 'a')])).map((node) => node.id)).toEqual(['a', 'b']);
	});

	it('give their policies to those below', () => {
		const access = [
			{ id: '1', policy: 'p', role: 'staff', user: null, sort: null },
			{ id: '2', policy: 'q', role: null, user: 'ann', sort: null },
			{ id: '3', policy: 'q', role: 'editor', user: null, sort: null },
			{ id: '4', policy: 'r', role: 'guest', user: null, sort: null },
		];
		const granted = policiesOf({ id: 'ann', role: 'editor' }, ROLES, access);
		expect(granted.map((one) => [one.policy, one.through.kind, one.through.kind === 'role' && one.through.inherited])).toEqual([
			['q', 'user', false],
			['p', 'role', true],
		]);
		expect(isBelow(ROLES, 'author', 'staff')).toBe(true);
		expect(isBelow(ROLES, 'staff', 'author')).toBe(false);
	});
});
