import { type ExpectedFile, type RuleVote, votesOfContent } from '@archivesmp/baseline';
import {
  compareFile,
  countedAs,
  type Finding,
  judgeAbsent,
  type ProblemOnInstance,
  problemsOfFile,
  refusedAbove,
} from '@archivesmp/drift';
import { type ConfigFileRef, isFileOn } from '@archivesmp/fleet';
import type { FileReader } from './file-reader.js';
import { stampOf, trusted } from './file-stamp.js';
import type { ScanContext } from './scan-context.js';
import type { PluginSighting } from './plugin-sighting.js';
import { BASELINE_ROW, type SliceMemory, type ScannedFileStatus } from './slice-memory.js';
import type { ScanResult } from './scan-task.js';

/** What there is to remember about one file of one instance beside its status. */
export interface FileRemark {
  readonly findings?: readonly Finding[];
  readonly ignored?: number;
  readonly votes?: readonly RuleVote[];
  /** What is wrong with the expectations of the file; kept with the baseline. */
  readonly problems?: readonly ProblemOnInstance[];
  /** Names of the variables that the file mentions; kept with the baseline. */
  readonly variables?: readonly string[];
}

/** Which file of which baseline, and what helps to compare it. */
export interface FileWork {
  readonly plugin: string;
  readonly file: string;
  /** Number of the file in its slice. */
  readonly fileIndex: number;
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
    const { memory, fileIndex, context } = work;
    this.path = `${context.setup.baselines!}/${work.plugin}/${work.file}`;
    const stamp = memory && stampOf(this.path);
    this.isBaselineUnchanged = stamp !== undefined && memory!.isUnchanged(BASELINE_ROW, fileIndex, stamp);
    if (this.isBaselineUnchanged) {
      this.addRemark(memory!.remark(BASELINE_ROW, fileIndex));
      return;
    }
    const remark = this.remarkOfBaseline();
    this.addRemark(remark);
    memory?.recordFile(BASELINE_ROW, fileIndex, trusted(stamp, Date.now()), 'unknown', remark);
  }

  private addRemark({ variables = [], problems = [] }: FileRemark = {}): void {
    for (const name of variables) this.result.variables.add(name);
    for (const problem of problems) this.result.problems.push(problem);
  }

  /** undefined: nothing, without looking, where the document says nothing about the file and declares no variable. */
  private remarkOfBaseline(): FileRemark | undefined {
    const { plugin, file, context } = this.work;
    const hasDeviations = context.filesWithDeviations.has(`${plugin}/${file}`);
    if (context.document.variables.length === 0 && !hasDeviations) return undefined;
    const { expected } = this;
    return remarkOf({
      variables: [...expected.variableNames],
      problems: problemsOfFile(expected, context.desired),
    });
  }

  compareOn(sighting: PluginSighting): void {
    const { plugin, file, fileIndex, memory, reader } = this.work;
    const { folder, row, instance } = sighting;
    if (!isFileOn(plugin, file, instance.facts.platform)) return;
    if (!folder.files.has(file)) return this.noteAbsent(sighting);
    const itsPath = `${sighting.root}/${file}`;
    if (this.isBaselineUnchanged) {
      const stamp = stampOf(itsPath);
      if (stamp && memory!.isUnchanged(row, fileIndex, stamp))
        return this.recordStatus(
          memory!.fileStatus(row, fileIndex),
          stamp.size,
          memory!.remark(row, fileIndex),
        );
    }
    const content = reader.readIntoBuffer(itsPath, memory !== undefined);
    if (content.state === 'vanished') return this.noteAbsent(sighting);
    if (content.state !== 'ok') {
      memory?.recordFile(row, fileIndex, undefined, 'unreadable');
      const { state, reason } = content;
      return this.noteRefused(sighting, { state, reason });
    }
    const { status, remark } = this.compare(sighting);
    memory?.recordFile(row, fileIndex, trusted(content.stamp, Date.now()), status, remark);
    this.recordStatus(status, content.length, remark);
  }

  private get expected(): ExpectedFile {
    const { plugin, file, context } = this.work;
    this.loaded ??= context.compiler.expectedFile({ plugin, path: file, bytes: this.baselineBytes() });
    return this.loaded;
  }

  private baselineBytes(): Uint8Array {
    try {
      return this.work.reader.copyOf(this.path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Error(`the baseline ${this.path} cannot be read (${code})`, { cause: error });
    }
  }

  private compare({ comparison, instance }: PluginSighting): {
    status: ScannedFileStatus;
    remark: FileRemark | undefined;
  } {
    const { plugin, file, reader, context } = this.work;
    const observed = { plugin, path: file, state: 'readable' as const, bytes: reader.bytes };
    const compared = compareFile(this.expected, observed, comparison);
    const { findings, ignored } = compared;
    const location = { instance: instance.facts, plugin, path: file };
    const votes = context.fleetRules.concerns(plugin, file)
      ? votesOfContent(context.fleetRules, location, reader.bytes, context.desired.readers)
      : [];
    return { status: countedAs(compared), remark: remarkOf({ findings, ignored, votes }) };
  }

  /** The instance does not have the file where it is missed, or has something there that cannot be opened. */
  private noteAbsent(sighting: PluginSighting): void {
    if (!sighting.isFileMissed) return;
    const { file, fileIndex, memory } = this.work;
    const reason = refusedAbove(sighting.folder.refused, file);
    const isKnown = this.isBaselineUnchanged && memory!.fileStatus(sighting.row, fileIndex) === 'unknown';
    if (memory && !isKnown) memory.recordFile(sighting.row, fileIndex, undefined, 'unknown');
    if (reason !== undefined) return this.noteRefused(sighting, { state: 'unreadable', reason });
    this.addFindings(judgeAbsent(this.configFile, undefined, sighting.comparison, this.result.counts));
  }

  private noteRefused(
    { comparison }: PluginSighting,
    refused: { state: 'permission_denied' | 'unreadable' | 'too_large'; reason: string },
  ): void {
    this.addFindings(judgeAbsent(this.configFile, refused, comparison, this.result.counts));
  }

  private get configFile(): ConfigFileRef {
    const { plugin, file } = this.work;
    return { plugin, path: file };
  }

  private addFindings(findings: readonly Finding[]): void {
    for (const finding of findings) this.result.findings.push(finding);
  }

  private recordStatus(status: ScannedFileStatus, bytes: number, remark: FileRemark | undefined): void {
    const { counts } = this.result;
    if (status !== 'unknown') {
      counts.files++;
      counts.bytes += bytes;
      counts[status]++;
    }
    if (remark === undefined) return;
    counts.ignored += remark.ignored ?? 0;
    this.addFindings(remark.findings ?? []);
    for (const vote of remark.votes ?? []) this.result.votes.push(vote);
  }
}

/** What is worth keeping of it; most files have nothing. */
function remarkOf({
  findings = [],
  problems = [],
  ignored = 0,
  votes = [],
  variables = [],
}: FileRemark): FileRemark | undefined {
  if (findings.length + problems.length + votes.length + variables.length + ignored === 0) return undefined;
  return {
    ...(findings.length > 0 && { findings }),
    ...(problems.length > 0 && { problems }),
    ...(votes.length > 0 && { votes }),
    ...(variables.length > 0 && { variables }),
    ...(ignored > 0 && { ignored }),
  };
}
