import type { Artifacts } from '@archivesmp/artifacts';
import { Problem } from '@archivesmp/contracts/problem';
import type { ForgetKey } from '@archivesmp/contracts/storage';
import type { Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { CareForBackups } from '../backups/care-for-backups.js';
import type { OperationView } from '../operations/operation-view.js';
import type { ReadStorage } from './read-storage.js';

/** A person says that a key is lost for good: what lies under it is removed. */
export class GiveUpKey {
  constructor(
    private readonly artifacts: Pick<Artifacts, 'listUnknownKeys'>,
    private readonly storage: ReadStorage,
    private readonly care: CareForBackups,
  ) {}

  /** @throws Problem `resource.not-found` for a key under which nothing unreadable lies, `resource.conflict` for another number of contents */
  async giveUpKey(
    { key, contents }: ForgetKey,
    caller: Caller,
    request: IdentifiedRequest,
  ): Promise<OperationView> {
    const unknown = await this.artifacts.listUnknownKeys();
    if (!unknown.includes(key))
      throw new Problem(
        'resource.not-found',
        unknown.length === 0
          ? `Nothing lies under a key that the settings do not have, and so not under ${key}.`
          : `Nothing unreadable lies under ${key}; it does under ${unknown.join(', ')}.`,
      );
    const there = await this.storage.contentsUnder(key);
    if (there !== contents)
      throw new Problem('resource.conflict', `${there} contents lie under ${key}, and not ${contents}.`);
    return this.care.requestBackupCare({ what: 'forget-key', key, contents }, caller, request);
  }
}
