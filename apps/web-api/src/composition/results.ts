import { Manifests, Snapshots } from '@archivesmp/artifacts';
import { Audit, ConfigFileReads, Outbox, ScanProgress, ScanReads } from '@archivesmp/history';
import { HubSigner } from '@archivesmp/hub-wiring';
import { LOG } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { WebApiMetrics } from '../http/web-api-metrics.js';
import { LackingContents } from '../results/lacking-contents.js';
import { ReceiveManifest } from '../results/receive-manifest.js';
import { ReceivePack } from '../results/receive-pack.js';
import { ReceiveRefusedJobs } from '../results/receive-refused-jobs.js';
import { ServeJob } from '../results/serve-job.js';
import { PACK_LIMITS } from '../results/read-pack.js';
import { built } from './built.js';

/** What agents deliver: what is built of which parts. */
export const RESULTS: Provider[] = [
  built(LackingContents, ConfigFileReads, Snapshots),
  built(ReceiveManifest, ScanProgress, Manifests, LackingContents, LOG),
  built(
    ReceivePack,
    ScanReads,
    ScanProgress,
    Manifests,
    Snapshots,
    LackingContents,
    PACK_LIMITS,
    WebApiMetrics,
    LOG,
  ),
  built(ReceiveRefusedJobs, Audit, Outbox, ScanProgress, WebApiMetrics, LOG),
  built(ServeJob, Outbox, HubSigner),
];
