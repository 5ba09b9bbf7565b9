/** When something happened, in words; exactly, on hover. */
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const UNITS: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3600], ['minute', 60]];

export function Moment({ at }: { at: string }) {
	const { i18n } = useTranslation();
	const date = new Date(at);
	if (Number.isNaN(date.getTime())) return <>{at}</>;
	const seconds = (date.getTime() - Date.now()) / 1000;
	const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
	const text = new Intl.RelativeTimeFormat(i18n.language, { numeric: 'auto' }).format(Math.round(unit === 'second' ? 0 : seconds / size), unit);
	return (
		<Tooltip label={date.toLocaleString(i18n.language)}>
			<time dateTime={at}>{text}</time>
		</Tooltip>
	);
}
