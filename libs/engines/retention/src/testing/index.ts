/** For tests only. */
export * from './retain-nothing.js';
