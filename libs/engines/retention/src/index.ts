export * from './contents.js';
export * from './records.js';
export * from './retention.js';
export * from './restore-point.js';
