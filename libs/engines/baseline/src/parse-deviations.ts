import { readConfig } from '@archivesmp/config-text';
import { Mistakes } from '@archivesmp/contracts/mistakes';
import { PLATFORMS, type Platform } from '@archivesmp/contracts/vocabulary';
import { type DeviationsDocument, type DocumentMistake } from './deviations-document.js';
import { Field, LineStarts } from './field.js';
import { readPluginFacts, readReaderRules, readTags, readVariables } from './parse-facts.js';
import {
  readDataFileRules,
  readFleetRules,
  readIgnoreRules,
  readLeftOpenRules,
  readListRules,
  readSecretRules,
  readSeverityRules,
} from './parse-rules.js';
import { readDocumented, readKeptFiles, readSimpleDeviations } from './parse-variances.js';

/** Either the checked document, or the mistakes in it: how many, and the first hundred of them. */
export type ParsedDeviations =
  | { readonly document: DeviationsDocument; readonly errors?: undefined; readonly count?: undefined }
  | { readonly document?: undefined; readonly errors: readonly DocumentMistake[]; readonly count: number };

const SECTIONS = [
  'deviations',
  'documented',
  'absent_plugins',
  'partly_described',
  'kept_files',
  'left_open',
  'no_desired_state',
  'unmanaged',
  'data_files',
  'tags',
  'platforms',
  'plugins',
  'readers',
  'variables',
  'ignore',
  'lists',
  'severity',
  'secrets',
  'unique',
  'agree',
] as const;

/**
 * Reads `deviations.yml`. An empty document is a valid one. Mistakes are named with their field and line, and counted beyond a hundred;
 * values are not repeated in messages because they may be secrets.
 */
export function parseDeviations(bytes: Uint8Array): ParsedDeviations {
  const reading = readConfig(bytes, 'yaml');
  if (reading.state === 'unreadable') {
    const { message, line } = reading.error;
    return { errors: [{ field: '', line, message: `the document cannot be read: ${message}` }], count: 1 };
  }
  const mistakes = new Mistakes<DocumentMistake>();
  const text = new TextDecoder('utf-8').decode(bytes);
  const root = new Field(reading.root, '', new LineStarts(text), mistakes);
  for (const notice of reading.notices) {
    if (notice.code === 'duplicate_key')
      mistakes.addMistake(() => ({ field: '', line: notice.line, message: notice.message }));
  }
  const document = readDocument(root);
  return mistakes.count > 0 ? { errors: mistakes.named, count: mistakes.count } : { document };
}

function readDocument(root: Field): DeviationsDocument {
  root.only(SECTIONS);
  const tags = readTags(root.child('tags'));
  return {
    deviations: [
      ...readSimpleDeviations(root.child('deviations'), tags),
      ...readDocumented(root.child('documented'), tags),
    ],
    absentPlugins: new Map(
      root
        .child('absent_plugins')
        .entries('instance: [plugins]')
        .map(({ key, field }) => [key, new Set(field.texts('plugin names'))]),
    ),
    partlyDescribed: new Set(root.child('partly_described').texts('plugin names')),
    keptFiles: readKeptFiles(root.child('kept_files'), tags),
    leftOpen: readLeftOpenRules(root.child('left_open')),
    noDesiredState: new Set(root.child('no_desired_state').texts('plugin names')),
    unmanaged: root.child('unmanaged').texts('globs over <Plugin>/<path>'),
    dataFiles: readDataFileRules(root.child('data_files')),
    tags,
    platforms: readPlatforms(root.child('platforms')),
    plugins: readPluginFacts(root.child('plugins')),
    readers: readReaderRules(root.child('readers')),
    variables: readVariables(root.child('variables'), tags),
    ignore: readIgnoreRules(root.child('ignore')),
    lists: readListRules(root.child('lists')),
    severity: readSeverityRules(root.child('severity')),
    secrets: readSecretRules(root.child('secrets')),
    fleetRules: [
      ...readFleetRules(root.child('unique'), 'unique', tags),
      ...readFleetRules(root.child('agree'), 'agree', tags),
    ],
  };
}

/** `platforms: {velocity: [VEL01]}` -> instance to platform. */
function readPlatforms(section: Field): Map<string, Platform> {
  const platforms = new Map<string, Platform>();
  for (const { key, field } of section.entries('platform: [instances]')) {
    const platform = PLATFORMS.find((candidate) => candidate === key);
    if (platform === undefined) field.wrong(`is no platform; known are ${PLATFORMS.join(', ')}`);
    else for (const instance of field.texts('instance names')) platforms.set(instance, platform);
  }
  return platforms;
}
