import { setImmediate as breathe } from 'node:timers/promises';
import type { DesiredState, ExpectedFile } from '@archivesmp/baseline';
import { hasKnownBytes } from '@archivesmp/contracts/vocabulary';
import {
  compareInstance,
  needsContent,
  type Finding,
  type FileOnInstance,
  type SecretHandling,
} from '@archivesmp/drift';
import type { FleetInstance } from '@archivesmp/fleet';
import type { CompiledState, ConfigContents } from '@archivesmp/hub-wiring';

/** What an instance was seen to have, and what it should have. */
export interface ComparisonInput {
  readonly compiled: CompiledState;
  readonly instance: FleetInstance;
  readonly files: readonly FileOnInstance[];
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
  const { rules } = compiled;
  const byPlugin = Map.groupBy(input.files, (file) => file.plugin);
  const findings: Finding[] = [];
  const files = { judged: 0, notJudged: 0 };
  for (const [plugin, expected] of compiled.desired.plugins) {
    if (only !== undefined && plugin !== only) continue;
    const observed = await withContents(byPlugin.get(plugin) ?? [], expected, instance, contents);
    const desired: DesiredState = { ...compiled.desired, plugins: new Map([[plugin, expected]]) };
    const observation = { plugins: input.plugins, files: observed };
    const compared = compareInstance({ desired, instance, observation, rules, secrets: input.secrets });
    findings.push(...compared.findings);
    const { counts } = compared;
    files.judged += counts.files - counts.skipped - counts.notJudged;
    files.notJudged += counts.notJudged;
    await breathe();
  }
  return { findings, ...files };
}

async function withContents(
  files: readonly FileOnInstance[],
  expected: ReadonlyMap<string, ExpectedFile>,
  instance: FleetInstance,
  contents: ConfigContents,
): Promise<FileOnInstance[]> {
  const wanted = (file: FileOnInstance): string[] => {
    const should = expected.get(file.path);
    const { sha256, state } = file;
    return hasKnownBytes(state) && sha256 !== undefined && should && needsContent(should, instance, sha256)
      ? [sha256]
      : [];
  };
  const bytes = await contents.readConfigContents(files.flatMap(wanted));
  return files.map((file) => {
    const content = file.sha256 === undefined ? undefined : bytes.get(file.sha256);
    return content === undefined ? file : { ...file, bytes: content };
  });
}
