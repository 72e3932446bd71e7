import { compilePathGlobs } from '@archivesmp/baseline';

/** Data that servers and plugins write themselves into files that look like configuration; it differs everywhere and says nothing. */
const DATA_FILES = compilePathGlobs([
  '_server/usercache.json',
  '_server/usernamecache.json',
  '_server/version_history.json',
  '_server/banned-*.json',
  '_server/*/paper-world.yml',
  '*/data.yml',
  '*/database.yml',
  '*/saves.yml',
  '*/old_configs/**',
]);

/** `place` is `<Plugin>/<path>`. */
export const isServerData = (place: string): boolean => DATA_FILES(place);
