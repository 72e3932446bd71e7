import { HubProblem, HubUnreachable, type HostAccessFile, type HubClient } from '@archivesmp/api-client';
import type { OnlineFlags } from '../online/hub-command.js';
import { onHub } from '../online/on-hub.js';
import { printDocument } from '../online/print-document.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import { intoFile, type OutFlags } from '../terminal/into-file.js';
import type { Terminal } from '../terminal/terminal.js';

/** What to do with the file. */
const NEXT = {
  add: (host: string) =>
    `Put this into /etc/archivesmp/agent.yaml of ${host} (chmod 600), fill in the commented lines, and start its agent.`,
  rotate: (host: string) =>
    `Put token and redis of this into the agent.yaml that the agent of ${host} runs with, leave all else there as it is, and restart it.`,
} as const;

/** Options of the verbs that give a file. */
export interface AccessFlags extends OnlineFlags, OutFlags {
  readonly withoutPanel?: true;
}

/** What came of asking for access, as far as is known. */
type Outcome = 'refused' | 'unknown' | 'given';

/**
 * Gives the agent of a host what it logs in with, or replaces that, and prints its settings file, or writes it into a new one. What to do
 * with the file is said once it is whole; where no answer came, or the hub failed, that access may have been given all the same.
 */
export async function giveAccess(
  name: string,
  kind: 'add' | 'rotate',
  flags: AccessFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  let outcome: Outcome = 'refused';
  let next = '';
  try {
    const exitCode = await intoFile(flags, terminal, (to) =>
      onHub(flags, to, async (hub) => {
        const given = await askFor(hub, name, kind, flags).catch((error: unknown) => {
          if (mayHaveActed(error)) outcome = 'unknown';
          throw error;
        });
        outcome = 'given';
        if (flags.json) printDocument(given, to);
        else {
          for (const line of given.file.trimEnd().split('\n')) to.print(line);
          next = printable(NEXT[kind](given.host));
        }
        return EXIT.ok;
      }),
    );
    if (next !== '') terminal.message(next);
    if ((outcome as Outcome) === 'unknown') terminal.message(printable(`asmp: ${LOST.unknown[kind](name)}`));
    return exitCode;
  } catch (error) {
    const known = outcome as Outcome;
    if (known === 'refused') throw error;
    const lost = known === 'given' ? LOST.given(name) : LOST.unknown[kind](name);
    throw new Error(`${(error as Error).message.replace(/\.$/, '')}; ${lost}`, { cause: error });
  }
}

/** What to do when access was given, or may have been, and there is no file. */
const LOST = {
  given: (host: string) =>
    `${host} has new access all the same, whose token is lost: asmp host rotate ${host} gives it another`,
  unknown: {
    add: (host: string) =>
      `${host} may have been given access all the same, whose token is lost: asmp host rotate ${host} gives it another; if that says that ${host} has none, add it again`,
    rotate: (host: string) =>
      `the access of ${host} may have been replaced all the same, and its agent be shut out: run asmp host rotate ${host} again`,
  },
} as const;

const askFor = (
  hub: HubClient,
  name: string,
  kind: 'add' | 'rotate',
  { withoutPanel }: AccessFlags,
): Promise<HostAccessFile> =>
  kind === 'add'
    ? hub.call('POST /api/v1/hosts', { body: { name, ...(withoutPanel && { withoutPanel: true }) } })
    : hub.call('POST /api/v1/hosts/{name}/rotation', { path: { name } });

/** Whether the hub may have done what it was asked for, though it does not say so. */
const mayHaveActed = (error: unknown): boolean =>
  (error instanceof HubUnreachable && error.isSent) || (error instanceof HubProblem && error.status >= 500);

/** Takes the access of a host away. */
export function revokeAccess(name: string, flags: OnlineFlags, terminal: Terminal): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const { host, tokens } = await hub.call('DELETE /api/v1/hosts/{name}/access', { path: { name } });
    if (flags.json) printDocument({ revoked: host, tokens }, terminal);
    else {
      terminal.print(printable(`the agent of ${name} has no access any more`));
      terminal.print(printable(`tokens that speak for it no longer: ${tokens.join(', ') || 'none'}`));
      terminal.message(printable(`The host stays in sight until asmp host remove ${name}.`));
    }
    return EXIT.ok;
  });
}
