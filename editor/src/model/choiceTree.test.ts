import { expect, test } from 'vitest';

import { searched, tickedOf, tickOf, toggle, type ChoiceNode, type Combining } from './choiceTree';

const leaf = (value: string): ChoiceNode => ({ value, label: value.toUpperCase(), children: [] });
const inner: ChoiceNode = { value: 'inner', label: 'Inner', children: [leaf('a'), leaf('b')] };
const TREE: ChoiceNode[] = [{ value: 'top', label: 'Top', children: [inner, leaf('c')] }, leaf('d')];
const named = (value: string): ChoiceNode => [TREE[0], inner, ...inner.children, TREE[0]?.children[1], TREE[1]].find((one) => one?.value === value) as ChoiceNode;

function ticked(combining: Combining, ...clicks: string[]): string[] {
	return clicks.reduce<string[]>((values, value) => toggle(TREE, values, named(value), combining), []);
}

test.each([
	['all', ['inner'], ['inner', 'a', 'b']],
	['all', ['a', 'b', 'c'], ['top', 'inner', 'a', 'b', 'c']],
	['all', ['top', 'b'], ['a', 'c']],
	['branch', ['a', 'b'], ['inner']],
	['branch', ['inner', 'c'], ['top']],
	['branch', ['top', 'b'], ['a', 'c']],
	['leaf', ['top'], ['a', 'b', 'c']],
	['indeterminate', ['a'], ['top', 'inner', 'a']],
	['indeterminate', ['a', 'a'], []],
	['exclusive', ['a', 'top'], ['top']],
	['exclusive', ['top', 'a'], ['a']],
] satisfies Array<[Combining, string[], string[]]>)('%s: ticking %j stores %j', (combining, clicks, values) => {
	expect(ticked(combining, ...clicks)).toEqual(values);
});

test('a node is shown as partly ticked while some of what is below is', () => {
	const tick = (node: string, values: string[], combining: Combining) => tickOf(named(node), tickedOf(TREE, values, combining), combining);
	expect(tick('top', ['a'], 'leaf')).toBe('partly');
	expect(tick('inner', ['top'], 'branch')).toBe('on');
	expect(tick('inner', ['top'], 'exclusive')).toBe('off');
	expect(tick('top', ['a'], 'exclusive')).toBe('partly');
	expect(tick('d', ['a'], 'all')).toBe('off');
});

test('values that the choices do not know stay', () => {
	expect(toggle(TREE, ['gone'], named('d'), 'all')).toEqual(['gone', 'd']);
});

test('a search keeps the way to what it finds', () => {
	expect(searched(TREE, 'b')).toEqual([{ value: 'top', label: 'Top', children: [{ value: 'inner', label: 'Inner', children: [leaf('b')] }] }]);
	expect(searched(TREE, ' ')).toEqual(TREE);
});
