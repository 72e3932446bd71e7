import { closeSync, openSync, writeFileSync } from 'node:fs';
import { isAlive, readRecord, recordOf, removeRecord } from '@archivesmp/private-services';
import type { StateFolder } from './state-folder.js';

/** Two `./dev up` at the same time would start everything twice. Gives back what ends the exclusion. */
export function excludeOthers(state: StateFolder): () => void {
  const file = state.filePath('dev.lock.json');
  state.make();
  const mine = JSON.stringify(recordOf('dev', process.pid, file));
  for (;;) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeFileSync(handle, mine);
      closeSync(handle);
      return () => removeRecord(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readRecord(file);
      if (holder !== undefined && isAlive(holder))
        throw new Error(`Another ./dev is at work here (process ${holder.pid}). Wait for it, or stop it.`, {
          cause: error,
        });
      removeRecord(file);
    }
  }
}
