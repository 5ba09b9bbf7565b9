/** The types of fields, and what each of them can have. One table; pages and checks read it. */

/** What a type of column can be given. */
interface TypeTraits {
	length?: true;
	precision?: true;
	unique?: true;
	/** How a default is entered. */
	default: 'text' | 'number' | 'boolean' | 'json' | 'none';
	/** What the server has to be told beside the type. */
	special?: string[];
}

const TRAITS = {
	string: { length: true, unique: true, default: 'text' },
	text: { default: 'text' },
	integer: { unique: true, default: 'number' },
	bigInteger: { unique: true, default: 'number' },
	float: { unique: true, default: 'number' },
	decimal: { precision: true, unique: true, default: 'number' },
	boolean: { default: 'boolean', special: ['cast-boolean'] },
	date: { unique: true, default: 'text' },
	time: { default: 'text' },
	dateTime: { unique: true, default: 'text' },
	timestamp: { unique: true, default: 'text' },
	json: { default: 'json', special: ['cast-json'] },
	csv: { default: 'none', special: ['cast-csv'] },
	uuid: { unique: true, default: 'none', special: ['uuid'] },
	hash: { default: 'none', special: ['hash'] },
	'geometry.Point': { default: 'none' },
	'geometry.LineString': { default: 'none' },
	'geometry.Polygon': { default: 'none' },
	alias: { default: 'none' },
} as const satisfies Record<string, TypeTraits>;

/** A type that a field can be made with. */
export type FieldType = keyof typeof TRAITS;

export const FIELD_TYPES = Object.keys(TRAITS) as FieldType[];

/** What a type can have; what an unknown one can have is nothing. */
export function traitsOf(type: string): TypeTraits {
	return type in TRAITS ? TRAITS[type as FieldType] : { default: 'none' };
}

/** Types whose columns can become another one without a doubt; every other change may refuse or lose values. */
const WIDER: Partial<Record<string, readonly string[]>> = {
	string: ['text'],
	integer: ['bigInteger', 'decimal', 'float', 'string', 'text'],
	bigInteger: ['string', 'text'],
	boolean: ['string', 'text'],
	uuid: ['string', 'text'],
	date: ['dateTime', 'timestamp', 'string', 'text'],
	csv: ['text', 'string'],
};

/** Whether every value of one type has a place in the other. */
export function fitsAll(from: string, to: string): boolean {
	return from === to || WIDER[from]?.includes(to) === true;
}
