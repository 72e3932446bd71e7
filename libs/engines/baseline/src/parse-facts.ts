import type { ConfigView } from '@archivesmp/config-text';
import {
  CONFIG_FORMATS,
  PLATFORMS,
  type ConfigFormat,
  type Platform,
} from '@archivesmp/contracts/vocabulary';
import type { DeviationsDocument, PluginFacts, Variable } from './deviations-document.js';
import type { Field } from './field.js';
import { optional, withPriority } from './parse-variances.js';
import { parseScope } from './scope.js';

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

/** `plugins: {LuckPerms: {platforms: [paper], reader: bukkit, formats: {configuration.txt: yaml}}}`. */
export function readPluginFacts(section: Field): Map<string, PluginFacts> {
  return new Map(
    section.entries('plugins').map(({ key, field }): [string, PluginFacts] => {
      field.only(['platforms', 'reader', 'formats']);
      const platforms = field.child('platforms').items('platforms');
      const formats = field.child('formats').entries('file ending: format');
      return [
        key,
        {
          platforms: platforms.flatMap((item): Platform[] => {
            const platform = item.oneOf(PLATFORMS);
            return platform ? [platform] : [];
          }),
          ...optional('reader', field.child('reader').oneOf<ConfigView>(['plain', 'bukkit'])),
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
