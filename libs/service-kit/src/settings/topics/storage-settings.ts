import type { GroupMistake, JudgesItself } from '../group-mistakes.js';
import { Secret } from '../secret.js';
import { Hidden, YesNo } from '../setting.js';

/** Shorter ones could be guessed. */
const SHORTEST_KEY = 32;

/** What proves that the objects in S3 are ours, and hides what they hold. Whoever has the key of the S3 server must not have this one. */
export class StorageSettings implements JudgesItself {
  @Hidden({
    describe:
      'Key under which what rests in S3 is signed and contents are encrypted (at least 32 characters: openssl rand -hex 32). Without it the hub ' +
      'cannot tell its own manifests from those of somebody who has the key of the S3 server',
    optional: true,
  })
  key?: Secret;

  @Hidden({
    describe: 'Keys that storage.key had before, apart by blanks or lines: what they wrote is still read',
    optional: true,
  })
  earlier_keys?: Secret;

  @YesNo({
    describe:
      'Whether new contents of snapshots and backups are encrypted (AES-256-GCM); needs storage.key. What was written before is ' +
      'read either way',
    default: true,
  })
  encrypt: boolean = true;

  ownMistakes(isWrong: (key: string) => boolean = () => false): GroupMistake[] {
    const current = this.currentKey();
    const earlier = this.earlierKeys();
    if (current === undefined && earlier.length > 0 && !isWrong('key'))
      return [{ key: 'earlier_keys', message: 'needs storage.key beside it' }];
    const needs = `needs at least ${SHORTEST_KEY} characters: openssl rand -hex 32`;
    const tooShort = (text: string): boolean => text.length < SHORTEST_KEY;
    return [
      ...(current !== undefined && tooShort(current) ? [{ key: 'key', message: needs }] : []),
      ...(earlier.some(tooShort) ? [{ key: 'earlier_keys', message: `each of them ${needs}` }] : []),
    ];
  }

  /** The key without blanks around it; undefined when none is set. */
  currentKey(): string | undefined {
    return this.key instanceof Secret ? this.key.reveal().trim() : undefined;
  }

  /** Keys that were the key before. */
  earlierKeys(): string[] {
    const text = this.earlier_keys instanceof Secret ? this.earlier_keys.reveal() : '';
    return text.split(/\s+/).filter((one) => one !== '');
  }
}
