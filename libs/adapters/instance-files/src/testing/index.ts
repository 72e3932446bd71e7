/** For tests only: an order of twelve files with all it needs, and a layer of files that fails or dies at a given step. */
export * from './misbehaving.js';
export * from './twelve-file-order.js';
