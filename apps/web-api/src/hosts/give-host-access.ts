import { randomBytes } from 'node:crypto';
import { hostAccount, type JobBus } from '@archivesmp/bus';
import type { HostAccessFile, RevokedAccess } from '@archivesmp/contracts/host-access';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { ApiTokens, History, HostAccesses } from '@archivesmp/history';
import type { HubSigner } from '@archivesmp/hub-wiring';
import type { HostSettings } from '@archivesmp/service-kit';
import { newApiToken } from '../access/access-key.js';
import type { AccessChanges } from '../access/access-changes.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import { giverOf, type Caller } from '../http/caller.js';
import type { IdentifiedRequest } from '../http/required-access.js';
import type { KnownHosts } from '../fleet/known-hosts.js';
import { agentFile } from './agent-file.js';
import type { EndSpeakers } from './end-speakers.js';
import { agentLabel } from './agent-label.js';

/** An agent works unattended for years; rotate it more often. */
const TOKEN_DAYS = 730;

/** Gives the agent of a host what it logs in with, replaces that, or takes it away. */
export class GiveHostAccess {
  constructor(
    private readonly history: Pick<History, 'transaction'>,
    private readonly accesses: HostAccesses,
    private readonly tokens: ApiTokens,
    private readonly bus: JobBus,
    private readonly signer: HubSigner | null,
    private readonly ends: EndSpeakers,
    private readonly changes: AccessChanges,
    private readonly audit: AuditTrail,
    private readonly known: KnownHosts,
    private readonly settings: HostSettings,
  ) {}

  /**
   * The first file of a host, or a new one in place of what it had: the old token and password end at once.
   * @param withoutPanel true: the host may have a name that no panel of the settings has
   * @throws Problem `request.invalid` for a name that no panel has, `host.has-access`, `resource.conflict`, `resource.not-found`, `deployment.no-order-key`, `queue.no-accounts`, `queue.unavailable`
   */
  async give(
    host: string,
    kind: 'add' | 'rotate',
    caller: Caller,
    request: IdentifiedRequest,
    withoutPanel = false,
  ): Promise<HostAccessFile> {
    if (kind === 'add' && !withoutPanel) this.known.refuseWithoutPanel(host, 'name');
    if (kind === 'rotate' && (await this.accesses.findHostAccess(host)) === undefined) throw noAccess(host);
    if (this.signer === null)
      throw new Problem('deployment.no-order-key', 'deployment.order_key is missing in host.yaml.');
    // What Redis would not take is better heard before anything has ended
    await this.bus.accounts.listAccountHosts();
    const now = new Date();
    const token = newApiToken();
    const redisPassword = randomBytes(32).toString('base64url');
    const redisHash = sha256Hex(redisPassword);
    const tokenDetails = {
      label: agentLabel(host),
      scopes: [`agent:${host}`],
      createdBy: caller.name,
      giver: giverOf(caller, 'admin'),
      expiresAt: new Date(now.getTime() + TOKEN_DAYS * 86_400_000),
    };
    await this.history.transaction(async (sql) => {
      const known = await this.accesses.lockHostAccess(host, sql);
      if (kind === 'add' && known !== undefined)
        throw new Problem('host.has-access', `${host} has access already.`);
      if (kind === 'rotate' && known === undefined) throw noAccess(host);
      const revoked = await this.tokens.revokeAgentsOf(host, now, sql);
      const { id: tokenId } = await this.tokens.createToken(token, tokenDetails, now, sql);
      await this.accesses.recordHostAccess({ host, redisHash, tokenId, madeAt: now }, sql);
      const action = kind === 'add' ? 'host.access-given' : 'host.access-rotated';
      const detail = { tokenId, redisUser: hostAccount(host), ...(revoked.length > 0 && { revoked }) };
      await this.audit.recordAuditedAction(caller, action, host, request, detail, sql);
    });
    this.changes.notify();
    await this.follow(host);
    const secrets = { host, token, redisUser: hostAccount(host), redisPassword };
    const file = agentFile(this.settings, { ...secrets, publicKey: this.signer.publicKey() });
    return { host, redisUser: hostAccount(host), tokenExpiresAt: tokenDetails.expiresAt.toISOString(), file };
  }

  /**
   * Its account and every token that speaks for it end at once, however those were made; the agent of the host is heard no more. Where
   * Redis is unavailable the account ends when it is back.
   * @throws Problem `resource.not-found` where there is nothing to end, and of Redis
   */
  async revokeHostAccess(host: string, caller: Caller, request: IdentifiedRequest): Promise<RevokedAccess> {
    const { known, ended } = await this.history.transaction(async (sql) => {
      const known = await this.accesses.lockHostAccess(host, sql);
      const ended = await this.ends.endHostTokens(host, new Date(), sql);
      if (known === undefined && ended.tokens.length === 0) throw noAccess(host);
      const detail = { ...(known !== undefined && { tokenId: known.tokenId }), ...ended };
      await this.audit.recordAuditedAction(caller, 'host.access-revoked', host, request, detail, sql);
      return { known, ended };
    });
    this.changes.notify();
    await this.follow(host).catch((error: unknown) => {
      // What was never given here has no account that could be left
      if (known !== undefined || !(error instanceof Problem) || error.code !== 'queue.no-accounts')
        throw error;
    });
    return { host, tokens: ended.tokens };
  }

  /** Has Redis do what MariaDB says now: of two who rotate at once the later one's password counts in both. */
  private async follow(host: string): Promise<void> {
    const status = await this.accesses.findHostAccess(host);
    if (status === undefined) await this.bus.accounts.removeHostAccount(host);
    else await this.bus.accounts.putHostAccount(host, status.redisHash);
  }
}

const noAccess = (host: string): Problem =>
  new Problem('resource.not-found', `${host} has no access; asmp host add ${host} gives it one.`);
