/** The share that is open, for people who needn't have an account. Its token is kept in memory only: whoever is logged in stays so. */

let token: string | null = null;

export const share = {
	open(given: string): void {
		token = given;
	},
	close(): void {
		token = null;
	},
	headers: (): Record<string, string> => (token === null ? {} : { Authorization: `Bearer ${token}` }),
	/** For what the browser asks for by itself, such as pictures. */
	query: (): Record<string, string> => (token === null ? {} : { access_token: token }),
};
