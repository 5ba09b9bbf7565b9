/** Groups of fields: plain, folding, accordion, tabs. What is wrong within one opens it. */
import { Accordion, Tabs, Text, UnstyledButton } from '@mantine/core';
import { IconAlertCircle, IconChevronRight } from '@tabler/icons-react';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

import { useLabels } from '../../api/model';
import { isAt } from '../../model/problems';
import type { Field } from '../../model/schema';
import { useDraftStore } from './draftStore';
import { FieldFrame } from './FieldFrame';
import classes from './form.module.css';
import { Fields, useShownFields } from './ItemForm';
import { useScope } from './scope';

export function Group({ field }: { field: Field }) {
	if (field.interface === 'group-tabs') return <TabsGroup field={field} />;
	if (field.interface === 'group-accordion') return <AccordionGroup field={field} />;
	if (field.interface === 'group-raw') {
		return (
			<div className={classes.full}>
				<Fields group={field.name} />
			</div>
		);
	}
	return <FoldingGroup field={field} />;
}

/** A group of its own, or a single field. */
function Section({ field }: { field: Field }) {
	return field.special.includes('group') ? <Fields group={field.name} /> : <FieldFrame field={field} />;
}

function TabsGroup({ field }: { field: Field }) {
	const labels = useLabels();
	const sections = useShownFields(field.name);
	const wrong = useWrong(sections);
	const [chosen, setChosen] = useState<string | null>(null);
	useEffect(() => {
		if (wrong[0] !== undefined) setChosen(wrong[0]);
	}, [wrong]);
	const current = sections.some((one) => one.name === chosen) ? chosen : (sections[0]?.name ?? null);
	if (sections.length === 0) return null;
	return (
		<Tabs value={current} onChange={setChosen} className={classes.full} keepMounted={false}>
			<Tabs.List>
				{sections.map((section) => (
					<Tabs.Tab key={section.name} value={section.name} rightSection={wrong.includes(section.name) ? <Wrong /> : undefined}>
						{labels.field(section)}
					</Tabs.Tab>
				))}
			</Tabs.List>
			{sections.map((section) => (
				<Tabs.Panel key={section.name} value={section.name} pt="md">
					<Section field={section} />
				</Tabs.Panel>
			))}
		</Tabs>
	);
}

function AccordionGroup({ field }: { field: Field }) {
	const labels = useLabels();
	const sections = useShownFields(field.name);
	const wrong = useWrong(sections);
	const isSingle = field.options['accordionMode'] !== false;
	const [opened, setOpened] = useState<string[]>(() => (field.options['start'] === 'closed' ? [] : field.options['start'] === 'opened' && !isSingle ? sections.map((one) => one.name) : sections.slice(0, 1).map((one) => one.name)));
	useEffect(() => {
		if (wrong.length > 0) setOpened((before) => (isSingle ? wrong.slice(0, 1) : [...new Set([...before, ...wrong])]));
	}, [wrong, isSingle]);
	return (
		<Accordion multiple variant="separated" className={classes.full} value={opened} onChange={(next) => setOpened(isSingle ? next.slice(-1) : next)}>
			{sections.map((section) => (
				<Accordion.Item key={section.name} value={section.name}>
					<Accordion.Control icon={wrong.includes(section.name) ? <Wrong /> : undefined}>{labels.field(section)}</Accordion.Control>
					<Accordion.Panel>{opened.includes(section.name) && <Section field={section} />}</Accordion.Panel>
				</Accordion.Item>
			))}
		</Accordion>
	);
}

function FoldingGroup({ field }: { field: Field }) {
	const labels = useLabels();
	const [isOpen, setIsOpen] = useState(field.options['start'] !== 'closed');
	const wrong = useWrong(useShownFields(field.name));
	useEffect(() => {
		if (wrong.length > 0) setIsOpen(true);
	}, [wrong]);
	return (
		<section className={classes.group} aria-label={labels.field(field)}>
			<UnstyledButton className={classes.groupHead} onClick={() => setIsOpen(!isOpen)} aria-expanded={isOpen}>
				<IconChevronRight size={16} className={classes.chevron} data-open={isOpen} />
				<Text fw={600}>{labels.field(field)}</Text>
				{wrong.length > 0 && !isOpen && <Wrong />}
			</UnstyledButton>
			{isOpen && <Fields group={field.name} />}
		</section>
	);
}

function Wrong() {
	const { t } = useTranslation('form');
	return <IconAlertCircle size={16} color="var(--mantine-color-error)" aria-label={t('wrongWithin')} role="img" />;
}

const NOTHING: readonly string[] = [];

/** The sections in which something is wrong, at any depth; the same list as long as these are the same. */
function useWrong(sections: readonly Field[]): readonly string[] {
	const { collection, path } = useScope();
	const store = useDraftStore();
	const read = useCallback(() => {
		const errors = [...store.getErrors().keys()];
		if (errors.length === 0) return '';
		const within = (section: string): string[] => [section, ...collection.fields.filter((one) => one.group === section).flatMap((one) => within(one.name))];
		return sections.filter(({ name }) => within(name).some((field) => errors.some((error) => isAt(error, path, field)))).map(({ name }) => name).join();
	}, [store, collection.fields, sections, path]);
	const text = useSyncExternalStore(store.subscribe, read);
	const [known, setKnown] = useState({ text: '', names: NOTHING });
	if (known.text === text) return known.names;
	const names = text === '' ? NOTHING : text.split(',');
	setKnown({ text, names });
	return names;
}
