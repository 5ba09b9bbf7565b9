/** Roles and the policies that come with them: the tree of roles, and what a user has in the end. Pure. */

/** A role, as far as the tree needs it. */
export interface RoleRow {
	id: string;
	name: string;
	icon: string | null;
	description: string | null;
	parent: string | null;
}

/** A link of a policy to a role or a user. */
export interface AccessRow {
	id: string;
	policy: string;
	role: string | null;
	user: string | null;
	sort: number | null;
}

/** A role in its place. */
export interface RoleNode extends RoleRow {
	depth: number;
	children: RoleNode[];
}

/** The roles as a forest, by name. A role whose parent isn't there, or that is its own ancestor, stands at the top. */
export function roleTree(roles: readonly RoleRow[]): RoleNode[] {
	const byId = new Map(roles.map((role) => [role.id, role]));
	const parentOf = (role: RoleRow): string | null => (role.parent !== null && byId.has(role.parent) && !isBelow(roles, role.parent, role.id) ? role.parent : null);
	const below = (parent: string | null, depth: number): RoleNode[] =>
		roles
			.filter((role) => parentOf(role) === parent)
			.toSorted((a, b) => a.name.localeCompare(b.name))
			.map((role) => ({ ...role, depth, children: below(role.id, depth + 1) }));
	return below(null, 0);
}

/** The forest as lines, parents before children. */
export function flattenRoles(nodes: readonly RoleNode[]): RoleNode[] {
	return nodes.flatMap((node) => [node, ...flattenRoles(node.children)]);
}

/** Whether `role` is `ancestor` or lies below it. */
export function isBelow(roles: readonly RoleRow[], role: string, ancestor: string): boolean {
	return lineage(roles, role).some((one) => one.id === ancestor);
}

/** A role and its parents, nearest first. */
export function lineage(roles: readonly RoleRow[], role: string | null): RoleRow[] {
	const line: RoleRow[] = [];
	let at = roles.find((one) => one.id === role);
	while (at && !line.includes(at)) {
		line.push(at);
		const { parent } = at;
		at = roles.find((one) => one.id === parent);
	}
	return line;
}

/** A policy that somebody has, and through what. */
export interface Granted {
	policy: string;
	through: { kind: 'user' } | { kind: 'role'; role: RoleRow; inherited: boolean } | { kind: 'public' };
}

/** Every policy of a user: their own, their role's, and those of the roles above. Each once, by its nearest way. */
export function policiesOf(user: { id: string; role: string | null }, roles: readonly RoleRow[], access: readonly AccessRow[]): Granted[] {
	const granted: Granted[] = [];
	const add = (one: Granted): void => {
		if (!granted.some((other) => other.policy === one.policy)) granted.push(one);
	};
	for (const row of access) if (row.user === user.id) add({ policy: row.policy, through: { kind: 'user' } });
	lineage(roles, user.role).forEach((role, index) => {
		for (const row of access) if (row.role === role.id) add({ policy: row.policy, through: { kind: 'role', role, inherited: index > 0 } });
	});
	return granted;
}
