/** For tests only. */
export * from './keep-nothing.js';
