/**
 * Looking as somebody else: an administrator sees what a user sees, in this tab only, until he stops.
 *
 * The server answers as to that user and refuses every change.
 */

export interface Viewed {
	id: string;
	name: string;
}

const KEY = 'relata.viewAs';
/** The header that the server knows. */
const HEADER = 'X-Relata-View-As';
/** The same in an address. */
const PARAMETER = 'relata_view_as';

function read(): Viewed | null {
	try {
		const value: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
		return typeof value === 'object' && value !== null && 'id' in value && 'name' in value ? { id: String(value.id), name: String(value.name) } : null;
	} catch {
		return null;
	}
}

// Whoever starts or stops loads the Editor anew, so that nothing of the other's is left.
let current = read();

export const viewAs = {
	get: (): Viewed | null => current,
	start(viewed: Viewed): void {
		sessionStorage.setItem(KEY, JSON.stringify(viewed));
	},
	/** From here on requests are one's own again. */
	stop(): void {
		sessionStorage.removeItem(KEY);
		current = null;
	},
	headers: (): Record<string, string> => (current ? { [HEADER]: current.id } : {}),
	/** For what the browser asks for by itself, such as pictures. */
	query: (): Record<string, string> => (current ? { [PARAMETER]: current.id } : {}),
};
