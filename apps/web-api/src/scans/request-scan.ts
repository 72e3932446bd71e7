import type { FleetEventStream } from '@archivesmp/bus';
import type { ScanRequest, ScanTicket } from '@archivesmp/contracts/scan';
import type { ScanRequests } from '@archivesmp/history';
import type { DesiredStates } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import type { FastifyRequest } from 'fastify';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Caller } from '../http/caller.js';
import type { KnownFleet } from '../fleet/known-fleet.js';

/** Records the request for a scan; its job goes out through the outbox, so Redis may be unavailable meanwhile. */
export class RequestScan {
  constructor(
    private readonly requests: ScanRequests,
    private readonly fleet: KnownFleet,
    private readonly events: FleetEventStream,
    private readonly audit: AuditTrail,
    private readonly desired: DesiredStates,
    private readonly log: Log,
  ) {}

  /** @throws Problem `request.invalid` for names that nobody knows */
  async requestScan(scope: ScanRequest, caller: Caller, request: FastifyRequest): Promise<ScanTicket> {
    await this.fleet.host(scope.host, 'host');
    await this.fleet.instance(scope.instance, 'instance');
    const now = new Date();
    const ticket = await this.requests.recordScanRequest(scope, caller.name, now, await this.picture());
    if (ticket.joined) return ticket;
    await this.audit.recordAuditedAction(caller, 'scan.requested', ticket.id, request, { scope });
    this.log.info({ scanId: ticket.id, scope: { ...scope } }, 'scan requested');
    // A hint: the scan is recorded whether or not anybody hears of it.
    await this.events
      .publishFleetEvent('drift.scan.requested', { scanId: ticket.id }, now)
      .catch((error: unknown) => this.log.warn({ err: error, scanId: ticket.id }, 'event not published'));
    return ticket;
  }

  /** Without S3 the scan is recorded all the same; it reads the baselines when it starts. */
  private async picture(): Promise<{ desiredRevision?: string }> {
    return this.desired.revision().then(
      (desiredRevision) => ({ desiredRevision }),
      (error: unknown) => {
        this.log.warn(
          { err: error },
          'baselines cannot be listed; an equal scan is joined whatever it judges by',
        );
        return {};
      },
    );
  }
}
