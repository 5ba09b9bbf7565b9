/** Which layout a list has, and what can be chosen about it. */
import { Button, Popover, Skeleton, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useSchema } from '../../../../api/model';
import { fitsLayout } from '../../../../model/layout/choose';
import { LAYOUTS, type LayoutName } from '../../../../model/layout/presets';
import classes from './layouts.module.css';
import { LAYOUT } from './registry';
import type { LayoutOptionsProps } from './types';

interface LayoutMenuProps extends LayoutOptionsProps {
	layout: LayoutName;
	onLayout: (layout: LayoutName) => void;
}

export function LayoutMenu({ collection, layout, onLayout, options, onOptions }: LayoutMenuProps) {
	const { t } = useTranslation('layouts');
	const schema = useSchema();
	const possible = LAYOUTS.filter((one) => fitsLayout(one, collection, schema));
	const { icon: Sign, Options } = LAYOUT[layout];
	return (
		<Popover position="bottom-start" width={320} shadow="lg" trapFocus returnFocus>
			<Popover.Target>
				<Button variant="default" leftSection={<Sign size={16} />} rightSection={<IconChevronDown size={14} />} aria-label={t('choose', { name: t(`name.${layout}`) })}>
					{t(`name.${layout}`)}
				</Button>
			</Popover.Target>
			<Popover.Dropdown p="sm">
				<div className={classes.choices} role="radiogroup" aria-label={t('label')}>
					{possible.map((one) => {
						const { icon: Each } = LAYOUT[one];
						return (
							<UnstyledButton key={one} role="radio" aria-checked={one === layout} className={classes.choice ?? ''} onClick={() => onLayout(one)}>
								<Each size={20} stroke={1.6} aria-hidden />
								{t(`name.${one}`)}
							</UnstyledButton>
						);
					})}
				</div>
				{Options && (
					<>
						<Text size="xs" c="dimmed" fw={550} mt="md" mb="xs">
							{t('options')}
						</Text>
						<Suspense fallback={<Skeleton h={60} />}>
							<Stack gap="sm">
								<Options collection={collection} options={options} onOptions={onOptions} />
							</Stack>
						</Suspense>
					</>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}
