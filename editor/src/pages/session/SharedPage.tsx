/** Where the link of a share leads: its password, if it has one, then the item, for reading. */
import { Alert, Badge, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { ask } from '../../api/client';
import { problemsOf } from '../../api/errors';
import { useItem } from '../../api/items';
import { queryClient } from '../../api/keys';
import { useSchema } from '../../api/model';
import { share } from '../../api/share';
import { DraftContext, DraftStore } from '../../fields/form/draftStore';
import { ItemForm } from '../../fields/form/ItemForm';
import type { Scope } from '../../fields/form/scope';
import { keyOf } from '../../model/paths';
import { CollectionIcon } from '../../ui/CollectionIcon';
import { Page } from '../../ui/Page';
import { FailedState, LoadingState } from '../../ui/States';
import { DrawerStack } from '../content/item/DrawerStack';
import { ItemHeading } from '../content/item/ItemHeading';
import itemClasses from '../content/item/item.module.css';
import { SessionFrame } from './SessionFrame';

interface ShareInfo {
	id: string;
	collection: string;
	item: string;
	/** Masked: whether there is one. */
	password: string | null;
}

export function SharedPage() {
	const { id = '' } = useParams();
	// Another share asks for its own password.
	return <Share key={id} id={id} />;
}

function Share({ id }: { id: string }) {
	const { t } = useTranslation('session');
	const [isOpen, setIsOpen] = useState(false);
	const info = useQuery({ queryKey: ['share', id], queryFn: () => ask<ShareInfo>(`/shares/info/${encodeURIComponent(id)}`), retry: false });
	useEffect(
		() => () => {
			share.close();
			queryClient.clear();
		},
		[],
	);
	const open = useMutation({
		mutationFn: (password: string) => ask<{ access_token: string }>('/shares/auth', { method: 'POST', body: { share: id, mode: 'json', ...(password !== '' && { password }) } }),
		onSuccess: ({ access_token }) => {
			share.open(access_token);
			setIsOpen(true);
		},
	});
	const asksNothing = info.data?.password === null;
	const { mutate } = open;
	useEffect(() => {
		if (asksNothing) mutate('');
	}, [asksNothing, mutate]);
	if (isOpen && info.data) {
		return (
			<Suspense fallback={<LoadingState shape="form" />}>
				<SharedItem collection={info.data.collection} item={info.data.item} />
			</Suspense>
		);
	}
	const isGone = info.isError || (asksNothing && open.isError);
	return (
		<SessionFrame title={t('share.title')} {...(info.data?.password && { hint: t('share.hint') })}>
			{isGone ? (
				<Alert color="yellow" role="alert">
					{t('share.gone')}
				</Alert>
			) : info.data?.password ? (
				<PasswordForm isBusy={open.isPending} isWrong={open.isError} onSubmit={mutate} />
			) : (
				<LoadingState shape="form" rows={2} />
			)}
		</SessionFrame>
	);
}

function PasswordForm({ isBusy, isWrong, onSubmit }: { isBusy: boolean; isWrong: boolean; onSubmit: (password: string) => void }) {
	const { t } = useTranslation('session');
	const [password, setPassword] = useState('');
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				onSubmit(password);
			}}
		>
			<Stack>
				{isWrong && (
					<Alert color="red" role="alert">
						{t('share.wrong')}
					</Alert>
				)}
				<PasswordInput label={t('login.password')} autoComplete="off" required withAsterisk={false} autoFocus size="md" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
				<Button type="submit" size="md" loading={isBusy}>
					{t('share.open')}
				</Button>
			</Stack>
		</form>
	);
}

const NO_PATH: Scope['path'] = [];

function SharedItem({ collection: name, item: text }: { collection: string; item: string }) {
	const { t } = useTranslation('session');
	const schema = useSchema();
	const collection = schema.collection(name);
	if (!collection) return <FailedState problems={[{ code: 'FORBIDDEN', message: t('share.gone') }]} />;
	return <SharedForm collection={collection} itemKey={keyOf(schema, name, text)} />;
}

function SharedForm({ collection, itemKey }: { collection: Scope['collection']; itemKey: Scope['itemKey'] }) {
	const { t } = useTranslation('session');
	const [store] = useState(() => new DraftStore());
	const item = useItem(collection, itemKey);
	const scope = useMemo((): Scope | null => (item.data ? { collection, path: NO_PATH, itemKey, base: item.data, isReadonly: true } : null), [collection, itemKey, item.data]);
	if (item.isError) return <FailedState problems={problemsOf(item.error)} onRetry={() => void item.refetch()} />;
	if (!scope) return <LoadingState shape="form" />;
	return (
		<DraftContext value={store}>
			<Page title={t('share.title')} heading={<ItemHeading scope={scope} />} icon={<CollectionIcon name={collection.icon} />} beside={<Badge color="gray">{t('share.readOnly')}</Badge>}>
				<div className={itemClasses.form}>
					<DrawerStack scope={scope}>
						<ItemForm scope={scope} />
					</DrawerStack>
				</div>
			</Page>
		</DraftContext>
	);
}
