import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExpectedFile } from '@archivesmp/baseline';
import { compareFile, fileFinding, type Finding } from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { refusalOf } from './folder-listing.js';
import { stampOf, trusted } from './file-stamp.js';
import type { ScanContext } from './scan-context.js';
import type { PluginSighting } from './scan-plugin.js';
import { problemsOf } from './scan-problems.js';
import { BASELINE_ROW, type SliceMemory, type Standing } from './slice-memory.js';
import type { ScanProblem, ScanResult } from './scan-task.js';

/** What there is to remember about one file of one instance beside its standing. */
export interface FileRemark {
  readonly findings?: readonly Finding[];
  readonly problems?: readonly ScanProblem[];
  readonly ignored?: number;
}

/** Which file of which baseline, and what helps to compare it. */
export interface FileWork {
  readonly plugin: string;
  readonly file: string;
  /** Number of the file in its slice. */
  readonly at: number;
  readonly context: ScanContext;
  readonly reader: FileReader;
  readonly memory: SliceMemory<FileRemark> | undefined;
}

/**
 * One file of a baseline, compared instance by instance. The baseline is read when the first instance needs it, and not
 * at all when neither it nor any instance's file was touched since the memory was made.
 */
export class ScannedFile {
  private readonly path: string;
  private readonly isBaselineUnchanged: boolean;
  private loaded: ExpectedFile | undefined;

  constructor(
    private readonly work: FileWork,
    private readonly result: ScanResult,
  ) {
    const { memory, at, context } = work;
    this.path = path.join(context.setup.baselines!, work.plugin, work.file);
    const stamp = memory && stampOf(this.path);
    this.isBaselineUnchanged = stamp !== undefined && memory!.isUnchanged(BASELINE_ROW, at, stamp);
    if (memory && !this.isBaselineUnchanged)
      memory.record(BASELINE_ROW, at, trusted(stamp, Date.now()), 'unknown');
  }

  compareOn(sighting: PluginSighting): void {
    const { file, at, memory, reader } = this.work;
    if (!sighting.folder.files.has(file)) return this.noteMissing(sighting);
    const itsPath = `${sighting.root}/${file}`;
    if (this.isBaselineUnchanged) {
      const stamp = stampOf(itsPath);
      if (stamp && memory!.isUnchanged(sighting.row, at, stamp)) {
        const standing = memory!.standing(sighting.row, at);
        return this.settle(standing, stamp.size, memory!.remark(sighting.row, at));
      }
    }
    const content = reader.read(itsPath, memory !== undefined);
    if (content.state === 'vanished') return this.noteMissing(sighting);
    if (content.state !== 'ok') {
      const finding = fileFinding(this.about(sighting), 'unreadable', content.reason);
      memory?.record(sighting.row, at, undefined, 'unreadable');
      return this.settle('unreadable', 0, remarkOf(finding ? [finding] : [], this.problemsOn(sighting), 0));
    }
    const { standing, remark } = this.compare(sighting, content.length);
    memory?.record(sighting.row, at, trusted(content.stamp, Date.now()), standing, remark);
    this.settle(standing, content.length, remark);
  }

  private get expected(): ExpectedFile {
    const { plugin, file, context } = this.work;
    this.loaded ??= context.compiler.expectedFile({ plugin, path: file, bytes: readFileSync(this.path) });
    return this.loaded;
  }

  private compare(
    sighting: PluginSighting,
    length: number,
  ): { standing: Standing; remark: FileRemark | undefined } {
    const { plugin, file, reader } = this.work;
    const { comparison } = sighting;
    const { expected } = this;
    const isPlain = expected.isPlainFor(comparison.instance);
    if (isPlain && isSame(expected.bytes, reader, length)) return { standing: 'equal', remark: undefined };
    const observed = { plugin, path: file, state: 'readable' as const, bytes: reader.bytes };
    const { findings, ignored, standing } = compareFile(expected, observed, comparison);
    const isUnreadable = findings.some(({ kind }) => kind === 'unreadable');
    const known = standing === 'equal' || standing === 'cosmetic' ? standing : 'differing';
    return {
      standing: isUnreadable ? 'unreadable' : known,
      remark: remarkOf(findings, this.problemsOn(sighting), ignored),
    };
  }

  /** The instance does not have the file, or has something there that is no file. */
  private noteMissing(sighting: PluginSighting): void {
    const { file, at, memory } = this.work;
    const refused = refusalOf(sighting.folder.refused, file);
    const finding = fileFinding(this.about(sighting), refused ? 'unreadable' : 'missing_file', refused);
    const isKnown = this.isBaselineUnchanged && memory!.standing(sighting.row, at) === 'unknown';
    const problems = isKnown ? (memory!.remark(sighting.row, at)?.problems ?? []) : this.problemsOn(sighting);
    if (memory && !isKnown) memory.record(sighting.row, at, undefined, 'unknown', remarkOf([], problems, 0));
    this.settle(
      refused ? 'unreadable' : 'unknown',
      0,
      remarkOf(finding ? [finding] : [], problems, finding ? 0 : 1),
    );
  }

  private settle(standing: Standing, bytes: number, remark: FileRemark | undefined): void {
    const { counts, findings, problems } = this.result;
    if (standing !== 'unknown') {
      counts.files++;
      counts.bytes += bytes;
      counts[standing]++;
    }
    if (remark === undefined) return;
    counts.ignored += remark.ignored ?? 0;
    for (const finding of remark.findings ?? []) findings.push(finding);
    for (const problem of remark.problems ?? []) problems.push(problem);
  }

  private problemsOn(sighting: PluginSighting): ScanProblem[] {
    return problemsOf(this.expected, sighting.instance);
  }

  private about(sighting: PluginSighting) {
    const { plugin, file } = this.work;
    return { ...sighting.comparison, plugin, file };
  }
}

function remarkOf(
  findings: readonly Finding[],
  problems: readonly ScanProblem[],
  ignored: number,
): FileRemark | undefined {
  if (findings.length === 0 && problems.length === 0 && ignored === 0) return undefined;
  return {
    ...(findings.length > 0 && { findings }),
    ...(problems.length > 0 && { problems }),
    ...(ignored > 0 && { ignored }),
  };
}

function isSame(bytes: Uint8Array, reader: FileReader, length: number): boolean {
  return bytes.length === length && reader.buffer.compare(bytes, 0, length, 0, length) === 0;
}
