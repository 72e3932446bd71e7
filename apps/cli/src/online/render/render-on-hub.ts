import { counted } from '@archivesmp/contracts/counted';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HubClient, RenderedInstance } from '@archivesmp/api-client';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { namedBaseline } from '../baseline/show-baselines.js';
import type { OnlineFlags } from '../hub-command.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import { tableLines } from '../table-lines.js';
import type { RenderFlags } from './render-flags.js';

/** Shows what an instance should have; with `--out`, writes it into a folder. @throws Error for a folder that is not empty */
export function renderOnHub(instance: string, flags: RenderFlags, terminal: Terminal): Promise<ExitCode> {
  const { out } = flags;
  if (out !== undefined && existsSync(out) && readdirSync(out).length > 0)
    throw new Error(`${out}: there is something in it; name a new or empty folder`);
  return onHub(flags, terminal, async (hub) => {
    const list = await hub.call('GET /api/v1/instances/{id}/rendered', { path: { id: instance } });
    if (out !== undefined) await writeAll(hub, list, out);
    if (flags.json) printDocument(list, terminal);
    else for (const line of linesOf(list, out)) terminal.print(printable(line));
    return list.leftOut.length === 0 ? EXIT.ok : EXIT.notSucceeded;
  });
}

/** The text of one file that an instance should have. @throws Error for one that is no UTF-8 text */
export function renderFile(
  instance: string,
  file: string,
  flags: OnlineFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  return onHub(flags, terminal, async (hub) => {
    const content = await contentOf(hub, instance, namedBaseline(file));
    if (content !== '') terminal.print(content.replace(/\n$/, ''));
    return EXIT.ok;
  });
}

async function contentOf(
  hub: HubClient,
  id: string,
  { plugin, path: file }: { readonly plugin: string; readonly path: string },
): Promise<string> {
  const route = 'GET /api/v1/instances/{id}/rendered/{plugin}/{path}';
  const content = (await hub.call(route, { path: { id, plugin, path: file } })) ?? '';
  if (content.includes('\uFFFD'))
    throw new Error(`${plugin}/${file} is no UTF-8 text; download the archive of ${hub.url} instead`);
  return content;
}

async function writeAll(hub: HubClient, list: RenderedInstance, out: string): Promise<void> {
  const root = path.resolve(out);
  for (const one of list.files) {
    const target = path.resolve(root, one.plugin, one.path);
    if (!target.startsWith(root + path.sep))
      throw new Error(`${one.path}: the hub names a file outside of ${out}`);
    mkdirSync(path.dirname(target), { recursive: true });
    // It may hold passwords
    writeFileSync(target, await contentOf(hub, list.instanceId, one), { mode: 0o600 });
  }
  mkdirSync(root, { recursive: true });
  writeFileSync(path.join(root, 'metadata.json'), JSON.stringify(list, null, 2), { mode: 0o600 });
}

function linesOf({ instance, version, files, leftOut }: RenderedInstance, out: string | undefined): string[] {
  const rows = files.map(({ plugin, path: file, size, sha256 }) => [
    `${plugin}/${file}`,
    counted(size, 'byte'),
    sha256.slice(0, 12),
  ]);
  const made = version === undefined ? '' : `, from version ${version} of the baselines`;
  return [
    ...tableLines(rows),
    ...leftOut.map(({ plugin, path: file, reason }) => `not rendered: ${plugin}/${file}: ${reason}`),
    `${counted(files.length, 'file')} of ${instance}${made}${out === undefined ? '' : `, written into ${out}`}`,
  ];
}
