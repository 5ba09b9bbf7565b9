/** What the server refuses with, in the shape that the Editor shows. */

/** One refusal. */
export interface ApiProblem {
	code: string;
	message: string;
	/** The field that it is about, as a path from the item that was sent. */
	field: string | undefined;
	extensions: Record<string, unknown>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/** The refusals in whatever was thrown. */
export function problemsOf(error: unknown): ApiProblem[] {
	if (isRecord(error) && Array.isArray(error['errors'])) {
		return error['errors'].filter(isRecord).map((one) => {
			const extensions = isRecord(one['extensions']) ? one['extensions'] : {};
			const code = typeof extensions['code'] === 'string' ? extensions['code'] : 'UNKNOWN';
			const path = extensions['path'];
			const parts = [...(Array.isArray(path) ? path.map(String) : []), ...(typeof extensions['field'] === 'string' ? [extensions['field']] : [])];
			const field = parts.length > 0 ? parts.join('.') : undefined;
			return { code, message: typeof one['message'] === 'string' ? one['message'] : code, field, extensions };
		});
	}
	const isNetwork = error instanceof TypeError;
	return [{ code: isNetwork ? 'UNREACHABLE' : 'UNKNOWN', message: error instanceof Error ? error.message : String(error), field: undefined, extensions: {} }];
}

export function hasCode(error: unknown, code: string): boolean {
	return problemsOf(error).some((problem) => problem.code === code);
}
