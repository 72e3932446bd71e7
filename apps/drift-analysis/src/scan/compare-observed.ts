import { setImmediate as breathe } from 'node:timers/promises';
import { type DesiredState, type ExpectedFile } from '@archivesmp/baseline';
import { belongsOnPlatform, type FleetInstance } from '@archivesmp/fleet';
import { hasKnownBytes, SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import {
  compareInstance,
  needsContent,
  type Finding,
  type ObservedFile,
  type SecretHandling,
} from '@archivesmp/drift';
import type { CompiledState, ConfigContents } from '@archivesmp/hub-wiring';

/** What an instance was seen to have, and what it should have. */
export interface ComparisonInput {
  readonly compiled: CompiledState;
  readonly instance: FleetInstance;
  readonly files: readonly ObservedFile[];
  /** Names of the plugins that are there. */
  readonly plugins: readonly string[];
  /** Only this plugin was looked at. */
  readonly plugin?: string;
  readonly secrets: SecretHandling;
}

/** What comparing an instance came to. */
export interface ObservedComparison {
  readonly findings: readonly Finding[];
  /** Files that were there and of which a baseline says what they should be. */
  readonly judged: number;
  /** Files of partly described plugins that their baselines do not hold. */
  readonly notJudged: number;
}

/**
 * Compares an instance with what it should be, plugin by plugin: contents are fetched only where the hash does not
 * settle it, and between two plugins others get a turn.
 */
export async function compareObserved(
  input: ComparisonInput,
  contents: ConfigContents,
): Promise<ObservedComparison> {
  const { compiled, instance, plugin: only } = input;
  const byPlugin = Map.groupBy(input.files, (file) => file.plugin);
  const findings: Finding[] = [];
  const files = { judged: 0, notJudged: 0 };
  for (const [plugin, all] of compiled.desired.plugins) {
    if (only !== undefined && plugin !== only) continue;
    const expected = plugin === SERVER_FILES ? serverFilesOn(instance, all) : all;
    const seen = sightsOf(plugin, expected, byPlugin.get(plugin) ?? []);
    const observed = await withContents(seen, expected, instance, contents);
    const desired: DesiredState = { ...compiled.desired, plugins: new Map([[plugin, expected]]) };
    // because: the server itself is always there, even when each of its files is missing
    const observation = { plugins: [...input.plugins, SERVER_FILES], files: observed };
    const { rules } = compiled;
    const compared = compareInstance({ desired, instance, observation, rules, secrets: input.secrets });
    findings.push(...compared.findings);
    const { counts } = compared;
    files.judged += counts.files - counts.skipped - counts.notJudged;
    files.notJudged += counts.notJudged;
    await breathe();
  }
  return { findings, ...files };
}

type Files = ReadonlyMap<string, ExpectedFile>;

function serverFilesOn(instance: FleetInstance, files: Files): Files {
  return new Map([...files].filter(([path]) => belongsOnPlatform(path, instance.platform)));
}

/**
 * What counts of a plugin's files. Of the server's own files only those with a baseline: the others are everybody's
 * business. A folder that could not be opened stands for every file that should be in it.
 */
function sightsOf(plugin: string, expected: Files, files: readonly ObservedFile[]): ObservedFile[] {
  const seen = new Set(files.map((file) => file.path));
  return files.flatMap((file) => {
    if (!hasKnownBytes(file.state) && !expected.has(file.path)) {
      const inside = [...expected.keys()].filter((path) => isInside(path, file.path) && !seen.has(path));
      if (inside.length > 0) return inside.map((path) => ({ ...file, path }));
    }
    return plugin !== SERVER_FILES || expected.has(file.path) ? [file] : [];
  });
}

const isInside = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`);

async function withContents(
  files: readonly ObservedFile[],
  expected: Files,
  instance: FleetInstance,
  contents: ConfigContents,
): Promise<ObservedFile[]> {
  const wanted = (file: ObservedFile): string[] => {
    const should = expected.get(file.path);
    const { sha256, state } = file;
    return hasKnownBytes(state) && sha256 !== undefined && should && needsContent(should, instance, sha256)
      ? [sha256]
      : [];
  };
  const bytes = await contents.readAll(files.flatMap(wanted));
  return files.map((file) => {
    const content = file.sha256 === undefined ? undefined : bytes.get(file.sha256);
    return content === undefined ? file : { ...file, bytes: content };
  });
}
