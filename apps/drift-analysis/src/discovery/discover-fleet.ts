import type { FleetEventStream } from '@archivesmp/bus';
import type { HostLiveness } from '@archivesmp/contracts/agent';
import { Problem } from '@archivesmp/contracts/problem';
import type {
  DiscoveryResult,
  Sql,
  AuditStores,
  FleetStores,
  OperationStores,
  Transactions,
} from '@archivesmp/history';
import type { Log } from '@archivesmp/service-kit';
import { publishHint } from '@archivesmp/hub-wiring';
import type { DriftFacts } from '../metrics.js';
import type { DiscoveryPanels } from './ask-panels.js';
import {
  describeClaim,
  mergeFleet,
  type AgentAnswer,
  type Contradiction,
  type MergedFleet,
  type SeenInstance,
} from '@archivesmp/fleet';

/** Asks all panels and agents which instances exist and how they do, and writes what changed. */
export class DiscoverFleet {
  constructor(
    private readonly history: AuditStores & FleetStores & OperationStores & Transactions,
    private readonly panels: DiscoveryPanels,
    private readonly events: FleetEventStream,
    private readonly facts: Pick<DriftFacts, 'claimsSeen'>,
    private readonly log: Log,
  ) {}

  /** By the clock: screens hear of it only when something changed. @throws Problem of MariaDB */
  async discoverFleet(operationId?: string): Promise<DiscoveryResult> {
    const [panels, agents] = await Promise.all([
      this.panels.askPanels(),
      this.history.heartbeats.listHostLiveness(new Date()),
    ]);
    const known = await this.history.fleet.listInstances({ gone: true });
    const { instances, completeHosts, contradictions, crowded } = mergeFleet(
      panels,
      agents.map(answerOf),
      known,
    );
    const tags = new Map(known.map((one) => [one.id, one.tags]));
    const now = new Date();
    const found = instances.map((one) => ({ ...one, tags: tags.get(one.id) ?? [] }));
    const result = await this.history.transaction(async (sql) => {
      const recorded = await this.history.discovery.recordDiscovery(
        { instances: found, completeHosts },
        now,
        sql,
      );
      await this.reportClaims(contradictions, now, sql);
      return recorded;
    });
    this.facts.claimsSeen(claimsByHost(agents, contradictions, crowded));
    for (const { host, refused } of crowded)
      this.log.warn({ host, refused }, 'instances left out: too many of this host are in no panel');
    await this.history.health.recordMeasurements(instances.map((one) => measurementOf(one, now)));
    const { added, changed, gone, returned } = result;
    const news = added.length + changed.length + gone.length + returned.length;
    if (news > 0)
      this.log.info(
        { instances: result.instances, added: added.length, changed: changed.length, gone: gone.length },
        'fleet changed',
      );
    if (news > 0 || operationId !== undefined)
      await publishHint(this.events, this.log, 'fleet.discovered', {
        operationId: operationId ?? '',
        hosts: result.hosts,
        instances: result.instances,
        added: added.length,
        gone: gone.length,
      });
    return result;
  }

  /** What is new of it goes into the audit, too: it may be an attack. */
  private async reportClaims(claims: readonly Contradiction[], now: Date, sql: Sql): Promise<void> {
    const fresh = await this.history.claims.replaceClaims(claims, now, sql);
    for (const one of fresh) {
      const { instanceId, claimedBy, by, owner, reason } = one;
      this.log.warn(
        { instanceId, claimedBy, by, owner, because: reason },
        'an instance is claimed by another host',
      );
      await this.history.audit.recordAudit(
        {
          actor: `${by}:${claimedBy}`,
          action: 'instance.claim-refused',
          subject: instanceId,
          detail: { owner, because: reason, says: describeClaim(one) },
        },
        now,
        sql,
      );
    }
  }

  /** On demand: the operation's row tells how it went. Running it again after its end changes nothing. */
  async runOperation(operationId: string): Promise<void> {
    const { operations } = this.history;
    if (!(await operations.startOperation(operationId, new Date()))) return;
    try {
      const { hosts, instances, added, gone } = await this.discoverFleet(operationId);
      const result = { hosts, instances, added: added.length, gone: gone.length };
      await operations.endOperation(operationId, { state: 'succeeded', result }, new Date());
    } catch (error) {
      if (!(error instanceof Problem) || error.retry) throw error;
      await operations.endOperation(operationId, { state: 'failed', reason: error.detail }, new Date());
    }
  }
}

function answerOf({ host, state, heartbeat }: HostLiveness): AgentAnswer {
  const discoveryError = heartbeat?.discoveryError;
  return {
    host,
    state,
    instances: heartbeat?.instances ?? [],
    ...(discoveryError !== undefined && { discoveryError }),
  };
}

/** How many instances each host claims in vain; 0 for one that claims none. */
function claimsByHost(
  agents: readonly HostLiveness[],
  contradictions: readonly Contradiction[],
  crowded: MergedFleet['crowded'],
): ReadonlyMap<string, number> {
  const counts = new Map(agents.map(({ host }) => [host, 0]));
  for (const { claimedBy } of contradictions) counts.set(claimedBy, (counts.get(claimedBy) ?? 0) + 1);
  for (const { host, refused } of crowded) counts.set(host, (counts.get(host) ?? 0) + refused);
  return counts;
}

const measurementOf = ({ id, health, healthReason, metrics = {} }: SeenInstance, measuredAt: Date) => {
  const { cpuPercent, memoryMb, players, playersMax, tps } = metrics;
  const load = { cpuPercent, memoryMb, players, playersMax, tps };
  return {
    instanceId: id,
    measuredAt,
    health,
    ...(healthReason !== undefined && { reason: healthReason }),
    ...Object.fromEntries(Object.entries(load).filter(([, value]) => value !== undefined)),
  };
};
