import { loadMistake, mistakeText } from '@archivesmp/baseline';
import { setImmediate as breathe } from 'node:timers/promises';
import type { ConfigFile, ObservedFile } from '@archivesmp/history';
import type { ConfigContents } from '@archivesmp/hub-wiring';

/** Contents in memory at the same time. */
const BATCH = 32;

/**
 * A file that could be read and yet says nothing, because of a tab where blanks must be, is not understood: its server takes
 * defaults instead. Each is named with line and column, whether it has a baseline or not, and keeps its sha256: its bytes are
 * known. What was understood before with the same content (`known`) is not read again, and data (`isData`) is not
 * configuration.
 */
export async function nameNotUnderstood(
  files: readonly ObservedFile[],
  known: readonly ConfigFile[],
  contents: Pick<ConfigContents, 'readConfigContents'>,
  isData: (file: string) => boolean,
): Promise<ObservedFile[]> {
  const isParsed = ({ state, sha256, format, plugin, path }: ObservedFile): boolean =>
    state === 'readable' && sha256 !== undefined && format !== 'text' && !isData(`${plugin}/${path}`);
  const verdicts = new Map<string, string | undefined>();
  for (const file of known) if (file.state === 'readable') verdicts.set(keyOf(file), undefined);
  const unread = new Map<string, ObservedFile>();
  for (const file of files) if (isParsed(file) && !verdicts.has(keyOf(file))) unread.set(keyOf(file), file);
  const waiting = [...unread.values()];
  for (let start = 0; start < waiting.length; start += BATCH) {
    const batch = waiting.slice(start, start + BATCH);
    const bytes = await contents.readConfigContents(batch.map((file) => file.sha256!));
    for (const file of batch) {
      verdicts.set(keyOf(file), mistakeIn(bytes.get(file.sha256!)!, file));
      await breathe();
    }
  }
  return files.map((file) => {
    const reason = isParsed(file) ? verdicts.get(keyOf(file)) : undefined;
    return reason === undefined ? file : { ...file, state: 'not_understood', reason };
  });
}

/** A plugin may read the same bytes in its own format. */
const keyOf = ({ sha256, format }: Pick<ObservedFile, 'sha256' | 'format'>): string => `${format} ${sha256}`;

function mistakeIn(bytes: Buffer, { format }: ObservedFile): string | undefined {
  const mistake = loadMistake(bytes, { format });
  return mistake && mistakeText(mistake);
}
