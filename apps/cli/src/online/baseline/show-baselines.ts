import { counted } from '@archivesmp/contracts/counted';
import type { HubClient } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import { typedVersion } from '../version-number.js';
import type { ShowFlags } from './baseline-flags.js';

/** The one document beside the baselines. */
export const DEVIATIONS_NAME = 'deviations.yml';

/** Which baseline file is meant. */
export interface NamedBaseline {
  readonly plugin: string;
  readonly path: string;
}

/** `LuckPerms/config.yml`. @throws Error for what is no name of a file */
export function namedBaseline(text: string): NamedBaseline {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1)
    throw new Error(
      `${text}: name a file as PLUGIN/FILE, such as LuckPerms/config.yml (${DEVIATIONS_NAME} can be shown and saved)`,
    );
  return { plugin: text.slice(0, slash), path: text.slice(slash + 1) };
}

/** Name, size and revision of each baseline file. */
export function listBaselines(
  plugin: string | undefined,
  flags: OnlineFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const list = await hub.call('GET /api/v1/baselines', { query: plugin === undefined ? {} : { plugin } });
    if (flags.json) printDocument(list, terminal);
    else
      for (const line of tableLines(
        list.baselines.map((one) => [`${one.plugin}/${one.path}`, counted(one.size, 'byte'), one.revision]),
      ))
        terminal.print(printable(line));
    if (list.count === 0)
      terminal.message(
        plugin === undefined ? 'There are no baselines.' : printable(`There are no baselines of ${plugin}.`),
      );
    return EXIT.ok;
  });
}

/** The text of the file on stdout, its revision on stderr. @throws Error for a file that is no UTF-8 text */
export function showBaseline(named: string, flags: ShowFlags, terminal: Terminal): Promise<ExitCode> {
  const isDocument = named === DEVIATIONS_NAME;
  const path = isDocument ? { plugin: '', path: named } : namedBaseline(named);
  const version = flags.at === undefined ? undefined : typedVersion(flags.at);
  return onHub(flags, terminal, async (hub) => {
    if (version !== undefined) await assertIsOf(hub, version, named);
    const { answer, headers } =
      version !== undefined
        ? await hub.exchange('GET /api/v1/baseline-revisions/{version}/content', { path: { version } })
        : isDocument
          ? await hub.exchange('GET /api/v1/deviations')
          : await hub.exchange('GET /api/v1/baselines/{plugin}/{path}', { path });
    const revision = headers.get('etag')?.replaceAll('"', '') ?? '';
    const content = answer ?? '';
    if (content.includes('\uFFFD'))
      throw new Error(`${named} is no UTF-8 text; fetch it from ${hub.url}/api/v1/baselines/${named}`);
    if (flags.json) printDocument({ ...path, revision, content }, terminal);
    else {
      if (content !== '') terminal.print(content.replace(/\n$/, ''));
      terminal.message(`asmp: ${printable(named)} is at revision ${revision}`);
    }
    return EXIT.ok;
  });
}

/** @throws Error when the change is about another file */
async function assertIsOf(hub: HubClient, version: number, named: string): Promise<void> {
  const { plugin, path } = await hub.call('GET /api/v1/baseline-revisions/{version}', { path: { version } });
  const detail = plugin === '' ? path : `${plugin}/${path}`;
  if (detail !== named) throw new Error(`version ${version} is a change of ${detail}, not of ${named}`);
}
