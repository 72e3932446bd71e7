import type { CauseView } from '@archivesmp/contracts/finding';

/** A file, or a plugin as a whole, as one look saw it. */
export interface SeenContent {
  /** What it held then, in one word; undefined when it was not there. */
  readonly content: string | undefined;
  /** It was there and could not be read: its content is unknown. */
  readonly isUnread?: true;
  /** When the file says that it was last written; undefined where that is unknown. */
  readonly writtenAt?: Date;
}

/** One time at which a server came up. It began between `from` and `to`. */
export interface KnownStart {
  readonly from: Date;
  readonly to: Date;
}

/** What a change of ours made of a file; `content` in one word, undefined when it was deleted. */
export interface OwnChange {
  readonly deploymentId: string;
  readonly content: string | undefined;
  /** It put back what was there before another change. */
  readonly isRollback?: boolean;
}

/** What a file held at a time, in one word; undefined: it was not there. */
export interface KnownContent {
  readonly at: Date;
  readonly content: string | undefined;
  /** We wrote it then. */
  readonly isOurs?: boolean;
}

/** What is known about the place of a finding. */
export interface CauseFacts {
  readonly now: SeenContent;
  /** When it was looked at. */
  readonly at: Date;
  /** The reading before. Left out: this instance was not read before. */
  readonly before?: SeenContent & { readonly at: Date };
  /** Whether what should be there is the same as at the reading before; undefined where that is unknown. */
  readonly desiredChanged: boolean | undefined;
  /** The newest change of baselines that may be the reason, if one is on record. */
  readonly version?: number;
  /** The last change of ours that wrote this file since the look before, with what it wrote. */
  readonly written?: OwnChange;
  /** What the file is known to have held between the two looks, oldest first: looks and writes of ours. */
  readonly known?: readonly KnownContent[];
  /** Starts of the server since the look before. */
  readonly starts: readonly KnownStart[];
  /** Another JAR of the plugin than at the look before. */
  readonly pluginChanged: boolean;
}

/** Why, with what proves it. `from` and `to` are the two looks, or the start. */
export type Cause =
  | { readonly kind: 'our_change'; readonly deploymentId: string; readonly isRollback?: true }
  | {
      readonly kind: 'at_start' | 'start_between' | 'changed_between' | 'update';
      readonly from: Date;
      readonly to: Date;
    }
  | { readonly kind: 'desired_changed'; readonly version?: number }
  | { readonly kind: 'first_look' | 'unknown' };

/** Plugins save their files while a server comes up; what is written later was edited. */
export const START_WINDOW_MS = 5 * 60_000;
/** What a file held so short before a start, it held at the start: a deployment looks, writes, and asks for the start at once. */
export const JUST_BEFORE_MS = 60_000;

const UNKNOWN: Cause = { kind: 'unknown' };

/**
 * Decides on the cause of a finding that opened, came back, or says something else.
 * A file that is as it was at the look before did not cause it: then what should be there has changed. One that is not as it was did;
 * but where both changed, either may be the reason, and the cause is unknown.
 */
export function causeOf(facts: CauseFacts): Cause {
  const { before, now, at, desiredChanged, version, written } = facts;
  if (before === undefined) return { kind: 'first_look' };
  if (before.isUnread === true || now.isUnread === true) return UNKNOWN;
  if (before.content === now.content)
    return desiredChanged === true
      ? { kind: 'desired_changed', ...(version !== undefined && { version }) }
      : UNKNOWN;
  if (desiredChanged !== false) return UNKNOWN;
  if (written !== undefined && written.content === now.content)
    return {
      kind: 'our_change',
      deploymentId: written.deploymentId,
      ...(written.isRollback === true && { isRollback: true }),
    };
  if (facts.pluginChanged) return { kind: 'update', from: before.at, to: at };
  const start = startAround(facts);
  if (start !== undefined) return aroundStart(facts, before, start);
  return { kind: 'changed_between', from: before.at, to: at };
}

/**
 * A file that was written while the server came up may have been edited before: a server that writes its files anew keeps
 * that change. Only where its content right before the start is known, and is ours or that of the look before, the start has done it.
 */
function aroundStart(
  { now, at, known = [] }: CauseFacts,
  before: NonNullable<CauseFacts['before']>,
  start: KnownStart,
): Cause {
  const last = known.findLast((one) => one.at <= start.from);
  if (last === undefined) return { kind: 'start_between', from: before.at, to: at };
  if (last.content === now.content) return { kind: 'changed_between', from: before.at, to: last.at };
  const isSettled = last.isOurs === true || last.content === before.content;
  if (!isSettled) return { kind: 'start_between', from: before.at, to: at };
  const isJustBefore = start.from.getTime() - last.at.getTime() <= JUST_BEFORE_MS;
  return isJustBefore
    ? { kind: 'at_start', from: start.from, to: start.to }
    : { kind: 'start_between', from: last.at, to: at };
}

/** The start in whose window the file was written. Without the time of the file there is none. */
function startAround({ now: { writtenAt }, starts }: CauseFacts): KnownStart | undefined {
  if (writtenAt === undefined) return undefined;
  const time = writtenAt.getTime();
  return starts.find(({ from, to }) => from.getTime() <= time && time <= to.getTime() + START_WINDOW_MS);
}

/**
 * The cause of alike findings of several instances: undefined when their kinds differ or one is not known. Its span holds those of
 * all of them; a deployment or a version is named when it is the same for all.
 */
export function sharedCause(causes: readonly CauseView[]): CauseView | undefined {
  const [first, ...others] = causes;
  if (first === undefined || first.kind === 'unknown') return undefined;
  if (others.some((one) => one.kind !== first.kind || one.isRollback !== first.isRollback)) return undefined;
  const ofAll = (name: 'deploymentId' | 'version'): Partial<CauseView> =>
    first[name] !== undefined && others.every((one) => one[name] === first[name])
      ? { [name]: first[name] }
      : {};
  const times = (name: 'from' | 'to'): string[] =>
    causes.flatMap(({ [name]: time }) => (time === undefined ? [] : [time])).sort();
  const [from, to] = [times('from')[0], times('to').at(-1)];
  return {
    kind: first.kind,
    ...(first.isRollback !== undefined && { isRollback: first.isRollback }),
    ...ofAll('deploymentId'),
    ...ofAll('version'),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}
