import type { ConfigView } from '@archivesmp/config-text';
import {
  CONFIG_FORMATS,
  PLATFORMS,
  type ConfigFormat,
  type Platform,
} from '@archivesmp/contracts/vocabulary';
import type { DeviationsDocument, PluginFacts, ReaderRule, Variable } from './deviations-document.js';
import type { Field } from './field.js';
import { optional, withPriority } from './parse-variances.js';
import { parseScope } from './scope.js';

const VIEWS: readonly ConfigView[] = ['plain', 'bukkit'];

/** `tags: {skyblock: {priority: 20, instances: [BENT01]}}`; the higher priority wins. */
export function readTags(section: Field): DeviationsDocument['tags'] {
  return new Map(
    section.entries('tags').map(({ key, field }) => {
      field.only(['priority', 'instances']);
      const priority = field.child('priority').integer(0);
      return [key, { priority, instances: field.child('instances').texts('instance names') }];
    }),
  );
}

/** `plugins: {LuckPerms: {platforms: [paper], reader: bukkit, separator: '.', formats: {configuration.txt: yaml}}}`. */
export function readPluginFacts(section: Field): Map<string, PluginFacts> {
  return new Map(
    section.entries('plugins').map(({ key, field }): [string, PluginFacts] => {
      field.only(['platforms', 'reader', 'separator', 'formats']);
      const formats = field.child('formats').entries('file ending: format');
      return [
        key,
        {
          platforms: readPlatformNames(field),
          ...optional('reader', field.child('reader').oneOf(VIEWS)),
          ...optional('separator', readSeparator(field)),
          formats: new Map(
            formats.flatMap(({ key: ending, field: format }): [string, ConfigFormat][] => {
              const known = format.oneOf(CONFIG_FORMATS);
              return known ? [[ending.toLowerCase(), known]] : [];
            }),
          ),
        },
      ];
    }),
  );
}

/** `readers: [{plugin: LibsDisguises, file: "**.yml", platforms: [paper], reader: bukkit, separator: "^"}]`. */
export function readReaderRules(section: Field): ReaderRule[] {
  return section.items('reader rules').map((item) => {
    item.only(['plugin', 'file', 'platforms', 'reader', 'separator', 'format']);
    const platforms = readPlatformNames(item);
    const format = item.child('format').oneOf(CONFIG_FORMATS);
    const view = item.child('reader').oneOf(VIEWS);
    const separator = readSeparator(item);
    if (format !== undefined && platforms.length > 0)
      item.child('format').wrong('holds on every platform; write it as a rule of its own, without platforms');
    if (format === undefined && view === undefined && separator === undefined)
      item.wrong('says nothing; give it reader, separator or format');
    return {
      plugin: item.child('plugin').text('a name, * for any run of characters') ?? '*',
      file: item.child('file').text('a path, with * and **') ?? '**',
      platforms,
      ...optional('format', format),
      ...optional('view', view),
      ...optional('separator', separator),
    };
  });
}

function readPlatformNames(field: Field): Platform[] {
  return field
    .child('platforms')
    .items('platforms')
    .flatMap((item) => item.oneOf(PLATFORMS) ?? []);
}

function readSeparator(field: Field): string | undefined {
  const separator = field.child('separator');
  const text = separator.text('one character');
  // Bukkit's own option is a Java char
  if (text === undefined || text.length === 1) return text;
  separator.wrong('must be one character');
  return undefined;
}

const NAME = /^[A-Z][A-Z0-9_]*$/;

/**
 * `variables: {SERVER_PORT: {everywhere: 25565, "instance:BENT01": 25570}}`, or `NAME: value` for one value everywhere,
 * or `NAME: {from: instance}` (also `host`, `platform`) for the instance's own name.
 */
export function readVariables(section: Field, tags: DeviationsDocument['tags']): Variable[] {
  return section.entries('variables').map(({ key: name, field }) => {
    if (!NAME.test(name))
      field.wrong('is no name for a variable: capitals, digits and _ only, a letter first');
    if (field.node?.kind === 'scalar') return { name, values: [readValue(field, 'everywhere', tags)].flat() };
    const from = field.child('from').oneOf(['instance', 'host', 'platform']);
    const values = field
      .entries('scope: value')
      .filter(({ key }) => key !== 'from')
      .flatMap(({ key, field: value }) => readValue(value, key, tags));
    return { name, values, ...optional('from', from) };
  });
}

function readValue(field: Field, target: string, tags: DeviationsDocument['tags']): Variable['values'] {
  const parsed = parseScope(target);
  if (parsed === undefined) {
    field.wrong('must stand under everywhere, platform:NAME, host:NAME, tag:NAME, instance:NAME or from');
    return [];
  }
  const scope = withPriority(parsed, tags, field);
  const text = field.required('one text or number');
  if (/[\r\n]/.test(text)) field.wrong('must not contain a line break');
  return scope ? [{ scope, text, line: field.line }] : [];
}
