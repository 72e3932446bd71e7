import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AmpPanelOptions } from './amp-panel.js';
import { switchMistakes } from './switches.js';

const OWN_FIELDS = ['port', 'name', 'hostDir', 'users', 'stopped', 'ownSpec'];

/**
 * Reads the file of `--config`: `{"panels": [AmpPanelOptions, ...]}`, folders relative to the file.
 * Throws with every mistake named; no password is ever repeated.
 */
export async function readPanelFile(file: string): Promise<AmpPanelOptions[]> {
  const parsed = JSON.parse(await readFile(file, 'utf8')) as { panels?: unknown };
  if (!Array.isArray(parsed.panels) || parsed.panels.length === 0)
    throw new Error(`${file}: "panels" must be a list with at least one panel`);
  const mistakes = parsed.panels.flatMap((panel: Record<string, unknown>, index) =>
    panelMistakes(panel).map((mistake) => `panels[${index}]: ${mistake}`),
  );
  if (mistakes.length > 0) throw new Error(`${file}:\n  ${mistakes.join('\n  ')}`);
  return (parsed.panels as AmpPanelOptions[]).map((panel) => ({
    ...panel,
    hostDir: path.resolve(path.dirname(file), panel.hostDir),
  }));
}

function panelMistakes(panel: Record<string, unknown>): string[] {
  const mistakes = ['name', 'hostDir']
    .filter((field) => typeof panel[field] !== 'string' || panel[field] === '')
    .map((field) => `"${field}" must be a text.`);
  if (!Number.isInteger(panel['port'])) mistakes.push('"port" must be a whole number.');
  if (!Array.isArray(panel['users']) || panel['users'].length === 0)
    mistakes.push('"users" must be a list of {"name", "password"}.');
  const rest = Object.entries(panel).filter(([field]) => !OWN_FIELDS.includes(field));
  return [...mistakes, ...switchMistakes(Object.fromEntries(rest))];
}
