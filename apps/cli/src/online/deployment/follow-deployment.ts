import { follow, type DeploymentView, type HubClient } from '@archivesmp/api-client';
import { DEPLOYMENT_PROGRESS, hasEnded } from '@archivesmp/contracts/deployment-states';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import type { Terminal } from '../../terminal/terminal.js';
import { printDocument } from '../print-document.js';
import { deploymentLines, isMoving, whatToDoNextLines } from './deployment-lines.js';
import type { WaitFlags } from './wait-flags.js';

/** It does not go on by itself: it has ended, waits for a restart of what is flagged, or waits for a decision. While it pauses, what was begun still ends. */
export const isDeploymentAtRest = ({ state, instances }: DeploymentView): boolean =>
  hasEnded(state) || (DEPLOYMENT_PROGRESS[state] === 'resting' && !instances.some(isMoving));

/** Whether all that was asked for was done; nothing was done on an instance that was left out. */
export const wentAsAsked = ({ state, instances }: DeploymentView): boolean =>
  ['succeeded', 'flagged'].includes(state) && !instances.some((one) => one.state === 'skipped');

/**
 * Shows a deployment: as it stands, or with `--wait` when it has come to rest. The exit code says whether all of it was done as asked; one that
 * still runs and is not waited for is no failure, nor is one that only waits for a restart.
 */
export async function showDeploymentEnd(
  begun: DeploymentView,
  hub: HubClient,
  flags: WaitFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const last = flags.wait && !isDeploymentAtRest(begun) ? await followed(begun, hub, terminal) : begun;
  if (flags.json) printDocument(last, terminal);
  else {
    for (const line of deploymentLines(last, Date.now(), terminal.colors)) terminal.print(line);
    for (const line of whatToDoNextLines(last)) terminal.print(terminal.colors.dim(line));
  }
  if (isDeploymentAtRest(last)) return wentAsAsked(last) ? EXIT.ok : EXIT.notSucceeded;
  return flags.wait ? EXIT.notSucceeded : EXIT.ok;
}

const REDRAW_MS = 1_000;

/** Watches a deployment until it comes to rest, or the user presses Ctrl-C: that ends the watching and nothing else. */
async function followed(begun: DeploymentView, hub: HubClient, terminal: Terminal): Promise<DeploymentView> {
  const { id } = begun;
  const live = terminal.live();
  let last = begun;
  const draw = (): void => live.show(deploymentLines(last, Date.now(), terminal.colors, live.height));
  const redraw = live.isShown ? setInterval(draw, REDRAW_MS) : undefined;
  const interrupted = new AbortController();
  const stop = (): void => interrupted.abort(new Error('interrupted'));
  process.once('SIGINT', stop);
  try {
    draw();
    const versions = follow(hub, {
      read: (signal) => hub.call('GET /api/v1/deployments/{id}', { path: { id }, signal }),
      concerns: ({ data }) => data['deploymentId'] === id,
      isOver: isDeploymentAtRest,
      signal: interrupted.signal,
    });
    for await (last of versions) draw();
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    live.done();
    terminal.message(`The deployment goes on; asmp deployment ${id} --wait follows it again.`);
  } finally {
    process.removeListener('SIGINT', stop);
    clearInterval(redraw);
    live.done();
  }
  return last;
}
