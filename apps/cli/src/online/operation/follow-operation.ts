import { follow, type HubClient, type OperationView } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { spanText } from '../time-text.js';

/** Asks for something long-running; says how it is followed where it is not waited for. */
export function beginOperation(
  flags: WaitFlags,
  terminal: Terminal,
  ask: (hub: HubClient) => Promise<OperationView>,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => showOperationEnd(await ask(hub), hub, flags, terminal));
}

/** Shows an operation, with `wait` when it has ended. @returns exit code 2 for one that failed */
export async function showOperationEnd(
  operation: OperationView,
  hub: HubClient,
  flags: WaitFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const last = flags.wait ? await ended(operation, hub, terminal) : operation;
  if (flags.json) printDocument(last, terminal);
  else for (const line of operationLines(last)) terminal.print(line);
  if (!isOver(last)) terminal.message(`It goes on by itself; asmp operation ${last.id} --wait follows it.`);
  return last.state === 'failed' || last.state === 'cancelled' ? EXIT.notSucceeded : EXIT.ok;
}

const POLL_MS = 1_000;

async function ended(asked: OperationView, hub: HubClient, terminal: Terminal): Promise<OperationView> {
  const live = terminal.live();
  try {
    const versions = follow(hub, {
      read: (signal) => hub.call('GET /api/v1/operations/{id}', { path: { id: asked.id }, signal }),
      isOver: isOver,
      pollMs: POLL_MS,
    });
    let last = asked;
    for await (last of versions) live.show(operationLines(last));
    return last;
  } finally {
    live.done();
  }
}

const isOver = ({ state }: OperationView): boolean => !['requested', 'running'].includes(state);

/** How an operation stands, line by line. What its reason says already is not said again. */
export function operationLines(operation: OperationView): string[] {
  const { id, kind, state, reason, requestedAt, finishedAt, progress, result } = operation;
  const took =
    finishedAt === undefined ? '' : ` after ${spanText(Date.parse(finishedAt) - Date.parse(requestedAt))}`;
  const facts = factsOf(isOver(operation) ? result : progress, reason);
  return [
    printable(`${kind} ${state}${took}  ${id}`),
    ...(reason === undefined ? [] : [`  ${printable(reason)}`]),
    ...facts.map((fact) => `  ${printable(fact)}`),
  ];
}

/** What an operation says of itself: names with numbers and texts, lists of texts a line each; anything deeper as JSON. */
function factsOf(facts: unknown, reason = ''): string[] {
  if (typeof facts !== 'object' || facts === null) return [];
  return Object.entries(facts).flatMap(([name, value]) => {
    if (!isTexts(value))
      return [`${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`];
    const missing = value.filter((one) => !reason.includes(one));
    return missing.length === 0 ? [] : [`${name}:`, ...missing.map((one) => `  ${one}`)];
  });
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
