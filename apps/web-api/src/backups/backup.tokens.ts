export type { HashOfSecret } from '@archivesmp/change-plan';
export const HASH_OF_SECRET = Symbol('keyed hash of secrets');
