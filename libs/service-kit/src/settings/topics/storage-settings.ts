import { Judged, type GroupMistake } from '../group-mistakes.js';
import { Secret } from '../secret.js';
import { Hidden, YesNo } from '../setting.js';

/** Shorter ones could be guessed. */
const SHORTEST_KEY = 32;

/** What proves that the objects in S3 are ours, and hides what they hold. People with the key of the S3 server must not have this one. */
@Judged(storageMistakes)
export class StorageSettings {
  @Hidden({
    describe:
      'Key under which what rests in S3 is signed and contents are encrypted (at least 32 characters: openssl rand -hex 32). Without it the hub ' +
      'cannot tell its own manifests from those of an intruder who has the key of the S3 server',
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
}

/** The key that is set, without blanks around it, and those that it had before. */
export function storageKeyTexts({ key, earlier_keys }: StorageSettings): {
  readonly current: string | undefined;
  readonly earlier: readonly string[];
} {
  const text = earlier_keys instanceof Secret ? earlier_keys.reveal() : '';
  return {
    current: key instanceof Secret ? key.reveal().trim() : undefined,
    earlier: text.split(/\s+/).filter((one) => one !== ''),
  };
}

/** What is wrong with the keys of what rests in S3. @param isWrong whether something is wrong with that setting already */
export function storageMistakes(
  storage: StorageSettings,
  isWrong: (key: string) => boolean = () => false,
): GroupMistake[] {
  const { current, earlier } = storageKeyTexts(storage);
  if (current === undefined && earlier.length > 0 && !isWrong('key'))
    return [{ key: 'earlier_keys', message: 'needs storage.key beside it' }];
  const needs = `needs at least ${SHORTEST_KEY} characters: openssl rand -hex 32`;
  const tooShort = (text: string): boolean => text.length < SHORTEST_KEY;
  return [
    ...(current !== undefined && tooShort(current) ? [{ key: 'key', message: needs }] : []),
    ...(earlier.some(tooShort) ? [{ key: 'earlier_keys', message: `each of them ${needs}` }] : []),
  ];
}
