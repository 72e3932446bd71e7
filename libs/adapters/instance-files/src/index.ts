export { derivedInstanceId } from './instance-id.js';
export { discoverInstances, type Discovery, type LocalInstance } from './discover-instances.js';
export { InstanceFiles, type FileListing, type InstancePlace } from './list-files.js';
export { Refusal, refusalOf } from './refusal.js';
export type { ReadFile } from './read-file.js';
