import { HubClient, HubProblem } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { findHub } from './find-hub.js';
import type { OnlineFlags } from './hub-command.js';
import { hunkLines } from '../terminal/hunk-lines.js';
import { printDocument } from './print-document.js';

/** Refusals that come from how things stand, and not from how the request was made. */
const isRefusal = ({ status, code }: HubProblem): boolean =>
  status === 409 || code === 'plan.self-approval' || code === 'plan.no-person';

/**
 * Does work on the hub that is meant. What the hub refuses is told in its words, with what to do (for scripts as one document,
 * `problem`); the exit code says whether things stood in the way (2) or the request could not be met at all (1).
 */
export async function onHub(
  flags: OnlineFlags,
  terminal: Terminal,
  work: (hub: HubClient) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { url, token, warnings } = findHub(flags);
  for (const warning of warnings) terminal.message(`asmp: warning: ${printable(warning)}`);
  try {
    return await work(new HubClient({ url, token }));
  } catch (error) {
    if (!(error instanceof HubProblem)) throw error;
    const { status, code, detail, help, errors, requestId } = error;
    if (flags.json) printDocument({ problem: { status, code, detail, help, errors, requestId } }, terminal);
    for (const line of problemLines(error)) terminal.message(line);
    return isRefusal(error) ? EXIT.notSucceeded : EXIT.error;
  }
}

const MOST_ERRORS = 20;

function problemLines({ detail, help, errors, status, requestId }: HubProblem): string[] {
  // What the sentence says already is not said again below it
  const others = errors.filter(({ message }) => !detail.includes(message.split('\n', 1)[0]!));
  const shown = others.slice(0, MOST_ERRORS).flatMap(({ field, message }) => {
    const [first = '', ...rest] = message.split('\n');
    return [printable(`  ${field}: ${first}`), ...hunkLines(rest.join('\n')).map((line) => `    ${line}`)];
  });
  if (others.length > MOST_ERRORS) shown.push(`  and ${others.length - MOST_ERRORS} more`);
  const lines = [`asmp: ${detail}`, ...(help === '' ? [] : [`  ${help}`])].map(printable);
  const quoted = status >= 500 ? [printable(`  request ${requestId}`)] : [];
  return [lines[0]!, ...shown, ...lines.slice(1), ...quoted];
}
