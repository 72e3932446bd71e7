import type { DeploymentView, DeploymentControl } from '@archivesmp/api-client';
import { DEPLOYMENT_STATES, type DeploymentState } from '@archivesmp/contracts/deployment-states';
import { progressOf } from '@archivesmp/contracts/taking-back';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { findId } from '../find-id.js';
import { onHub } from '../on-hub.js';
import { pageLimit, statesOf } from '../page-options.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { timeText } from '../time-text.js';
import { kindText } from './deployment-lines.js';
import { showDeploymentEnd } from './follow-deployment.js';
import type { DeploymentFlags } from './deployment-flags.js';
import type { WaitFlags } from './wait-flags.js';

/** The newest deployments, one line each. */
export async function listDeployments(flags: DeploymentFlags, terminal: Terminal): Promise<ExitCode> {
  const state = statesOf<DeploymentState>(flags.state, DEPLOYMENT_STATES);
  const limit = pageLimit(flags.limit);
  return onHub(flags, terminal, async (hub) => {
    const page = await hub.call('GET /api/v1/deployments', { query: { limit, ...(state && { state }) } });
    if (flags.json) printDocument(page, terminal);
    else {
      for (const line of tableLines(page.deployments.map(rowOf))) terminal.print(printable(line));
      if (page.deployments.length === 0)
        terminal.message(
          state === undefined
            ? 'There are no deployments.'
            : `There are no deployments in the state ${state.join(' or ')}.`,
        );
      if (page.next !== undefined)
        terminal.message(`More deployments are older; --limit shows more than ${limit}.`);
    }
    return EXIT.ok;
  });
}

function rowOf(view: DeploymentView): string[] {
  const { id, requestedAt, state, requestedBy, instances, reason, takenBack } = view;
  const passed = instances.filter((one) => one.state === 'passed').length;
  const back =
    takenBack &&
    `${takenBack.isDone ? 'taken back' : 'being taken back'} by ${takenBack.deploymentId.slice(0, 8)}`;
  const detail = [back, reason].filter((words) => words !== undefined).join('; ');
  return [
    id.slice(0, 8),
    timeText(requestedAt),
    kindText(view),
    state,
    requestedBy,
    state === 'flagged' ? progressOf(view).words : `${passed}/${instances.length} passed`,
    ...(detail === '' ? [] : [detail]),
  ];
}

/** One deployment with a line for each instance. */
export function showDeployment(typed: string, flags: WaitFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findId(hub, 'deployment', typed);
    return showDeploymentEnd(
      await hub.call('GET /api/v1/deployments/{id}', { path: { id } }),
      hub,
      flags,
      terminal,
    );
  });
}

/** Says how a deployment is to go on. Done when the hub took it, whatever becomes of the deployment then. */
export function controlDeployment(
  typed: string,
  action: DeploymentControl['action'],
  flags: WaitFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const id = await findId(hub, 'deployment', typed);
    const controlled = await hub.call('POST /api/v1/deployments/{id}/steer', {
      path: { id },
      body: { action },
    });
    const exitCode = await showDeploymentEnd(controlled, hub, flags, terminal);
    return flags.wait ? exitCode : EXIT.ok;
  });
}
