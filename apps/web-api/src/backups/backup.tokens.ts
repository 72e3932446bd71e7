/** A keyed hash of a secret: without the key nobody can try passwords against it. */
export type HashOfSecret = (secret: string) => string;
export const HASH_OF_SECRET = Symbol('keyed hash of secrets');
