import { inspect } from 'node:util';
import { MASK } from '@archivesmp/secrets';

/**
 * A value that must not be seen: it stays hidden in JSON, in text, in `console.log` and in error messages.
 * The one way to read it is `reveal()`, which belongs at the call that hands it to a vendor's client.
 */
export class Secret {
  // eslint-disable-next-line archivesmp/one-way-private -- no code at runtime may read it either, nor anything that walks over objects
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.freeze(this);
  }

  /** The value itself. Never log it, store it or put it into a job. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }
}
