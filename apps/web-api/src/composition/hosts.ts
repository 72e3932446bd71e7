import { JobBus } from '@archivesmp/bus';
import { ApiTokens, DeploymentReads, Heartbeats, History, HostAccesses } from '@archivesmp/history';
import { HubSigner } from '@archivesmp/hub-wiring';
import type { Provider } from '@nestjs/common';
import { AccessChanges } from '../access/access-changes.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { KnownHosts } from '../fleet/known-hosts.js';
import { EndSpeakers } from '../hosts/end-speakers.js';
import { GiveHostAccess } from '../hosts/give-host-access.js';
import { RemoveHost } from '../hosts/remove-host.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { built } from './built.js';

/** Access of hosts: what is built of which parts. */
export const HOSTS: Provider[] = [
  built(EndSpeakers, HostAccesses, ApiTokens),
  built(
    GiveHostAccess,
    History,
    HostAccesses,
    ApiTokens,
    JobBus,
    HubSigner,
    EndSpeakers,
    AccessChanges,
    AuditTrail,
    KnownHosts,
    SETTINGS,
  ),
  built(
    RemoveHost,
    History,
    KnownHosts,
    Heartbeats,
    HostAccesses,
    DeploymentReads,
    EndSpeakers,
    AccessChanges,
    AuditTrail,
  ),
];
