import {
  AGENT_ROUTES,
  type AgentDamage,
  type AgentRepair,
  type DamagedStateFile,
  type NamedDamage,
} from '@archivesmp/contracts/agent-state';
import { printDocument } from '../online/print-document.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import { AgentCaller } from './agent-caller.js';
import { findAgent, type AgentFlags } from './find-agent.js';

export interface RepairFlags extends AgentFlags {
  readonly reason?: string;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * Shows what the agent of this host cannot read in its state folder, and with `--yes` has it repaired. Exit code 2 where something is
 * damaged and was not repaired.
 */
export async function repairHost(flags: RepairFlags, terminal: Terminal): Promise<ExitCode> {
  const way = findAgent(flags);
  for (const warning of way.warnings) terminal.message(`asmp: warning: ${printable(warning)}`);
  const agent = new AgentCaller(way);
  if (flags.yes === undefined)
    return showDamage(await agent.callAgent('GET', AGENT_ROUTES.damage), flags, terminal);
  const body = flags.reason === undefined ? {} : { reason: flags.reason };
  return showRepair(await agent.callAgent('POST', AGENT_ROUTES.repair, body), flags, terminal);
}

function showDamage(answer: AgentDamage, { json }: RepairFlags, terminal: Terminal): ExitCode {
  const { host, damaged } = answer;
  if (json) printDocument(answer, terminal);
  else if (damaged.length === 0) terminal.print(nothingOf(host));
  else {
    for (const part of damaged) printStateFile(part, part.reason, terminal);
    terminal.message('Nothing was changed. asmp host repair --yes repairs it.');
  }
  return damaged.length === 0 ? EXIT.ok : EXIT.notSucceeded;
}

function showRepair(answer: AgentRepair, { json }: RepairFlags, terminal: Terminal): ExitCode {
  const { host, repaired, left } = answer;
  if (json) printDocument(answer, terminal);
  else {
    if (repaired.length + left.length === 0) terminal.print(nothingOf(host));
    for (const { done, kept, ...part } of repaired) {
      printStateFile(part, `${part.file} ${done}`, terminal);
      terminal.print(printable(`  what was there: ${kept}`));
    }
    for (const part of left) printStateFile(part, part.reason, terminal, terminal.colors.red);
    terminal.message(`${repaired.length} repaired, ${left.length} left`);
  }
  return left.length === 0 ? EXIT.ok : EXIT.notSucceeded;
}

const nothingOf = (host: string): string =>
  printable(`Nothing is damaged: the agent of ${host} can read everything in its state folder.`);

const NAMES: Readonly<Record<DamagedStateFile['kind'], string>> = {
  fence: 'the fence',
  outcome: 'the outcome of an order',
  journal: 'the journal of an order',
  'made-folders': 'the list of folders that orders made',
  'local-action': 'the record of what was done by force',
};

function printStateFile(
  { kind, instance, instanceId, orderId }: Omit<NamedDamage, 'reason'>,
  text: string,
  terminal: Terminal,
  colour: (line: string) => string = (line) => line,
): void {
  const whose = instance ?? instanceId;
  const head = [NAMES[kind], whose && `of ${whose}`, orderId && `(order ${orderId})`]
    .filter(Boolean)
    .join(' ');
  terminal.print(colour(printable(head)));
  terminal.print(printable(`  ${text}`));
}
