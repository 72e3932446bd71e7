import { ApiTokens, History, Sessions, Users } from '@archivesmp/history';
import type { Provider } from '@nestjs/common';
import { AccessChanges } from '../access/access-changes.js';
import { IdentifyCaller } from '../access/identify-caller.js';
import { LogIn } from '../access/log-in.js';
import { LoginLimits } from '../access/login-limits.js';
import { PasswordCheck } from '../access/password-check.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { WebApiMetrics } from '../http/web-api-metrics.js';
import { SESSION_HOURS } from '../http/web-api.tokens.js';
import { built } from './built.js';

/** Who logs in, and what they may: what is built of which parts. */
export const ACCESS: Provider[] = [
  built(AccessChanges),
  built(IdentifyCaller, ApiTokens, Sessions),
  built(
    LogIn,
    History,
    Users,
    Sessions,
    PasswordCheck,
    LoginLimits,
    AuditTrail,
    WebApiMetrics,
    SESSION_HOURS,
  ),
  built(LoginLimits),
  built(PasswordCheck),
];
