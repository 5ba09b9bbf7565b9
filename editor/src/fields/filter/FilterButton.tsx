/** A button that opens the filter builder over a list, and counts the conditions. */
import { ActionIcon, Button, Indicator, Popover } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';

import { withTexts } from '../../i18n/i18n';
import { countConditions, filterJson, parseFilter, type FilterGroup, type FilterJson } from '../../model/filter/tree';
import type { Collection } from '../../model/schema';
import { LoadingState } from '../../ui/States';
import classes from './filter.module.css';

const CollectionFilter = lazy(async () => ({ default: (await withTexts(import('./CollectionFilter'), 'forms')).CollectionFilter }));

const FILTER_MS = 300;
/** What opens beside something stands at the end of the page, also what is opened from within the builder. */
const BESIDE = '[data-position]';

interface FilterButtonProps {
	collection: Collection;
	value: FilterJson | null;
	onChange: (value: FilterJson | null) => void;
	/** Small, and without words. */
	compact?: boolean;
}

export function FilterButton({ collection, value, onChange, compact = false }: FilterButtonProps) {
	const { t } = useTranslation('content');
	const stored = JSON.stringify(value);
	// The builder keeps conditions that aren't complete yet; a filter that came from elsewhere takes their place.
	const [built, setBuilt] = useState<{ of: string; group: FilterGroup }>({ of: stored, group: parseFilter(value) });
	const sent = useRef(stored);
	const group = stored === built.of || stored === sent.current ? built.group : parseFilter(value);
	const later = useDebouncedCallback((next: FilterGroup) => {
		const json = filterJson(next);
		sent.current = JSON.stringify(json);
		onChange(json);
	}, FILTER_MS);
	const n_conditions = countConditions(group);
	const { opened, setOpened, button, closeOnEscape } = useOpened();
	return (
		<Popover opened={opened} onChange={setOpened} closeOnClickOutside={false} closeOnEscape={false} position="bottom-start" width="min(760px, 94vw)" shadow="lg" trapFocus returnFocus withinPortal middlewares={{ flip: { crossAxis: false }, shift: { padding: 8 } }}>
			<Indicator label={n_conditions} size={16} disabled={n_conditions === 0} offset={4}>
				<Popover.Target>
					{compact ? (
						<ActionIcon ref={button} variant="default" size={30} aria-label={t('list.filter')} onClick={() => setOpened(!opened)}>
							<IconFilter size={15} />
						</ActionIcon>
					) : (
						<Button ref={button} variant="default" leftSection={<IconFilter size={16} />} onClick={() => setOpened(!opened)}>
							{t('list.filter')}
						</Button>
					)}
				</Popover.Target>
			</Indicator>
			<Popover.Dropdown className={classes.builder} onKeyDown={closeOnEscape}>
				<Suspense fallback={<LoadingState shape="rows" rows={2} />}>
					<CollectionFilter
						collection={collection}
						value={group}
						onChange={(next) => {
							setBuilt({ of: stored, group: next });
							later(next);
						}}
					/>
				</Suspense>
				{n_conditions > 0 && (
					<Button
						variant="subtle"
						color="gray"
						size="compact-sm"
						mt="sm"
						onClick={() => {
							later.cancel();
							const none = parseFilter(null);
							setBuilt({ of: stored, group: none });
							sent.current = 'null';
							onChange(null);
						}}
					>
						{t('list.clearFilter')}
					</Button>
				)}
			</Popover.Dropdown>
		</Popover>
	);
}

/** A press elsewhere closes the builder, and so does Escape; not where they belong to a list or a chooser that was opened from within it. */
function useOpened() {
	const [opened, setOpened] = useState(false);
	const button = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		if (!opened) return undefined;
		const press = ({ target }: Event) => {
			if (target instanceof Element && !target.closest(BESIDE) && !button.current?.contains(target)) setOpened(false);
		};
		const events = ['mousedown', 'touchstart'];
		for (const event of events) document.addEventListener(event, press);
		return () => {
			for (const event of events) document.removeEventListener(event, press);
		};
	}, [opened]);
	const closeOnEscape = (event: KeyboardEvent<HTMLElement>) => {
		const target = event.target as Element;
		if (event.key === 'Escape' && target.closest(BESIDE) === event.currentTarget && target.getAttribute('aria-expanded') !== 'true') setOpened(false);
	};
	return { opened, setOpened, button, closeOnEscape };
}
