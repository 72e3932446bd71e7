import {
  judgeAt,
  refitChange,
  type Content,
  type FileChange,
  type OwnWriting,
  type RefitInput,
} from '@archivesmp/change-plan';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { JudgeOf } from '@archivesmp/drift';
import type { FileNow } from '@archivesmp/hub-wiring';
import { isOwnSave } from '@archivesmp/rollout';

/** Contents by sha256, read and kept. */
export interface KnownContents {
  /** @throws Problem `resource.not-found` for a content that is stored nowhere */
  readonly readContent: (sha256: string) => Promise<Buffer>;
  readonly store: (bytes: Buffer) => Promise<unknown>;
  /** What our own deployments made of a file since a time, newest first. */
  readonly written: (path: string, since: Date) => Promise<readonly OwnWriting[]>;
}

/** What one file of an instance is to become, by the hashes of its contents; null = no file. */
export interface FileGoal {
  readonly change: FileChange;
  /** What it may hold now: what the plan was made on, or what was written and what was found after the restart. */
  readonly bases: readonly (string | null)[];
  /** Since when they are known: who changed the file after that is asked for. */
  readonly basesAt: Date;
  readonly target: string | null;
  /** Whether what was approved is to be, or what was replaced is to be again. */
  readonly way: RefitInput['way'];
}

/** How a file of an order goes from what it holds now to what it is to hold. */
export interface FittedFile {
  readonly path: string;
  readonly plugin: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Mode and owner it is to have; left out: those it has. */
  readonly like?: NonNullable<FileChange['likeAfter']>;
}

/** A change of one instance, fitted to the files as they are found; or why it cannot be made on them. */
export type FittedChange =
  /** Files that hold already what they are to hold are left out: with none left there is nothing to do. */
  | {
      readonly state: 'fits';
      readonly files: readonly FittedFile[];
      /** Files that the server rewrote: only what is to be changed moves in them. */
      readonly rewritten: readonly string[];
      /** Files that hold already what they are to hold, as their own server saved them: it has read them. */
      readonly ownSaves: ReadonlySet<string>;
    }
  | { readonly state: 'refused'; readonly reason: string };

/** A person's edit is never written over; the server's own rewriting never stands in the way. @throws Problem of S3 */
export async function fitChange(
  goals: readonly FileGoal[],
  found: ReadonlyMap<string, FileNow>,
  contents: KnownContents,
  judgeOf: JudgeOf,
): Promise<FittedChange> {
  const files: FittedFile[] = [];
  const reasons: string[] = [];
  const ownSaves = new Set<string>();
  for (const goal of goals) {
    const fitted = await fitFile(goal, found.get(goal.change.path), contents, judgeOf);
    if (typeof fitted === 'string') reasons.push(fitted);
    else if (fitted !== undefined) files.push(liked(fitted, goal.change));
    else if (await isSavedByServer(goal, found.get(goal.change.path), contents))
      ownSaves.add(goal.change.path);
  }
  if (reasons.length > 0) return { state: 'refused', reason: reasons.join('; ') };
  const rewritten = files.filter((file) => isRewritten(file, goals)).map(({ path }) => path);
  return { state: 'fits', files, rewritten, ownSaves };
}

/** Only Java's own format carries the date of its save. */
async function isSavedByServer(
  { change: { format } }: FileGoal,
  found: FileNow | undefined,
  contents: KnownContents,
): Promise<boolean> {
  if (format !== 'properties' || found?.state !== 'present' || found.changedAt === undefined) return false;
  const content = await contentOf(found.sha256, contents);
  return content !== null && isOwnSave(content, found.changedAt);
}

const liked = (file: FittedFile, { likeAfter }: FileChange): FittedFile =>
  file.after === null || likeAfter === undefined ? file : { ...file, like: likeAfter };

const isRewritten = ({ path, before }: FittedFile, goals: readonly FileGoal[]): boolean =>
  !goals.some(({ change, bases }) => change.path === path && bases.includes(before));

/** undefined when the file holds already what it is to hold; text when it must not be changed. */
async function fitFile(
  { change, bases, basesAt, target, way }: FileGoal,
  found: FileNow | undefined,
  contents: KnownContents,
  judgeOf: JudgeOf,
): Promise<FittedFile | string | undefined> {
  const { path, plugin } = change;
  if (found === undefined) return `the agent did not say what ${path} holds`;
  if (found.state === 'unreadable') return `${path} cannot be read: ${found.reason}`;
  const before = found.state === 'absent' ? null : found.sha256;
  // A file that needs another mode or owner is written even where its content is right
  if (before === target && (target === null || change.likeAfter === undefined)) return undefined;
  if (before === target) return { path, plugin, before, after: target };
  if (bases.includes(before)) return { path, plugin, before, after: target };
  if (change.kind === 'jar') return `${path} is another JAR than the plan was made on`;
  if (found.state === 'too-large') return `${path} has another content, and is too large to compare`;
  const input: RefitInput = {
    change,
    bases: await Promise.all(bases.map((hash) => contentOf(hash, contents))),
    target: await contentOf(target, contents),
    found: await contentOf(before, contents),
    judge: judgeAt(judgeOf, change),
    way,
  };
  const first = refitChange(input);
  const fit =
    first.kind === 'changed'
      ? refitChange({ ...input, written: await contents.written(path, basesAt) })
      : first;
  if (fit.kind === 'stands') return undefined;
  if (fit.kind !== 'fits') return fit.words;
  if (fit.after === null) return { path, plugin, before, after: null };
  const bytes = Buffer.from(fit.after);
  await contents.store(bytes);
  return { path, plugin, before, after: sha256Hex(bytes) };
}

async function contentOf(sha256: string | null, { readContent: read }: KnownContents): Promise<Content> {
  if (sha256 === null) return null;
  try {
    return await read(sha256);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'resource.not-found') throw error;
    return null;
  }
}
