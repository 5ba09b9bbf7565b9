/** Everything that is read once: the model, who is logged in, the project. */
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMemo } from 'react';

import { collectionLabel, fieldLabel, itemLabel } from '../model/label';
import { keyAdapter } from '../model/compositeKeys';
import type { RawCollection, RawField, RawRelation } from '../model/raw';
import { buildSchema, type Collection, type Field, type Schema } from '../model/schema';
import { ask, assetUrl, setKeyAdapter } from './client';
import { setLongFields } from './exact';
import { keys } from './keys';

async function readModel(): Promise<Schema> {
	const [collections, fields, relations] = await Promise.all([ask<RawCollection[]>('/collections'), ask<RawField[]>('/fields'), ask<RawRelation[]>('/relations')]);
	setLongFields(fields.filter((field) => field.type === 'bigInteger').map((field) => field.field));
	const schema = buildSchema(collections, fields, relations);
	setKeyAdapter(keyAdapter(schema));
	return schema;
}

export const modelQuery = { queryKey: keys.model, queryFn: readModel, staleTime: Infinity };

/** The model; suspends until it is there. */
export function useSchema(): Schema {
	return useSuspenseQuery(modelQuery).data;
}

export interface Me {
	id: string;
	first_name: string | null;
	last_name: string | null;
	email: string | null;
	avatar: string | null;
	language: string | null;
	appearance: 'auto' | 'light' | 'dark' | null;
	/** Masked: whether there is one. */
	tfa_secret: string | null;
	role: { id: string; name: string } | null;
}

/** Only what every user may read of himself: a field too many, and the server tells nothing but the key. */
export const meQuery = {
	queryKey: keys.me,
	queryFn: () => ask<Me>('/users/me', { params: { fields: ['id', 'first_name', 'last_name', 'email', 'avatar', 'language', 'appearance', 'tfa_secret', 'role.id', 'role.name'] } }),
	staleTime: Infinity,
	retry: false,
};

export function useMe(): Me {
	return useSuspenseQuery(meQuery).data;
}

export interface ServerInfo {
	project: { project_name: string | null; project_descriptor: string | null; project_color: string | null; project_logo: string | null; default_language: string | null; default_appearance: string | null; public_note: string | null; public_registration?: boolean; public_registration_verify_email?: boolean } | null;
	setupCompleted?: boolean;
}

export const serverQuery = { queryKey: keys.server, queryFn: () => ask<ServerInfo>('/server/info'), staleTime: Infinity };

/** What everybody may know of the project. */
export function useServerInfo(): ServerInfo | undefined {
	return useQuery(serverQuery).data;
}

/** The project's name; Directus's default name counts as none. */
export function useProjectName(): string {
	const name = useServerInfo()?.project?.project_name;
	return !name || name === 'Directus' ? 'Relata' : name;
}

/** The colour that an untouched project has in Directus's settings: counts as none. */
export const UNTOUCHED_COLOR = '#6644FF';

/** What stands for the project in a picture. */
export function useProjectLook(): { logo: string | null; color: string | null } {
	const project = useServerInfo()?.project;
	const color = project?.project_color ?? null;
	return { logo: project?.project_logo ? assetUrl(project.project_logo, { width: 96, height: 96, fit: 'inside' }) : null, color: color?.toUpperCase() === UNTOUCHED_COLOR ? null : color };
}

export interface Labels {
	collection: (collection: Collection | string) => string;
	item: (collection: Collection) => string;
	field: (field: Field | string) => string;
}

/** Names for people, in the Editor's language. */
export function useLabels(): Labels {
	const { language } = useTranslation().i18n;
	const schema = useQuery(modelQuery).data;
	return useMemo(
		() => ({
			collection: (collection) => collectionLabel(typeof collection === 'string' ? (schema?.collection(collection) ?? collection) : collection, language),
			item: (collection) => itemLabel(collection, language),
			field: (field) => fieldLabel(field, language),
		}),
		[schema, language],
	);
}
