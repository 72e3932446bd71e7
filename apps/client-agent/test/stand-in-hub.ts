import type { JobDefinition } from '@archivesmp/contracts/jobs';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { AgentHeartbeat } from '@archivesmp/contracts/agent';
import type { RefusedJob, RefusedJobs, SignedJob } from '@archivesmp/contracts/signed-job';
import type { AgentOrder, InspectionReport, OrderOutcome, SignedOrder } from '@archivesmp/contracts/order';
import { sha256Hex } from '@archivesmp/digests';

interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
}
const json = (body: unknown, status = 200): Answer => ({ status, body: JSON.stringify(body) });

/** The hub as an agent sees it, over real HTTP: orders it signs, contents, backups, results. */
export class ListeningStandInHub {
  readonly keys = generateKeyPairSync('ed25519');
  readonly orders = new Map<string, SignedOrder>();
  /** What jobs ask for, by their id. */
  readonly jobs = new Map<string, SignedJob>();
  /** Jobs that the agent refused. */
  readonly refusedJobs: RefusedJob[] = [];
  readonly contents = new Map<string, Buffer>();
  readonly backups = new Map<string, Buffer>();
  readonly outcomes: OrderOutcome[] = [];
  /** The newest heartbeat. */
  heartbeat: AgentHeartbeat | undefined;
  readonly inspections: InspectionReport[] = [];
  /** What an operator on the host asked for through the agent, and what was done there by force. */
  readonly asked: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
  /** What it answers to that, in place of yes. */
  refusal: { readonly status: number; readonly body: object } | undefined;
  /** Contents that were sent before a report, by their sha256. */
  readonly inspected = new Map<string, Buffer>();
  /** The token of the agent ended. */
  revoked = false;
  /** Answers 503 while it says so of a request. */
  isUnavailable: (request: string) => boolean = () => false;
  /** What the storage behind the hub gives back. */
  storage: (bytes: Buffer) => Buffer = (bytes) => bytes;
  private readonly waiting = new Set<() => void>();
  private readonly server: Server = createServer((request, reply) => {
    this.answer(request).then(
      ({ status, body }) => {
        reply.writeHead(status).end(body);
        for (const check of this.waiting) check();
      },
      // An agent that is killed breaks its request off
      () => reply.destroy(),
    );
  });

  async start(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get publicKey(): string {
    return this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  /** Signs an order and shows it to the agent. */
  issue(order: AgentOrder, key: KeyObject = this.keys.privateKey): SignedOrder {
    const text = JSON.stringify(order);
    const signed = { text, signature: sign(null, Buffer.from(text), key).toString('base64') };
    this.orders.set(order.orderId, signed);
    return signed;
  }

  /** Signs what a job asks for and shows it to the agent. */
  ask<Data extends object>(
    definition: JobDefinition<Data, object>,
    data: Data,
    { host = 'ovh', key = this.keys.privateKey }: { host?: string; key?: KeyObject } = {},
  ): string {
    const jobId = definition.jobId(data);
    const text = JSON.stringify({ job: definition.name, jobId, host, data });
    this.jobs.set(jobId, { text, signature: sign(null, Buffer.from(text), key).toString('base64') });
    return jobId;
  }

  put(content: string): string {
    this.contents.set(sha256Hex(content), Buffer.from(content));
    return sha256Hex(content);
  }

  /** Resolves when an answer made the condition true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition())
      await new Promise<void>((resolve) => {
        const check = (): void => {
          this.waiting.delete(check);
          resolve();
        };
        this.waiting.add(check);
      });
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const what = `${request.method} ${request.url}`;
    if (this.isUnavailable(what)) return json({ code: 'test.away' }, 503);
    if (what === 'GET /health/live') return json({});
    if (this.revoked)
      return json({ code: 'auth.required', detail: 'This API token is not known, or it was revoked.' }, 401);
    if (request.headers.authorization !== 'Bearer agent-token') return json({}, 401);
    const [, jobId] = /^GET .*[/]agent[/]jobs[/]([^/]+)$/.exec(what) ?? [];
    if (jobId !== undefined) {
      const signed = this.jobs.get(decodeURIComponent(jobId));
      return signed ? json(signed) : json({ code: 'resource.not-found', detail: 'nobody asked' }, 404);
    }
    if (what === 'POST /api/results/refused-jobs') {
      this.refusedJobs.push(...(JSON.parse(body.toString()) as RefusedJobs).jobs);
      return json({});
    }
    const [, orderId = '', rest = ''] = /\/api\/agent\/orders\/([^/]+)(.*)$/.exec(request.url ?? '') ?? [];
    if (orderId !== '') return this.order(orderId, rest, body);
    if (what === 'POST /api/agent/heartbeat') {
      this.heartbeat = JSON.parse(body.toString()) as AgentHeartbeat;
      return json({ refused: 0 });
    }
    if (what.startsWith('POST /api/results/orders/'))
      this.outcomes.push(JSON.parse(body.toString()) as OrderOutcome);
    else if (/^POST .*[/]inspections[/][^/]+[/]contents$/.test(what))
      this.store(gunzipSync(body), this.inspected);
    else if (what.startsWith('POST /api/results/inspections/'))
      this.inspections.push(JSON.parse(body.toString()) as InspectionReport);
    else if (/^POST .*[/](agent[/]restarts|agent[/]restart-marks|results[/]local-actions)$/.test(what)) {
      this.asked.push({ path: request.url!, body: JSON.parse(body.toString()) as Record<string, unknown> });
      if (this.refusal) return json(this.refusal.body, this.refusal.status);
      return json({ id: 'd1', state: 'waiting' });
    } else return json({ code: 'resource.not-found' }, 404);
    return json({});
  }

  private order(orderId: string, rest: string, body: Buffer): Answer {
    const order = this.orders.get(orderId);
    if (!order) return json({ code: 'resource.not-found' }, 404);
    if (rest === '') return json(order);
    if (rest === '/backup') return json({ orderId, verified: this.store(gunzipSync(body)) });
    const content = this.contents.get(rest.replace('/contents/', ''));
    return content ? { status: 200, body: this.storage(content) } : json({}, 404);
  }

  private store(pack: Buffer, into = this.backups): string[] {
    const verified: string[] = [];
    for (let offset = 0; offset < pack.length;) {
      const length = Number.parseInt(pack.toString('latin1', offset + 64, offset + 72), 16);
      const bytes = this.storage(pack.subarray(offset + 72, offset + 72 + length));
      into.set(sha256Hex(bytes), Buffer.from(bytes));
      verified.push(sha256Hex(bytes));
      offset += 72 + length;
    }
    return verified;
  }
}
