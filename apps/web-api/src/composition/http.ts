import { Audit, Heartbeats } from '@archivesmp/history';
import { Metrics } from '@archivesmp/service-kit';
import type { Provider } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { EventBroadcast } from '../http/event-broadcast.js';
import { WebApiMetrics } from '../http/web-api-metrics.js';
import { built } from './built.js';

/** What every request may need: the audit trail, metrics, and who listens to events. */
export const HTTP: Provider[] = [
  built(EventBroadcast),
  built(AuditTrail, Audit),
  built(WebApiMetrics, Metrics, Heartbeats, EventBroadcast),
];
