import { describe, expect, it } from 'vitest';
import { MODEL } from './fixture';
import {
	RELATION_KINDS,
	freeName,
	nameFault,
	pictureOf,
	problemsOf,
	proposeNames,
	rulesOf,
	runSteps,
	sentenceOf,
	singular,
	startDraft,
	stepsOf,
	templateOf,
	toName,
	withTarget,
	type Call,
	type RelationDraft,
	type RelationKind,
	type Step,
} from './index';

const NONE = new Set<never>();

function ready(kind: RelationKind): RelationDraft {
	const draft = startDraft(kind, 'recipes', MODEL);
	if (kind === 'm2a') return { ...draft, allowed: ['headings', 'images'] };
	return draft.related === null ? withTarget(draft, 'countries', MODEL, NONE) : draft;
}

function paths(steps: readonly Step[]): string[] {
	return steps.map((step) => `${step.call.method} ${step.call.path}`);
}

describe('names', () => {
	it.each([
		['Blog Posts', 'blog_posts'],
		['Größe', 'grosse'],
		['  2nd try! ', 'n2nd_try'],
		['étape', 'etape'],
	])('makes %j a name', (typed, name) => {
		expect(toName(typed)).toBe(name);
		expect(nameFault(name)).toBeNull();
	});

	it.each([
		['', 'required'],
		['a b', 'invalid'],
		['1a', 'invalid'],
		['a'.repeat(64), 'long'],
	])('refuses %j', (name, fault) => {
		expect(nameFault(name)).toBe(fault);
	});

	it.each([
		['countries', 'country'],
		['boxes', 'box'],
		['recipes', 'recipe'],
		['news', 'news'],
		['address', 'address'],
		['status', 'status'],
	])('knows the singular of %s', (many, one) => {
		expect(singular(many)).toBe(one);
	});

	it('counts on where a name is taken', () => {
		expect(freeName('a', new Set(['a', 'a_2']))).toBe('a_3');
	});
});

describe('a proposed draft', () => {
	it.each(RELATION_KINDS)('of kind %s can be made as it is', (kind) => {
		expect(problemsOf(ready(kind), MODEL)).toEqual([]);
	});

	it('names the foreign key after one item, the list after many', () => {
		expect(ready('m2o')).toMatchObject({ field: 'country', reverse: 'recipes', onDelete: 'SET NULL' });
		expect(ready('o2m')).toMatchObject({ field: 'countries', foreignKey: 'recipe', sort: null });
	});

	it('keeps clear of names that are taken', () => {
		const draft = withTarget(startDraft('m2m', 'recipes', MODEL), 'ingredients', MODEL, NONE);
		expect(draft).toMatchObject({ field: 'ingredients_2', junction: 'recipes_ingredients_2', junctionThis: 'recipes_id', junctionThat: 'ingredients_id' });
	});

	it('leaves alone what a person typed', () => {
		const typed = { ...ready('m2m'), field: 'origins', junction: 'mine' };
		expect(proposeNames(typed, MODEL, new Set(['field', 'junction']))).toMatchObject({ field: 'origins', junction: 'mine', junctionThat: 'countries_code' });
	});

	it('keeps no order where a person wants none', () => {
		expect(withTarget({ ...ready('m2m'), sort: null }, 'categories', MODEL, NONE).sort).toBeNull();
	});

	it('adds no field to system collections by itself', () => {
		expect(withTarget(startDraft('m2m', 'recipes', MODEL), 'directus_users', MODEL, NONE).reverse).toBeNull();
	});

	it('makes a collection of languages where there is none', () => {
		expect(startDraft('translations', 'recipes', MODEL)).toMatchObject({ related: 'languages', newLanguages: ['en-US', 'de-DE', 'es-ES', 'ar-SA'], junctionThat: 'languages_code' });
	});

	it('uses the languages that are there', () => {
		const model = { ...MODEL, collections: [...MODEL.collections, { collection: 'languages', schema: {}, meta: null }] };
		expect(startDraft('translations', 'recipes', model)).toMatchObject({ related: 'languages', newLanguages: [] });
	});
});

describe('problems', () => {
	it.each<[RelationKind, Partial<RelationDraft>, string, string]>([
		['m2o', { related: null }, 'related', 'required'],
		['m2o', { related: 'gone' }, 'related', 'unknown'],
		['m2o', { related: 'kitchen' }, 'related', 'unknown'],
		['m2o', { related: 'loose' }, 'related', 'noKey'],
		['m2o', { field: '' }, 'field', 'required'],
		['m2o', { field: 'title' }, 'field', 'taken'],
		['m2o', { field: 'not a name' }, 'field', 'invalid'],
		['m2o', { reverse: 'name' }, 'reverse', 'taken'],
		['m2o', { required: true }, 'onDelete', 'requiredNull'],
		['o2m', { foreignKey: 'name' }, 'foreignKey', 'taken'],
		['o2m', { related: 'directus_users' }, 'related', 'system'],
		['m2a', { allowed: [] }, 'allowed', 'none'],
		['m2a', { junctionCollection: 'item' }, 'junctionCollection', 'twice'],
		['m2m', { junction: 'countries' }, 'junction', 'taken'],
		['m2m', { junction: 'directus_x' }, 'junction', 'reserved'],
		['m2m', { junctionThat: 'recipes_id' }, 'junctionThat', 'twice'],
		['m2m', { junctionThis: 'id' }, 'junctionThis', 'taken'],
		['m2m', { extras: [{ field: 'sort', type: 'integer' }] }, 'extras.0', 'twice'],
		['self-m2m', { reverse: 'related' }, 'reverse', 'twice'],
		['translations', { related: 'pages' }, 'related', 'taken'],
		['tree', { foreignKey: 'children' }, 'foreignKey', 'twice'],
	])('of %s with %j are at %s: %s', (kind, change, at, code) => {
		const found = problemsOf({ ...ready(kind), ...change }, MODEL);
		expect(found.find((problem) => problem.at === at)?.code ?? found).toBe(code);
	});
});

describe('steps', () => {
	it('of M2O make the column, the list on the other side, the relation', () => {
		const steps = stepsOf(ready('m2o'), MODEL);
		expect(paths(steps)).toEqual(['POST /fields/recipes', 'POST /fields/countries', 'POST /relations']);
		expect(steps[0]?.call.body).toMatchObject({ field: 'country', type: 'string', schema: { max_length: 2, is_nullable: true }, meta: { special: ['m2o'], options: { template: '{{name}}' } } });
		expect(steps[2]?.call.body).toMatchObject({ collection: 'recipes', field: 'country', related_collection: 'countries', meta: { one_field: 'recipes' }, schema: { on_delete: 'SET NULL' } });
	});

	it('of one-to-one make the column unique', () => {
		expect(stepsOf(ready('o2o'), MODEL)[0]?.call.body).toMatchObject({ schema: { is_unique: true } });
		expect(stepsOf(ready('m2o'), MODEL)[0]?.call.body).not.toMatchObject({ schema: { is_unique: true } });
	});

	it('of a required M2O allow no empty key', () => {
		expect(stepsOf({ ...ready('m2o'), required: true, onDelete: 'NO ACTION' }, MODEL)[0]?.call.body).toMatchObject({ schema: { is_nullable: false }, meta: { required: true } });
	});

	it('of O2M make the column on the other side', () => {
		const steps = stepsOf({ ...ready('o2m'), sort: 'sort' }, MODEL);
		expect(paths(steps)).toEqual(['POST /fields/recipes', 'POST /fields/countries', 'POST /fields/countries', 'POST /relations']);
		expect(steps[1]?.call.body).toMatchObject({ field: 'recipe', type: 'integer', meta: { special: ['m2o'] } });
		expect(steps[3]?.call.body).toMatchObject({ meta: { one_field: 'countries', sort_field: 'sort', one_deselect_action: 'nullify' } });
	});

	it('of M2M make the junction at once with all its columns', () => {
		const steps = stepsOf({ ...ready('m2m'), extras: [{ field: 'quantity', type: 'decimal' }] }, MODEL);
		expect(paths(steps)).toEqual(['POST /collections', 'POST /fields/recipes', 'POST /fields/countries', 'POST /relations', 'POST /relations']);
		const body = steps[0]?.call.body as { fields: { field: string; type: string }[]; meta: object };
		expect(body.fields.map((field) => `${field.field} ${field.type}`)).toEqual(['id integer', 'recipes_id integer', 'countries_code string', 'sort integer', 'quantity decimal']);
		expect(body.meta).toMatchObject({ hidden: true, group: 'kitchen' });
		expect(steps[3]?.call.body).toMatchObject({ field: 'recipes_id', meta: { junction_field: 'countries_code', sort_field: 'sort', one_deselect_action: 'delete' }, schema: { on_delete: 'CASCADE' } });
		expect(steps[4]?.call.body).toMatchObject({ field: 'countries_code', related_collection: 'countries', meta: { junction_field: 'recipes_id', one_field: 'recipes' } });
		expect(steps[1]?.call.body).toMatchObject({ meta: { options: { template: '{{countries_code.name}}' } } });
	});

	it('of M2A name the collections and make no foreign key to them', () => {
		const steps = stepsOf(ready('m2a'), MODEL);
		expect(steps.at(-1)?.call.body).toEqual({
			collection: 'recipes_blocks',
			field: 'item',
			related_collection: null,
			schema: null,
			meta: { one_field: null, one_collection_field: 'collection', one_allowed_collections: ['headings', 'images'], junction_field: 'recipes_id', sort_field: null, one_deselect_action: 'nullify' },
		});
	});

	it('of translations make the languages first', () => {
		const steps = stepsOf(ready('translations'), MODEL);
		expect(paths(steps).slice(0, 3)).toEqual(['POST /collections', 'POST /items/languages', 'POST /collections']);
		expect(steps[1]?.call.body).toContainEqual({ code: 'ar-SA', name: 'العربية', direction: 'rtl' });
	});

	it('of a tree refer to the collection itself', () => {
		const steps = stepsOf(startDraft('tree', 'pages', MODEL), MODEL);
		expect(steps.at(-1)?.call.body).toMatchObject({ collection: 'pages', field: 'parent', related_collection: 'pages', meta: { one_field: 'children', sort_field: 'sort' } });
	});

	it('of files and images refer to the files', () => {
		expect(stepsOf(ready('image'), MODEL)[0]?.call.body).toMatchObject({ type: 'uuid', meta: { interface: 'file-image', special: ['file'] } });
		expect(stepsOf(ready('files'), MODEL).at(-1)?.call.body).toMatchObject({ field: 'directus_files_id', related_collection: 'directus_files' });
	});

	it.each(RELATION_KINDS)('of kind %s can all be taken back, except rows that go with their collection', (kind) => {
		for (const step of stepsOf(ready(kind), MODEL)) expect(step.undo === null).toBe(step.call.path.startsWith('/items/'));
	});
});

describe('carrying out', () => {
	const steps = stepsOf(ready('m2m'), MODEL);

	it('sends every call in order', async () => {
		const sent: Call[] = [];
		await expect(runSteps(steps, (call) => Promise.resolve(sent.push(call)))).resolves.toEqual({ ok: true });
		expect(sent).toEqual(steps.map((step) => step.call));
	});

	it.each(steps.map((_, index) => index))('takes everything back, last first, where call %i fails', async (failing) => {
		const sent: string[] = [];
		const outcome = await runSteps(steps, (call) => {
			if (sent.push(`${call.method} ${call.path}`) === failing + 1) return Promise.reject(new Error('no'));
			return Promise.resolve();
		});
		expect(outcome).toMatchObject({ ok: false, failedAt: failing, takenBack: failing, left: [] });
		expect(sent.slice(failing + 1)).toEqual(
			steps
				.slice(0, failing)
				.toReversed()
				.map((step) => `DELETE ${step.undo?.path ?? ''}`),
		);
	});

	it('says what is left where taking back fails, too', async () => {
		const outcome = await runSteps(steps, (call) => (call.path.startsWith('/relations') || call.method === 'DELETE' ? Promise.reject(new Error('gone')) : Promise.resolve()));
		expect(outcome).toMatchObject({ ok: false, failedAt: 3, takenBack: 0 });
		expect(outcome.ok ? [] : paths(outcome.left)).toEqual(['POST /fields/countries', 'POST /fields/recipes', 'POST /collections']);
	});
});

describe('words and picture', () => {
	const nameOf = (name: string): string => name.toUpperCase();

	it.each(RELATION_KINDS)('of kind %s are complete', (kind) => {
		const draft = ready(kind);
		expect(sentenceOf(draft, nameOf).key).toBe(`relation.sentence.${kind}`);
		expect(rulesOf(draft, nameOf).length).toBeGreaterThan(0);
		const { boxes, lines } = pictureOf(draft, MODEL);
		for (const line of lines) {
			for (const end of [line.from, line.to]) {
				expect(boxes.find((box) => box.id === end.box)?.rows.map((row) => row.name)).toContain(end.row);
			}
		}
	});

	it('say of M2A that links always go along', () => {
		expect(rulesOf({ ...ready('m2a'), onDeleteThat: 'NO ACTION' }, nameOf)[1]).toEqual({ key: 'relation.rule.link.cascade', params: { deleted: 'HEADINGS, IMAGES', junction: 'recipes_blocks' } });
	});

	it.each(RELATION_KINDS)('of kind %s say no rule twice', (kind) => {
		const rules = rulesOf(ready(kind), nameOf).map((rule) => JSON.stringify(rule));
		expect(new Set(rules).size).toBe(rules.length);
	});

	it('show a draft with nothing chosen', () => {
		expect(pictureOf(startDraft('m2o', 'recipes', MODEL), MODEL).boxes).toHaveLength(2);
	});
});

it('calls items by their own template, else by their first text', () => {
	expect(templateOf(MODEL, 'directus_files')).toBe('{{title}}');
	expect(templateOf(MODEL, 'countries')).toBe('{{name}}');
	expect(templateOf(MODEL, 'pages')).toBeNull();
});
