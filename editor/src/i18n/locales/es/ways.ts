import session from './session.json';

export const ways = { session };
