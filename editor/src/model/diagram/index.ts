/** The diagram of the model without its drawing. `layout` is left out: it brings a library along and is loaded with the page. */
export * from './geometry';
export * from './graph';
export * from './sizes';
export type { Placed } from './anchors';
