import { PACK_CONTENT_TYPE } from '@archivesmp/contracts/agent';
import {
  ORDER_ROUTES,
  type BackupReceipt,
  type InspectionReport,
  type OrderOutcome,
  type SignedOrder,
} from '@archivesmp/contracts/order';
import { sendableJson } from '@archivesmp/contracts/whole-text';
import type { ContentStream, ReplacedContent } from '@archivesmp/instance-files';
import { HubUnavailable, notOurs, type HubConnection } from '../hub/hub-connection.js';
import { packStream } from '../hub/pack.js';

/** A JAR may be large and the line slow. */
const CONTENT_WITHIN_MS = 600_000;

/** What an agent asks of and tells the hub about orders. */
export class OrderHub {
  constructor(private readonly hub: HubConnection) {}

  /** Seconds that this host is ahead of the hub, as far as is known. */
  get clockSkewSeconds(): number | undefined {
    return this.hub.clockSkewSeconds;
  }

  /** @throws {HubUnavailable} {NotWanted} {Problem} */
  async fetchOrder(orderId: string, signal: AbortSignal): Promise<SignedOrder> {
    const path = ORDER_ROUTES.order(orderId);
    const answer = (await this.hub.callJson({ method: 'GET', path, signal })) as SignedOrder | null;
    if (answer === null || typeof answer !== 'object') throw notOurs();
    return answer;
  }

  /** The bytes of one new file. They are what the hub sends; comparing them is the caller's business. */
  async fetchContent(orderId: string, sha256: string, signal: AbortSignal): Promise<ContentStream> {
    const path = ORDER_ROUTES.content(orderId, sha256);
    return this.hub.call({ method: 'GET', path, signal, withinMs: CONTENT_WITHIN_MS });
  }

  /** Stores what will be replaced. @throws unless the hub read everything back from its storage */
  async backUp(orderId: string, contents: readonly ReplacedContent[], signal: AbortSignal): Promise<void> {
    if (contents.length === 0) return;
    const unique = [...new Map(contents.map((content) => [content.sha256, content])).values()];
    const answer = await this.hub.callJson({
      method: 'POST',
      path: ORDER_ROUTES.backup(orderId),
      type: PACK_CONTENT_TYPE,
      body: packStream(unique),
      signal,
      withinMs: CONTENT_WITHIN_MS,
    });
    const receipt = answer as Partial<BackupReceipt> | null;
    if (receipt?.orderId !== orderId || !Array.isArray(receipt.verified)) throw notOurs();
    const verified = new Set(receipt.verified);
    const lost = unique.find(({ sha256 }) => !verified.has(sha256));
    if (lost) throw new HubUnavailable(`the hub did not read ${lost.file.path} back from its storage`);
  }

  async reportOutcome(outcome: OrderOutcome, signal: AbortSignal): Promise<void> {
    await this.reportToHub(ORDER_ROUTES.outcome(outcome.orderId), outcome, signal);
  }

  /** Sends contents that the hub does not have. */
  async sendInspected(
    inspectionId: string,
    contents: readonly { readonly sha256: string; readonly bytes: Buffer }[],
    signal: AbortSignal,
  ): Promise<void> {
    const entries = contents.map(({ sha256, bytes }) => ({
      sha256,
      size: bytes.length,
      openContent: () => [bytes],
    }));
    await this.hub.callJson({
      method: 'POST',
      path: ORDER_ROUTES.inspected(inspectionId),
      type: PACK_CONTENT_TYPE,
      body: packStream(entries),
      signal,
    });
  }

  async reportInspection(report: InspectionReport, signal: AbortSignal): Promise<void> {
    await this.reportToHub(ORDER_ROUTES.inspection(report.inspectionId), report, signal);
  }

  private async reportToHub(path: string, body: object, signal: AbortSignal): Promise<void> {
    await this.hub.callJson({
      method: 'POST',
      path,
      type: 'application/json',
      body: sendableJson(body),
      signal,
    });
  }
}
