import { Artifacts } from '@archivesmp/artifacts';
import type { Provider } from '@nestjs/common';
import { CareForBackups } from '../backups/care-for-backups.js';
import { SETTINGS } from '../http/web-api.tokens.js';
import { GiveUpKey } from '../storage/give-up-key.js';
import { ReadStorage } from '../storage/read-storage.js';
import { built } from './built.js';

/** How contents in S3 are protected: what is built of which parts. */
export const STORAGE: Provider[] = [
  built(GiveUpKey, Artifacts, ReadStorage, CareForBackups),
  built(ReadStorage, Artifacts, SETTINGS),
];
