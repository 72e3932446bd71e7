import path from 'node:path';
import { type ExpectedFile, type RuleVote, viewOf } from '@archivesmp/baseline';
import { readConfig } from '@archivesmp/config-text';
import { compareFile, fileFinding, type FileStanding, type Finding } from '@archivesmp/drift';
import type { FileReader } from './file-reader.js';
import { refusalOf } from './folder-listing.js';
import { stampOf, trusted } from './file-stamp.js';
import type { ScanContext } from './scan-context.js';
import type { PluginSighting } from './plugin-sighting.js';
import { problemsOf } from './scan-problems.js';
import { BASELINE_ROW, type SliceMemory, type Standing } from './slice-memory.js';
import type { ScanProblem, ScanResult } from './scan-task.js';

/** What there is to remember about one file of one instance beside its standing. */
export interface FileRemark {
  readonly findings?: readonly Finding[];
  readonly problems?: readonly ScanProblem[];
  readonly ignored?: number;
  readonly votes?: readonly RuleVote[];
  /** Names of the variables that the file mentions; kept with the baseline. */
  readonly variables?: readonly string[];
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
    if (this.isBaselineUnchanged) {
      this.mention(memory!.remark(BASELINE_ROW, at)?.variables);
      return;
    }
    const variables = this.mentionedVariables();
    this.mention(variables);
    memory?.record(BASELINE_ROW, at, trusted(stamp, Date.now()), 'unknown', variables && { variables });
  }

  private mention(names: readonly string[] | undefined): void {
    for (const name of names ?? []) this.result.variables.add(name);
  }

  /** undefined: none, without looking, where no variable is declared. */
  private mentionedVariables(): readonly string[] | undefined {
    if (this.work.context.document.variables.length === 0) return undefined;
    const { variableNames } = this.expected;
    return variableNames.size === 0 ? undefined : [...variableNames];
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
      return this.settle(
        'unreadable',
        0,
        remarkOf({ findings: finding ? [finding] : [], problems: this.problemsOn(sighting) }),
      );
    }
    const { standing, remark } = this.compare(sighting, content.length);
    memory?.record(sighting.row, at, trusted(content.stamp, Date.now()), standing, remark);
    this.settle(standing, content.length, remark);
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

  private compare(
    sighting: PluginSighting,
    length: number,
  ): { standing: Standing; remark: FileRemark | undefined } {
    const { plugin, file, reader } = this.work;
    const { comparison } = sighting;
    const { expected } = this;
    const isPlain = expected.isPlainFor(comparison.instance);
    const votes = this.votesOf(sighting);
    if (isPlain && isSame(expected.bytes, reader, length))
      return { standing: 'equal', remark: remarkOf({ votes }) };
    const observed = { plugin, path: file, state: 'readable' as const, bytes: reader.bytes };
    const { findings, ignored, standing } = compareFile(expected, observed, comparison);
    const isNotUnderstood = findings.some(({ kind }) => kind === 'not_understood');
    const known = STANDING_OF[standing];
    return {
      standing: isNotUnderstood ? 'notUnderstood' : known,
      remark: remarkOf({ findings, problems: this.problemsOn(sighting), ignored, votes }),
    };
  }

  /** The instance does not have the file, or has something there that is no file. */
  private noteMissing(sighting: PluginSighting): void {
    const { file, at, memory } = this.work;
    const refused = refusalOf(sighting.folder.refused, file);
    const finding = fileFinding(this.about(sighting), refused ? 'unreadable' : 'missing_file', refused);
    const isKnown = this.isBaselineUnchanged && memory!.standing(sighting.row, at) === 'unknown';
    const problems = isKnown ? (memory!.remark(sighting.row, at)?.problems ?? []) : this.problemsOn(sighting);
    if (memory && !isKnown) memory.record(sighting.row, at, undefined, 'unknown', remarkOf({ problems }));
    this.settle(
      refused ? 'unreadable' : 'unknown',
      0,
      remarkOf({ findings: finding ? [finding] : [], problems, ignored: finding ? 0 : 1 }),
    );
  }

  private settle(standing: Standing, bytes: number, remark: FileRemark | undefined): void {
    const { counts, findings, problems, votes } = this.result;
    if (standing !== 'unknown') {
      counts.files++;
      counts.bytes += bytes;
      counts[standing]++;
    }
    if (remark === undefined) return;
    counts.ignored += remark.ignored ?? 0;
    for (const finding of remark.findings ?? []) findings.push(finding);
    for (const problem of remark.problems ?? []) problems.push(problem);
    for (const vote of remark.votes ?? []) votes.push(vote);
  }

  private problemsOn(sighting: PluginSighting): ScanProblem[] {
    return problemsOf(this.expected, sighting.instance);
  }

  /** What the file that the reader holds says about rules over the whole fleet. */
  private votesOf({ instance }: PluginSighting): RuleVote[] {
    const { plugin, file, context, reader } = this.work;
    if (!context.fleetRules.isAbout(plugin, file)) return [];
    const seen = this.expected.readingOn(instance.facts);
    const reading = readConfig(reader.bytes, seen.format);
    if (reading.state === 'unreadable') return [];
    const root = viewOf(reading.root, seen);
    return context.fleetRules.votesIn({ instance: instance.facts, plugin, file, root });
  }

  private about(sighting: PluginSighting) {
    const { plugin, file } = this.work;
    return { ...sighting.comparison, plugin, file };
  }
}

const STANDING_OF: Readonly<Record<FileStanding, Standing>> = {
  equal: 'equal',
  cosmetic: 'cosmetic',
  not_judged: 'partlyJudged',
  differs: 'differing',
  content_needed: 'differing',
  unsettled: 'unknown',
};

/** What is worth keeping of it; most files have nothing. */
function remarkOf({
  findings = [],
  problems = [],
  ignored = 0,
  votes = [],
}: FileRemark): FileRemark | undefined {
  if (findings.length + problems.length + votes.length + ignored === 0) return undefined;
  return {
    ...(findings.length > 0 && { findings }),
    ...(problems.length > 0 && { problems }),
    ...(votes.length > 0 && { votes }),
    ...(ignored > 0 && { ignored }),
  };
}

function isSame(bytes: Uint8Array, reader: FileReader, length: number): boolean {
  return bytes.length === length && reader.buffer.compare(bytes, 0, length, 0, length) === 0;
}
