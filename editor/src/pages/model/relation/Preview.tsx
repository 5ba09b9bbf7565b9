/** What will be made, before anything is: every collection, column, list and key, in order. */
import { List, Text } from '@mantine/core';
import { IconArrowRight, IconColumns3, IconList, IconRowInsertBottom, IconTable, IconVectorTriangle, type Icon } from '@tabler/icons-react';
import { Trans, useTranslation } from 'react-i18next';

import { ON_DELETE_KEYS, type Effect, type OnDelete, type Step } from '../../../model/relations';

const ICONS: Record<Effect['what'], Icon> = { collection: IconTable, column: IconColumns3, alias: IconList, foreignKey: IconArrowRight, any: IconVectorTriangle, rows: IconRowInsertBottom };

export function Preview({ steps }: { steps: readonly Step[] }) {
	return (
		<List spacing={6} size="sm" listStyleType="none" withPadding={false} center>
			{steps.flatMap((step) =>
				step.effects.map((effect) => {
					const Sign = ICONS[effect.what];
					return (
						<List.Item key={keyOf(effect)} icon={<Sign size={15} stroke={1.7} aria-hidden className="r-flip-not" />}>
							<EffectText effect={effect} />
						</List.Item>
					);
				}),
			)}
		</List>
	);
}

function keyOf(effect: Effect): string {
	return `${effect.what}:${effect.collection}.${'field' in effect ? effect.field : ''}`;
}

function EffectText({ effect }: { effect: Effect }) {
	const { t } = useTranslation('model');
	const components = { b: <Text span ff="monospace" fz="xs" fw={600} dir="ltr" /> };
	switch (effect.what) {
		case 'collection':
			return <Trans t={t} i18nKey={effect.hidden ? 'effect.collectionHidden' : 'effect.collection'} values={{ collection: effect.collection }} components={components} />;
		case 'column': {
			const values = { collection: effect.collection, field: effect.field, type: t(`type.${effect.type}` as 'type.string') };
			return <Trans t={t} i18nKey={effect.unique ? 'effect.columnUnique' : effect.required ? 'effect.columnRequired' : 'effect.column'} values={values} components={components} />;
		}
		case 'alias':
			return <Trans t={t} i18nKey="effect.alias" values={{ collection: effect.collection, field: effect.field, list: effect.list }} components={components} />;
		case 'foreignKey':
			return (
				<Trans
					t={t}
					i18nKey="effect.foreignKey"
					values={{ collection: effect.collection, field: effect.field, related: effect.related, rule: t(`effect.onDelete.${ON_DELETE_KEYS[effect.onDelete as OnDelete]}`) }}
					components={components}
				/>
			);
		case 'any':
			return <Trans t={t} i18nKey="effect.any" values={{ collection: effect.collection, field: effect.field, allowed: effect.allowed.join(', ') }} components={components} />;
		case 'rows':
			return <Trans t={t} i18nKey="effect.rows" values={{ collection: effect.collection, count: effect.count }} components={components} />;
	}
}
