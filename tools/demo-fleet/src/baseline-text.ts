import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoInstance } from './demo-instances.js';

/** Where the demo's own files lie, beside the code. */
export const CONTENT_DIR = path.resolve(import.meta.dirname, '..');
export const BASELINES_DIR = path.join(CONTENT_DIR, 'baselines');

/** Files of a plugin's baseline, relative to its folder. */
export function baselineFilesOf(plugin: string): string[] {
  return readdirSync(path.join(BASELINES_DIR, plugin), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(BASELINES_DIR, plugin), path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
}

/** A baseline with the two variables of the demo filled in for one instance. */
export function baselineFor(instance: DemoInstance, plugin: string, file: string): string {
  return readFileSync(path.join(BASELINES_DIR, plugin, file), 'utf8')
    .replaceAll('{{SERVER_NAME}}', instance.name)
    .replaceAll('{{SERVER_PORT}}', String(instance.port));
}
