import { Secret } from '../secret.js';
import { Hidden, YesNo } from '../setting.js';

/** What proves that the objects in S3 are ours, and hides what they hold. Whoever has the key of the S3 server must not have this one. */
export class StorageSettings {
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
}
