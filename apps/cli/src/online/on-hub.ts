import { HubClient, HubProblem } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { findHub, type HubFlags } from './find-hub.js';

/** Refusals that come from how things stand, and not from how the request was made. */
const isRefusal = ({ status, code }: HubProblem): boolean => status === 409 || code === 'plan.self-approval';

/**
 * Does work on the hub that is meant. What the hub refuses is told in its words, with what to do; the exit code says whether
 * things stood in the way (2) or the request could not be met at all (1).
 */
export async function onHub(
  flags: HubFlags,
  terminal: Terminal,
  work: (hub: HubClient) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { url, token, warnings } = findHub(flags);
  for (const warning of warnings) terminal.say(`asmp: warning: ${printable(warning)}`);
  try {
    return await work(new HubClient({ url, token }));
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    for (const line of problemLines(error)) terminal.say(line);
    return isRefusal(error) ? EXIT.notSucceeded : EXIT.error;
  }
}

const MOST_ERRORS = 20;

function problemLines({ detail, help, errors, status, requestId }: HubProblem): string[] {
  const shown = errors.slice(0, MOST_ERRORS).map(({ field, message }) => `  ${field}: ${message}`);
  if (errors.length > MOST_ERRORS) shown.push(`  and ${errors.length - MOST_ERRORS} more`);
  const quoted = status >= 500 ? [`  request ${requestId}`] : [];
  return [`asmp: ${detail}`, ...shown, ...(help === '' ? [] : [`  ${help}`]), ...quoted].map(printable);
}
