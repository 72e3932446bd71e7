import { settingSpecs, type SettingsClass } from './setting-spec.js';

/** The Markdown table of all settings of a class, made from what its decorators say. READMEs hold it; a test compares. */
export function settingsTable(type: SettingsClass): string {
  return ['| setting | allowed | default | meaning |', '| --- | --- | --- | --- |', ...rows(type, '')].join(
    '\n',
  );
}

function rows(type: SettingsClass, at: string): string[] {
  return settingSpecs(type).flatMap((spec) => {
    const path = `${at}${spec.key}`;
    const standard = spec.default ?? (spec.required ? '**required**' : '');
    const row = `| \`${path}\` | ${cell(spec.allowed)} | ${cell(standard)} | ${cell(spec.describe)} |`;
    if (spec.type === undefined) return [row];
    return [row, ...rows(spec.type(), spec.kind === 'list' ? `${path}[].` : `${path}.`)];
  });
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

const START = '<!-- settings: generated -->';
const END = '<!-- /settings -->';

/** Puts the table between the markers of a README. Throws when the markers are missing. */
export function withSettingsTable(readme: string, type: SettingsClass): string {
  const start = readme.indexOf(START);
  const end = readme.indexOf(END);
  if (start < 0 || end < start) throw new Error(`The README lacks the markers ${START} and ${END}`);
  return `${readme.slice(0, start)}${START}\n\n${settingsTable(type)}\n\n${readme.slice(end)}`;
}
