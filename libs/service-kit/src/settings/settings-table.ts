import { markdownTable } from '../markdown/markdown-table.js';
import { withSection } from '../markdown/with-section.js';
import { settingSpecs, type SettingsClass } from './setting-spec.js';

/** The Markdown table of all settings of a class, made from what its decorators say. Documents hold it; a test compares. */
export function settingsTable(type: SettingsClass): string {
  return markdownTable(['setting', 'allowed', 'default', 'meaning'], rows(type, ''));
}

function rows(type: SettingsClass, group: string): string[][] {
  return settingSpecs(type).flatMap((spec) => {
    const path = `${group}${spec.key}`;
    const standard = spec.default ?? (spec.required ? '**required**' : '');
    const row = [`\`${path}\``, spec.allowed, standard, spec.describe];
    if (spec.type === undefined) return [row];
    return [row, ...rows(spec.type(), spec.kind === 'list' ? `${path}[].` : `${path}.`)];
  });
}

/** Puts the table between the markers of a document. Throws when the markers are missing. */
export const withSettingsTable = (document: string, type: SettingsClass): string =>
  withSection(document, 'settings', settingsTable(type));
