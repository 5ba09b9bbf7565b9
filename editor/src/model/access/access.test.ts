import { describe, expect, it, test } from 'vitest';

import { calledLike } from '../people';
import type { RawField } from '../raw';
import { MODEL } from '../relations/fixture';
import { buildSchema } from '../schema';
import { missingFor, withMissing } from './companions';
import { cellAt, changesBetween, fullRow, isUnrestricted, withCell, withRow, type PermissionRow } from './matrix';
import { firstValue, fitsInput, parsePresets, presettable, sourceOf, sourcesOf } from './presets';
import { flattenRoles, isBelow, policiesOf, roleTree, type RoleRow } from './roles';
import { placedPolicies, publicPolicies, verdictOf, type Explanation, type Question, type Said } from './verdict';

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

describe('presets', () => {
	const field = (name: string, type: string, schema: RawField['schema'] = {}): RawField => ({ collection: 'notes', field: name, type, meta: null, schema });
	const m2o = (name: string, related: string) => ({ collection: 'notes', field: name, related_collection: related, meta: null, schema: null });
	const FIELDS = [field('id', 'integer', { is_primary_key: true, has_auto_increment: true }), field('title', 'string', { default_value: 'New' }), field('author', 'uuid'), field('place', 'uuid'), field('due', 'date'), field('data', 'json'), field('tags', 'alias', null), field('key', 'uuid')];
	const schema = buildSchema([{ collection: 'notes', schema: { name: 'notes' }, meta: null }], FIELDS, [m2o('author', 'directus_users'), m2o('place', 'places')]);
	const of = (name: string) => {
		const found = schema.field('notes', name);
		if (!found) throw new Error(name);
		return found;
	};

	it.each([
		['author', ['certain', '$CURRENT_USER']],
		['place', ['certain']],
		['due', ['certain', '$NOW', 'moving']],
		['key', ['certain', '$CURRENT_USER', '$CURRENT_ROLE']],
		['title', ['certain']],
	])('may give %s what makes sense there', (name, sources) => {
		expect(sourcesOf(schema, of(name))).toEqual(sources);
	});

	it('are known by what stands there', () => {
		const sources = sourcesOf(schema, of('due'));
		expect(['2026-01-01', '$NOW', '$NOW(-2 weeks)', '$NOW(somehow)', null].map((value) => sourceOf(sources, value))).toEqual(['certain', '$NOW', 'moving', 'certain', 'certain']);
		expect(sourceOf(sourcesOf(schema, of('author')), '$CURRENT_ROLE')).toBe('certain');
	});

	it('begin with the default of the field, or with what they come from', () => {
		expect([firstValue('certain', of('title')), firstValue('$CURRENT_USER', of('author')), sourceOf(sourcesOf(schema, of('due')), firstValue('moving', of('due')))]).toEqual(['New', '$CURRENT_USER', 'moving']);
	});

	it('are offered for columns, except a key that counts up', () => {
		expect(presettable(schema.collection('notes')?.fields ?? []).map((one) => one.name)).not.toEqual(expect.arrayContaining(['id']));
		expect(presettable(schema.collection('notes')?.fields ?? [])).toHaveLength(6);
	});

	it.each<[string, unknown, boolean]>([
		['title', '$CURRENT_USER.email', true],
		['author', '$CURRENT_USER.boss', false],
		['author', { email: 'a@example.com' }, false],
		['author', 'f1c2', true],
		['due', '$NOW(somehow)', false],
		['data', { a: [1] }, true],
		['due', null, true],
	])('shows %s as %j in its input or not', (name, value, fits) => {
		expect(fitsInput(of(name), value)).toBe(fits);
	});

	it('are an object or nothing', () => {
		expect(['', '{"a": 1}', '[1]', '{', 'null'].map(parsePresets)).toEqual([{}, { a: 1 }, undefined, undefined, undefined]);
	});
});

describe('why somebody may or may not do something', () => {
	const said = (change: Partial<Said>): Said => ({ policy: 'p', policy_name: 'P', field_allowed: true, rule: null, rule_met: null, failed: [], problem: null, ...change });
	const RULE = { status: { _eq: 'draft' } };
	const check = (expected: string, explanation: Partial<Explanation>, question: Partial<Question> = {}, mayElsewhere = false): void => {
		const asked: Question = { user: 'ann', collection: 'recipes', action: 'update', key: '', field: null, ...question };
		expect(verdictOf({ allowed: false, reason: '', policies: [{ id: 'p', name: 'P' }], permissions: [], ...explanation }, asked, mayElsewhere)).toBe(expected);
	};

	it('is that an administrator may do everything, and that somebody without a policy may do nothing', () => {
		check('admin', { allowed: true });
		check('noPolicy', { policies: [] });
		check('nothing', {});
	});

	it('is that a policy holds elsewhere', () => {
		check('elsewhere', { policies: [] }, {}, true);
		expect(placedPolicies([{ id: 'a', admin_access: false, ip_access: ['10.0.0.1'] }, { id: 'b', admin_access: false, ip_access: [] }, { id: 'c', admin_access: false, ip_access: ['10.0.0.1'] }], ['a', 'b']).map((one) => one.id)).toEqual(['a']);
	});

	it('is the public policy of those who are not logged in', () => {
		const row = { id: '1', policy: 'p', role: null, user: null, sort: null };
		expect(publicPolicies([row, { ...row, role: 'staff' }, { ...row, user: 'ann' }]).map((one) => one.policy)).toEqual(['p']);
	});

	it('is a field that no permission allows, or none that allows the item', () => {
		check('field', { permissions: [said({ field_allowed: false, rule: RULE })] }, { field: 'title' });
		check('fieldItem', { permissions: [said({ field_allowed: false, rule_met: true }), said({ rule: RULE, rule_met: false })] }, { field: 'title', key: '1' });
	});

	it('is a rule: that an item does not meet, that nobody has asked about, or that means nothing', () => {
		check('rule', { permissions: [said({ rule: RULE, rule_met: false, failed: [RULE] })] }, { key: '1' });
		check('rule', { permissions: [said({ rule: RULE, rule_met: false, failed: [RULE] })] }, { key: '1', field: 'title' });
		check('someItems', { allowed: true, permissions: [said({ rule: RULE })] });
		check('some', { allowed: true, permissions: [said({ rule: RULE }), said({})] });
		check('some', { allowed: true, permissions: [said({ rule: RULE, rule_met: true })] }, { key: '1' });
		check('broken', { allowed: true, permissions: [said({ rule: RULE, problem: 'no such field' })] });
		check('noItem', { reason: 'There is no item with this key.' }, { key: '9' });
	});
});

test('people are found by every word of their name, wherever it stands', () => {
	const has = (word: string) => ({ _or: [{ first_name: { _icontains: word } }, { last_name: { _icontains: word } }, { email: { _icontains: word } }] });
	expect(calledLike(' Pat  Baker')).toEqual({ _and: [has('Pat'), has('Baker')] });
	expect(calledLike('')).toEqual({ _and: [] });
});
