import { follow, type HubClient, type OperationView } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { spanText } from '../time-text.js';
import type { WaitFlags } from '../deployment/wait-flags.js';
import type { AdoptFlags, TakeFlags, VerifyFlags } from './backup-flags.js';

/** Backs up now. */
export function takeBackups(flags: TakeFlags, terminal: Terminal): Promise<ExitCode> {
  const { host, instance, plugin, reason } = flags;
  const body = {
    ...(host !== undefined && { host }),
    ...(instance !== undefined && { instance }),
    ...(plugin !== undefined && { plugin }),
    ...(reason !== undefined && { reason }),
  };
  return begin(flags, terminal, (hub) => hub.call('POST /api/v1/backups', { body }));
}

/** Has a share of all backups read back. */
export function verifyBackups(flags: VerifyFlags, terminal: Terminal): Promise<ExitCode> {
  const body = flags.percent === undefined ? {} : { percent: flags.percent };
  return begin(flags, terminal, (hub) => hub.call('POST /api/v1/backups/verify', { body }));
}

/** Has manifests without a signature of the hub taken over. */
export function adoptBackups(flags: AdoptFlags, terminal: Terminal): Promise<ExitCode> {
  const body = flags.unknown === true ? { unknown: true } : {};
  return begin(flags, terminal, (hub) => hub.call('POST /api/v1/backups/adopt', { body }));
}

/** Has stored contents brought into the form that the settings say. */
export const renewContents = (flags: WaitFlags, terminal: Terminal): Promise<ExitCode> =>
  begin(flags, terminal, (hub) => hub.call('POST /api/v1/storage/renew'));

/** What is done with all backups and needs nothing said. */
export const careForBackups = (
  what: 'drill' | 'prune' | 'rebuild-index',
  flags: WaitFlags,
  terminal: Terminal,
): Promise<ExitCode> => begin(flags, terminal, (hub) => hub.call(`POST /api/v1/backups/${what}`));

function begin(
  flags: WaitFlags,
  terminal: Terminal,
  ask: (hub: HubClient) => Promise<OperationView>,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const asked = await ask(hub);
    const last = flags.wait ? await ended(asked, hub, terminal) : asked;
    if (flags.json) printDocument(last, terminal);
    else for (const line of operationLines(last)) terminal.print(line);
    return last.state === 'failed' || last.state === 'cancelled' ? EXIT.notSucceeded : EXIT.ok;
  });
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

function operationLines(operation: OperationView): string[] {
  const { id, kind, state, reason, requestedAt, finishedAt, progress, result } = operation;
  const took =
    finishedAt === undefined ? '' : ` after ${spanText(Date.parse(finishedAt) - Date.parse(requestedAt))}`;
  const facts = factsOf(isOver(operation) ? result : progress);
  return [
    printable(`${kind} ${state}${took}  ${id}`),
    ...(reason === undefined ? [] : [`  ${printable(reason)}`]),
    ...facts.map((fact) => `  ${printable(fact)}`),
  ];
}

/** What an operation says of itself: names with numbers and texts; anything deeper as JSON. */
function factsOf(said: unknown): string[] {
  if (typeof said !== 'object' || said === null) return [];
  return Object.entries(said).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
}
