/** The relation maker without its page: choices in, calls, words and a picture out. */
export * from './draft';
export * from './names';
export * from './picture';
export * from './problems';
export * from './run';
export * from './sentence';
export * from './steps';
export * from './types';
