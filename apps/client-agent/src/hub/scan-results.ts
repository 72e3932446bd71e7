import type { Readable } from 'node:stream';
import {
  PACK_CONTENT_TYPE,
  type InstanceManifest,
  type ManifestReceipt,
  type PackAddress,
  type PackReceipt,
} from '@archivesmp/contracts/agent';
import { sendableJson } from '@archivesmp/contracts/whole-text';
import { notOurs, type HubConnection } from './hub-connection.js';

/** The two halves of the answer to a scan, as the hub takes them. */
export class ScanAnswers {
  constructor(private readonly hub: HubConnection) {}

  /** First half of an answer. @throws {HubUnavailable} {NotWanted} {Problem} */
  async deliverManifest(manifest: InstanceManifest, signal: AbortSignal): Promise<ManifestReceipt> {
    const answer = await this.hub.callJson({
      method: 'POST',
      path: '/api/results',
      type: 'application/json',
      body: sendableJson(manifest),
      signal,
    });
    const receipt = answer as Partial<ManifestReceipt> | null;
    if (!Array.isArray(receipt?.missing)) throw notOurs();
    return { missing: receipt.missing };
  }

  /** Second half. The stream is read once; a second try needs a new one. @throws {HubUnavailable} {NotWanted} {Problem} */
  async deliverPack(address: PackAddress, pack: Readable, signal: AbortSignal): Promise<PackReceipt> {
    const { scanId, instanceId } = address;
    const query = new URLSearchParams({ scanId, instanceId }).toString();
    const answer = await this.hub.callJson({
      method: 'POST',
      path: `/api/results?${query}`,
      type: PACK_CONTENT_TYPE,
      body: pack,
      signal,
    });
    const receipt = answer as Partial<PackReceipt> | null;
    if (!Array.isArray(receipt?.missing)) throw notOurs();
    return { stored: receipt.stored ?? 0, missing: receipt.missing };
  }
}
