import type { Command } from 'commander';
import type { HubFlags } from './find-hub.js';

/** Options that every verb on a running hub has. */
export interface OnlineFlags extends HubFlags {
  readonly json?: true;
}

/** Heading in `asmp help` of the verbs that ask a running hub. */
export const GROUP = 'On a running hub:';

/** Adds a verb that asks a running hub, with the options which say what hub that is. */
export function hubCommand(parent: Command, usage: string, description: string): Command {
  return withHub(parent.command(usage).description(description).helpGroup(GROUP));
}

/** A verb that only groups others. */
export const hubGroup = (parent: Command, name: string, description: string): Command =>
  parent.command(name).description(description).helpGroup(GROUP);

export const withHub = (command: Command): Command =>
  command
    .option('--hub <url>', 'address of the hub (else ARCHIVESMP_HUB, else the one ./dev up started here)')
    .option('--token-file <file>', 'file with an API token (else ARCHIVESMP_TOKEN)')
    .option('--json', 'one JSON document instead of text');

/** Of an option of verbs that show a plan. */
export const FULL_HELP = 'show every line of every text';

/** Collects a repeatable option. */
export const collected = (value: string, before: readonly string[] = []): string[] => [...before, value];
