import { Problem } from '@archivesmp/contracts/problem';
import { isUuid } from '@archivesmp/contracts/uuid';
import type { ContentKeys } from './content-forms.js';
import { decrypt, encrypt, isEncrypted } from './keys/content-cipher.js';
import type { SignedDocuments } from './keys/signed-documents.js';
import type { ObjectStore } from './object-store.js';

const BUCKET = 'plans';

/**
 * What plans are to be made from, as it was sent. It may hold values of secrets, so it is here, encrypted where there is a key, and not
 * in the database.
 */
export class ChangeRequests {
  constructor(
    private readonly store: ObjectStore,
    private readonly signed: SignedDocuments,
    private readonly sealing?: ContentKeys,
  ) {}

  async storeChangeRequest(requestId: string, request: object): Promise<void> {
    const key = keyOf(requestId);
    const isSealed = this.sealing?.encrypt === true;
    const body = isSealed
      ? encrypt(this.sealing.keys, objectLocationOf(key), Buffer.from(JSON.stringify(request)))
      : this.signed.signDocument(objectLocationOf(key), request);
    await this.store.writeObject(BUCKET, key, body, {
      contentType: isSealed ? 'application/octet-stream' : 'application/json',
    });
  }

  /** @throws Problem `resource.not-found`, or `artifacts.not-authentic`: the hub did not write it */
  async readChangeRequest(requestId: string): Promise<object> {
    const key = keyOf(requestId);
    const stored = await this.store.readObject(BUCKET, key);
    if (stored === undefined)
      throw new Problem('resource.not-found', `there is no request ${requestId} for a plan`);
    return JSON.parse(this.readRequestText(key, stored.content)) as object;
  }

  private readRequestText(key: string, stored: Buffer): string {
    if (this.sealing === undefined || !isEncrypted(stored))
      return this.signed.openDocument(objectLocationOf(key), stored);
    const opened = decrypt(this.sealing.keys, objectLocationOf(key), stored);
    if ('content' in opened) return opened.content.toString();
    throw new Problem('artifacts.not-authentic', `${objectLocationOf(key)}: ${opened.damage}.`);
  }

  /** It is not needed any more once the plan is made. */
  async removeChangeRequest(requestId: string): Promise<void> {
    await this.store.removeObjects(BUCKET, [keyOf(requestId)]);
  }
}

function keyOf(requestId: string): string {
  if (!isUuid(requestId)) throw new Problem('request.invalid', 'a request for a plan is named by a UUID');
  return `requests/${requestId}.json`;
}

const objectLocationOf = (key: string): string => `${BUCKET}/${key}`;
