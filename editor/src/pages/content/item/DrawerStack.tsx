/** Drawers for what is nested in the item, any depth. The address names the open one; what is edited in it belongs to the page's draft. */
import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChevronRight } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';

import { ask } from '../../../api/client';
import { problemsOf } from '../../../api/errors';
import { itemPath, ownFields, useItem, type Item } from '../../../api/items';
import { keys } from '../../../api/keys';
import { useLabels, useSchema } from '../../../api/model';
import { useDraft, useDraftStore, useEditsAt } from '../../../fields/form/draftStore';
import { ItemForm } from '../../../fields/form/ItemForm';
import { OpenContext, type Scope } from '../../../fields/form/scope';
import { linkFields } from '../../../fields/list/columns';
import { editsAt, listAt, type Edits, type Path, removeRow, withField } from '../../../model/draft';
import { pathToText, stepsThere, textToPath } from '../../../model/paths';
import { ownerField, isList, type Collection, type M2M } from '../../../model/schema';
import { SideDialog } from '../../../ui/Dialog';
import { FailedState, LoadingState } from '../../../ui/States';
import classes from './item.module.css';
import { ItemHeading } from './ItemHeading';
import { useLevelFocus } from './useLevelFocus';

export function DrawerStack({ scope, children }: { scope: Scope; children: ReactNode }) {
	const schema = useSchema();
	const store = useDraftStore();
	const [parameters, setParameters] = useSearchParams();
	const text = parameters.get('open');
	const asked = useMemo(() => (text ? textToPath(schema, scope.collection.name, text) : undefined), [schema, scope.collection.name, text]);
	const n_there = useDraft(useCallback((edits: Edits) => (asked ? stepsThere(edits, asked) : 0), [asked]));
	const path = asked && n_there === asked.length ? asked : undefined;
	const leave = useLevelFocus(text);
	// Where each level was opened from: a branch of a tree lies several levels down at once.
	const origins = useRef(new Map<string, string | null>());
	const open = useCallback(
		(target: Path) => {
			leave();
			const name = pathToText(target);
			if (name.length > (text ?? '').length) origins.current.set(name, text);
			setParameters((before) => opening(before, target));
		},
		[setParameters, leave, text],
	);
	// What was yet to be made has been saved, undone or lost with the page: nothing could be entered there any more.
	useEffect(() => {
		if (asked && n_there < asked.length) setParameters((before) => opening(before, parentOf(asked.slice(0, n_there + 1), scope.collection.name, schema)), { replace: true });
	}, [asked, n_there, scope.collection.name, schema, setParameters]);
	const close = () => {
		if (!path) return;
		const origin = origins.current.get(text ?? '');
		const parent = origin === null ? [] : ((origin === undefined ? undefined : textToPath(schema, scope.collection.name, origin)) ?? parentOf(path, scope.collection.name, schema));
		dropEmpty(store, path);
		open(parent);
	};
	return (
		<OpenContext value={open}>
			{children}
			<SideDialog opened={path !== undefined && path.length > 0} onClose={close} size="min(760px, 100%)" title={path && <Crumbs scope={scope} path={path} onOpen={open} />}>
				<div data-level={text}>{path && path.length > 0 && <Nested key={text} root={scope} path={path} onClose={close} />}</div>
			</SideDialog>
		</OpenContext>
	);
}

function opening(parameters: URLSearchParams, path: Path): URLSearchParams {
	return path.length === 0 ? without(parameters) : new URLSearchParams([...without(parameters), ['open', pathToText(path)]]);
}

function without(parameters: URLSearchParams): URLSearchParams {
	const rest = new URLSearchParams(parameters);
	rest.delete('open');
	return rest;
}

/** One drawer out: a link and the item it leads to are one drawer. */
function parentOf(path: Path, root: string, schema: ReturnType<typeof useSchema>): Path {
	const last = path.at(-1);
	const before = path.at(-2);
	if (!last || !before || last.isList || !before.isList) return path.slice(0, -1);
	return isLink(path.slice(0, -1), root, schema) ? path.slice(0, -2) : path.slice(0, -1);
}

/** A new row in which nothing was entered is no row. */
function dropEmpty(store: ReturnType<typeof useDraftStore>, path: Path): void {
	const index = path.findLastIndex((step) => step.isList);
	const row = path[index];
	if (!row || row.key !== undefined || row.along) return;
	const edits = editsAt(store.getEdits(), path);
	const link = editsAt(store.getEdits(), path.slice(0, index + 1));
	const isEmpty = Object.keys(edits).length === 0 && Object.keys(link).length <= (path.length - 1 > index ? 2 : 0);
	if (isEmpty) store.change(path.slice(0, index), (own) => withField(own, row.field, removeRow(listAt(own, row.field, row.pk), row.ref, undefined)));
}

function Crumbs({ scope, path, onOpen }: { scope: Scope; path: Path; onOpen: (path: Path) => void }) {
	const { t } = useTranslation('content');
	const labels = useLabels();
	const schema = useSchema();
	return (
		<nav className={classes.crumbs} aria-label={t('item.trail')}>
			<button type="button" className={classes.crumb} onClick={() => onOpen([])}>
				{scope.collection.singleton ? labels.collection(scope.collection) : labels.item(scope.collection)}
			</button>
			{crumbsOf(path, scope.collection.name, schema).map(({ step, index }) => (
				<span key={pathToText(path.slice(0, index + 1))} style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}>
					<IconChevronRight size={14} className="r-flip" aria-hidden />
					<button type="button" className={classes.crumb} aria-current={index === path.length - 1 ? 'page' : undefined} onClick={() => onOpen(path.slice(0, index + 1))}>
						{labels.field(step.field)}
					</button>
				</span>
			))}
		</nav>
	);
}

/** Where one can go on the way: a link and the item it leads to are one place, called by the list. */
function crumbsOf(path: Path, root: string, schema: ReturnType<typeof useSchema>): Array<{ step: Path[number]; index: number }> {
	return path.flatMap((step, index) => {
		const before = path[index - 1];
		if (!step.isList && before?.isList && isLink(path.slice(0, index), root, schema)) return [];
		const next = path[index + 1];
		return [{ step, index: next && !next.isList && step.isList && isLink(path.slice(0, index + 1), root, schema) ? index + 1 : index }];
	});
}

/** Whether the row at the end of a path is a link, and no item itself. */
function isLink(path: Path, root: string, schema: ReturnType<typeof useSchema>): boolean {
	const relation = schema.relation(path.at(-2)?.collection ?? root, path.at(-1)?.field ?? '');
	return isList(relation) && relation.kind !== 'o2m';
}

/** The item at the end of a path; with the link that leads to it, if that one has fields of its own. */
function Nested({ root, path, onClose }: { root: Scope; path: Path; onClose: () => void }) {
	const { t } = useTranslation('content');
	const { t: c } = useTranslation();
	const schema = useSchema();
	const labels = useLabels();
	const last = path.at(-1);
	const collection = last ? schema.collection(last.collection) : undefined;
	const item = useItem(collection ?? root.collection, last?.key, collection !== undefined && last?.key !== undefined);
	const edits = useEditsAt(path);
	const scope = useMemo((): Scope | undefined => (collection && last ? { collection, path, itemKey: last.key, base: item.data ?? {}, isReadonly: root.isReadonly } : undefined), [collection, last, path, item.data, root.isReadonly]);
	const hidden = useMemo(() => ownersOf(path, root.collection.name, schema), [path, root.collection.name, schema]);
	const link = linkOf(path, root.collection.name, schema);
	if (!scope || !last) return null;
	if (last.key !== undefined && item.isPending) return <LoadingState shape="form" rows={4} />;
	if (item.isError) return <FailedState compact problems={problemsOf(item.error)} onRetry={() => void item.refetch()} />;
	return (
		<>
			<div className={classes.partHead}>
				<Text className={`${classes.drawerTitle ?? ''} r-own-direction`} component="h2">
					<ItemHeading scope={scope} />
				</Text>
				<Text size="sm" c="dimmed">
					{labels.item(scope.collection)}
				</Text>
			</div>
			{link && <LinkPart link={link} isReadonly={root.isReadonly} />}
			{link && <PartHead title={t('item.itself', { kind: labels.item(scope.collection) })} hint={last.key === undefined ? '' : t('item.sharedHint')} />}
			<ItemForm scope={scope} without={hidden} />
			<div className={classes.drawerFoot}>
				<Text size="sm" c="dimmed" style={{ flex: 1, alignSelf: 'center' }}>
					{Object.keys(edits).length > 0 ? t('item.staged') : ''}
				</Text>
				<Button onClick={onClose}>{c('actions.done')}</Button>
			</div>
		</>
	);
}

function PartHead({ title, hint }: { title: string; hint: string }) {
	return (
		<div className={classes.partHead}>
			<Text fw={600}>{title}</Text>
			<Text size="sm" c="dimmed">
				{hint}
			</Text>
		</div>
	);
}

interface LinkInfo {
	path: Path;
	junction: Collection;
	relation: M2M;
}

/** The link row that a path's last step goes through. */
function linkOf(path: Path, root: string, schema: ReturnType<typeof useSchema>): LinkInfo | undefined {
	const row = path.at(-2);
	if (!row?.isList || path.at(-1)?.isList) return undefined;
	const relation = schema.relation(path.at(-3)?.collection ?? root, row.field);
	const junction = schema.collection(row.collection);
	if (relation?.kind !== 'm2m' || !junction || linkFields(relation, junction).length === 0) return undefined;
	return { path: path.slice(0, -1), junction, relation };
}

function LinkPart({ link, isReadonly }: { link: LinkInfo; isReadonly: boolean }) {
	const { t } = useTranslation('content');
	const { junction, relation, path } = link;
	const key = path.at(-1)?.key;
	const fields = ownFields(junction);
	const row = useQuery({ queryKey: keys.item(junction.name, key ?? '', { fields }), queryFn: () => ask<Item>(itemPath(junction.name, key ?? ''), { params: { fields } }), enabled: key !== undefined });
	const scope = useMemo((): Scope => ({ collection: { ...junction, fields: linkFields(relation, junction) }, path, itemKey: key, base: row.data ?? {}, isReadonly }), [junction, relation, path, key, row.data, isReadonly]);
	if (key !== undefined && row.isPending) return <LoadingState shape="form" rows={1} />;
	return (
		<div className={classes.part}>
			<PartHead title={t('item.link')} hint="" />
			<ItemForm scope={scope} />
		</div>
	);
}

/** The columns that say whose rows these are: they follow from where the row is. */
function ownersOf(path: Path, root: string, schema: ReturnType<typeof useSchema>): string[] {
	const last = path.at(-1);
	if (!last?.isList) return [];
	const relation = schema.relation(path.at(-2)?.collection ?? root, last.field);
	return isList(relation) ? [ownerField(relation), ...(relation.sortField ? [relation.sortField] : [])] : [];
}
