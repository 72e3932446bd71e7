export { BoundedWork } from './bounded-work.js';
export { mapBounded } from './map-bounded.js';
