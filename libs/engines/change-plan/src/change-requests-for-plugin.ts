import type { ExpectedFile } from '@archivesmp/baseline';
import type { FleetInstance } from '@archivesmp/fleet';
import { compareFile, type CompiledRules } from '@archivesmp/drift';
import type { TargetFile, ExactChangeRequest } from './exact-change-request.js';
import {
  changeRequestsFromFindings,
  type ChosenFinding,
  type LeftFinding,
} from './change-requests-from-findings.js';

/** One plugin on one instance, with every file that its baseline knows. */
export interface DesiredPlugin {
  readonly instanceId: string;
  readonly instance: FleetInstance;
  readonly plugin: string;
  /** Whether the plugin is there. Files of one that is not wait for its first boot, and only those are made that are missing. */
  readonly installed: boolean;
  readonly rules: CompiledRules;
  readonly files: readonly DesiredFile[];
}

/** A file of a baseline beside what is at its place. */
export interface DesiredFile {
  /** Relative to the plugin's folder. */
  readonly file: string;
  readonly expected: ExpectedFile;
  readonly now: TargetFile;
}

/** Something that is left as it is, and why. */
export interface LeftInFile extends LeftFinding {
  /** The file, relative to the server folder. */
  readonly filePath: string;
}

/**
 * What has to be requested so that a plugin is as baselines and deviations say, without a scan: missing files
 * are made for the instance, other values are set. Nothing is ever taken away, neither a key nor a file: that takes a finding
 * that a person chose. Files that a rule ignores stay as they are.
 */
export function changeRequestsForPlugin(plugin: DesiredPlugin): {
  readonly changeRequests: readonly ExactChangeRequest[];
  readonly left: readonly LeftInFile[];
} {
  const changeRequests: ExactChangeRequest[] = [];
  const left: LeftInFile[] = [];
  for (const one of plugin.files) {
    const chosen = whatDiffers(one, plugin);
    if (chosen.length === 0) continue;
    const made = changeRequestsFromFindings({ ...plugin, ...one, chosen });
    changeRequests.push(
      ...made.changeRequests.map((request) => (plugin.installed ? request : waiting(request))),
    );
    left.push(...made.left.map((why) => ({ ...why, filePath: one.now.path })));
  }
  return { changeRequests, left };
}

function whatDiffers({ file, expected, now }: DesiredFile, desired: DesiredPlugin): ChosenFinding[] {
  const { plugin, instance, rules, installed } = desired;
  if (now.state !== 'absent' && !installed) return [];
  const state = (
    { absent: 'vanished', present: 'readable', unsettled: 'unsettled', unreadable: 'unreadable' } as const
  )[now.state];
  const { findings } = compareFile(
    expected,
    { plugin, path: file, state, ...(now.bytes && { bytes: now.bytes }) },
    { instance, rules, secrets: {} },
  );
  return findings
    .filter(({ status, kind }) => status === 'drift' && kind !== 'extra_key')
    .map(({ kind, path }) => ({ kind, path }));
}

const waiting = (request: ExactChangeRequest): ExactChangeRequest =>
  request.kind === 'write'
    ? { ...request, beforeFirstBoot: true, because: 'prepared for the first boot' }
    : request;
