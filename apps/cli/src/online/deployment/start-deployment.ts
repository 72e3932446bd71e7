import type { DeploymentView, HubClient } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import type { Terminal } from '../../terminal/terminal.js';
import { findId } from '../find-id.js';
import { onHub } from '../on-hub.js';
import { boundHash } from '../plan/decide-plan.js';
import { whatToDoNext } from '../plan/plan-lines.js';
import { showDeploymentEnd } from './follow-deployment.js';
import type { ApplyFlags, PowerFlags, WaitFlags } from './wait-flags.js';

/** Runs an approved plan. Of one that cannot be run it says what is missing, and the command for that. */
export async function applyPlan(typed: string, flags: ApplyFlags, terminal: Terminal): Promise<ExitCode> {
  let missing: string[] = [];
  const exitCode = await startAndWait(flags, terminal, async (hub) => {
    const planId = await findId(hub, 'plan', typed);
    const plan = await hub.call('GET /api/v1/plans/{id}', { path: { id: planId } });
    const hash = boundHash(plan, flags.hash);
    if (hash === undefined) {
      terminal.message(
        `asmp: this is not the plan that you read: its hash does not begin with ${flags.hash}`,
      );
      return undefined;
    }
    const { perHost, waitForEmpty, whileStopped, restartLater } = flags;
    if (plan.youMay?.start.allowed === false) missing = whatToDoNext(plan);
    return hub.call('POST /api/v1/deployments', {
      body: {
        planId,
        hash,
        ...(perHost !== undefined && { perHost }),
        ...(waitForEmpty !== undefined && { waitForEmptySeconds: waitForEmpty }),
        ...(whileStopped && { whileStopped }),
        ...(restartLater && { restartLater }),
      },
    });
  });
  if (exitCode !== EXIT.ok && !flags.json) for (const line of missing) terminal.message(`  ${line}`);
  return exitCode;
}

/** Takes a deployment back. */
export function rollBack(typed: string, flags: WaitFlags, terminal: Terminal): Promise<ExitCode> {
  return startAndWait(flags, terminal, async (hub) =>
    hub.call('POST /api/v1/deployments/{id}/rollback', {
      path: { id: await findId(hub, 'deployment', typed) },
    }),
  );
}

/** Restarts, stops or starts what is named, in one of three ways; only a restart can be of those that are flagged. */
export function powerInstances(
  what: 'restart' | 'stop' | 'start',
  flags: PowerFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { instance, flagged, all, expect, countdown } = flags;
  if ([instance, flagged, all].filter((way) => way !== undefined).length !== 1)
    throw new Error(
      what === 'restart'
        ? 'restart: say exactly one of --instance, --flagged and --all'
        : `${what}-server: say exactly one of --instance and --all`,
    );
  return startAndWait(flags, terminal, (hub) =>
    hub.call(`POST /api/v1/${what}`, {
      body: {
        ...(instance && { instances: [...instance] }),
        ...(flagged && { flagged }),
        ...(all && { all }),
        ...(expect !== undefined && { expect }),
        ...(countdown !== undefined && { countdownSeconds: countdown }),
      },
    }),
  );
}

function startAndWait(
  flags: WaitFlags,
  terminal: Terminal,
  ask: (hub: HubClient) => Promise<DeploymentView | undefined>,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const asked = await ask(hub);
    return asked === undefined ? EXIT.notSucceeded : showDeploymentEnd(asked, hub, flags, terminal);
  });
}
