/** Users, roles, policies and permissions: reading them as one picture, and writing them. */
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query';

import type { PermissionRow } from '../model/access/matrix';
import type { AccessRow, RoleRow } from '../model/access/roles';
import type { Explanation, Question } from '../model/access/verdict';
import { calledLike } from '../model/people';
import { ask } from './client';
import { keys, queryClient } from './keys';

/** A policy. */
export interface Policy {
	id: string;
	name: string;
	icon: string | null;
	description: string | null;
	admin_access: boolean;
	app_access: boolean;
	enforce_tfa: boolean;
	ip_access: string[] | null;
}

/** Who may do what, except the users themselves. */
export interface AccessModel {
	roles: RoleRow[];
	policies: Policy[];
	access: AccessRow[];
	permissions: (PermissionRow & { policy: string })[];
}

const ALL = { limit: -1 };

async function readAccessModel(): Promise<AccessModel> {
	const [roles, policies, access, permissions] = await Promise.all([
		ask<RoleRow[]>('/roles', { params: { ...ALL, fields: ['id', 'name', 'icon', 'description', 'parent'], sort: ['name'] } }),
		ask<Policy[]>('/policies', { params: { ...ALL, fields: ['id', 'name', 'icon', 'description', 'admin_access', 'app_access', 'enforce_tfa', 'ip_access'], sort: ['name'] } }),
		ask<AccessRow[]>('/access', { params: { ...ALL, fields: ['id', 'policy', 'role', 'user', 'sort'] } }),
		ask<(PermissionRow & { policy: string })[]>('/permissions', { params: { ...ALL, fields: ['id', 'policy', 'collection', 'action', 'permissions', 'validation', 'presets', 'fields'] } }),
	]);
	// The server's own minimum for users of the app comes without an id and isn't anybody's to change.
	return { roles, policies, access, permissions: permissions.filter((row) => typeof row.id === 'number') };
}

const accessKey = ['accessModel'] as const;

/** The picture; suspends until it is there. */
export function useAccessModel(): AccessModel {
	return useSuspenseQuery({ queryKey: accessKey, queryFn: readAccessModel }).data;
}

/** A user, as lists and forms need it. */
export interface UserRow {
	id: string;
	first_name: string | null;
	last_name: string | null;
	email: string | null;
	avatar: string | null;
	status: string;
	role: string | null;
	language: string | null;
	last_access: string | null;
	title: string | null;
	description: string | null;
	location: string | null;
	tfa_secret: string | null;
}

const USER_FIELDS = ['id', 'first_name', 'last_name', 'email', 'avatar', 'status', 'role', 'language', 'last_access', 'title', 'description', 'location', 'tfa_secret'];
export const USERS_A_PAGE = 50;

/** A page of users and how many there are. */
export function useUsers(search: string, page: number, role: string | null) {
	const conditions = [...(role === null ? [] : [{ role: { _eq: role } }]), ...calledLike(search)._and];
	const filter = conditions.length === 0 ? {} : { filter: { _and: conditions } };
	return useQuery({
		queryKey: ['users', 'list', search, page, role],
		queryFn: async () => {
			const [rows, counts] = await Promise.all([
				ask<UserRow[]>('/users', { params: { fields: USER_FIELDS, sort: ['last_name', 'first_name', 'email'], limit: USERS_A_PAGE, page, ...filter } }),
				ask<{ count: number | string }[]>('/users', { params: { aggregate: { count: '*' }, ...filter } }),
			]);
			return { rows, count: Number(counts[0]?.count ?? 0) };
		},
		placeholderData: (old) => old,
	});
}

/** How many users each role has. */
export function useUsersPerRole() {
	return useQuery({
		queryKey: ['users', 'perRole'],
		queryFn: async () => {
			const rows = await ask<{ role: string | null; count: number | string }[]>('/users', { params: { aggregate: { count: '*' }, groupBy: ['role'], limit: -1 } });
			return new Map(rows.map((row) => [row.role, Number(typeof row.count === 'object' ? Object.values(row.count)[0] : row.count)]));
		},
	});
}

export function useUser(id: string) {
	return useQuery({ queryKey: ['users', 'one', id], queryFn: () => ask<UserRow>(`/users/${id}`, { params: { fields: USER_FIELDS } }), enabled: id !== '+' });
}

/** A name for people. */
export function userName(user: { first_name: string | null; last_name: string | null; email: string | null; id: string }): string {
	return [user.first_name, user.last_name].filter(Boolean).join(' ') || user.email || user.id;
}

/** A write to who may do what. */
export function useAccessChange<T, R = unknown>(change: (input: T) => Promise<R>) {
	return useMutation({
		mutationFn: change,
		onSettled: async () => {
			await Promise.all([queryClient.invalidateQueries({ queryKey: accessKey }), queryClient.invalidateQueries({ queryKey: ['users'] }), queryClient.invalidateQueries({ queryKey: keys.access }), queryClient.invalidateQueries({ queryKey: keys.me })]);
		},
	});
}

export function useExplanation(question: Question | null) {
	return useQuery({
		queryKey: ['accessModel', 'explain', question],
		queryFn: () => {
			const { user, collection, action, key, field } = question as Question;
			return ask<Explanation>('/permissions/explain', { params: { collection, action, ...(user !== null && { user }), ...(key !== '' && { key }), ...(field !== null && { field }) } });
		},
		enabled: question !== null && question.collection !== '',
		retry: false,
	});
}
