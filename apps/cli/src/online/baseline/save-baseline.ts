import { readFileSync } from 'node:fs';
import { readFileBytes } from '../../file/read-file-bytes.js';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Terminal } from '../../terminal/terminal.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import type { SaveFlags } from './baseline-flags.js';
import { DEVIATIONS_NAME, namedBaseline } from './show-baselines.js';

const STDIN = 0;

/** Saves a baseline file, or deviations.yml, under the revision that was changed. @throws Error for a local file that is no UTF-8 text */
export function saveBaseline(
  named: string,
  file: string,
  flags: SaveFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const path = named === DEVIATIONS_NAME ? { plugin: '', path: named } : namedBaseline(named);
  if ((flags.revision === undefined) === (flags.new === undefined))
    throw new Error('baseline save: say --revision with what show told, or --new for the first of this name');
  const body = textOf(file);
  const headers =
    flags.revision === undefined
      ? { 'If-None-Match': '*' }
      : { 'If-Match': `"${flags.revision.replaceAll('"', '')}"` };
  return onHub(flags, terminal, async (hub) => {
    const sent = { headers, body, ...(flags.reason !== undefined && { query: { reason: flags.reason } }) };
    const { headers: answered } =
      path.plugin === ''
        ? await hub.exchange('PUT /api/v1/deviations', sent)
        : await hub.exchange('PUT /api/v1/baselines/{plugin}/{path}', { path, ...sent });
    const revision = answered.get('etag')?.replaceAll('"', '') ?? '';
    if (flags.json) printDocument({ ...path, revision }, terminal);
    else terminal.print(printable(`${named} is saved at revision ${revision}; the drift is judged again`));
    return EXIT.ok;
  });
}

function textOf(file: string): string {
  const read = file === '-' ? ({ state: 'read', bytes: readFileSync(STDIN) } as const) : readFileBytes(file);
  if (read.state === 'failed') throw new Error(`${file}: ${read.reason}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(read.bytes);
  } catch (error) {
    throw new Error(`${file} is no UTF-8 text`, { cause: error });
  }
}
