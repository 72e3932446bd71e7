import type { Database } from '../database/database.js';
import { ConfigFileReads } from './config-file.read-model.js';
import { FileReadingReads } from './file-readings.js';

/** Config files and plugins as they were last seen. */
export interface FileStores {
  readonly configFiles: ConfigFileReads;
  readonly fileReadings: FileReadingReads;
}

export const fileStores = (database: Database): FileStores => ({
  configFiles: new ConfigFileReads(database),
  fileReadings: new FileReadingReads(database),
});
