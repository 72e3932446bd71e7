import { uuidOfName } from '@archivesmp/digests';

const NO_NAMESPACE = new Uint8Array();

/** A UUID that is always the same for the same words. */
export const derivedUuid = (...words: readonly string[]): string =>
  uuidOfName(NO_NAMESPACE, words.join('\n'));
