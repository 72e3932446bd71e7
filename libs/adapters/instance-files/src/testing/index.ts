/** For tests only: an order of twelve files with all it needs, a layer of files that fails or dies, and system calls. */
export * from './misbehaving.js';
export * from './modes-only.js';
export * from './note-syncs.js';
export * from './open-below.js';
export * from './system-calls.js';
export * from './twelve-file-order.js';
