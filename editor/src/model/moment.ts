/** Instants in inputs of the browser, which know no time zone. */

/** An instant as the clock on the wall showed it, with seconds where it has some: an input that doesn't show them would lose them. */
export function localTime(text: string): string {
	const instant = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
	if (Number.isNaN(instant.getTime())) return '';
	const local = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString();
	return local.slice(0, instant.getUTCMilliseconds() > 0 ? 23 : instant.getUTCSeconds() > 0 ? 19 : 16);
}

/** The instant that a clock on the wall shows; nothing for no time. */
export function instantOf(local: string): string | null {
	const instant = new Date(local);
	return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}
