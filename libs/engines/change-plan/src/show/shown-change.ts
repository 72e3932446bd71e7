import { formatOf } from '@archivesmp/config-text';
import { LONGEST_LINE } from '@archivesmp/drift';
import type { FileChange } from '../plan.js';
import { contentKind, type ContentKind } from './content-kind.js';
import { shownKeys, type ShownKey } from './shown-keys.js';
import { shownText, textPatch, whyNotShown, type MarkedSecrets } from './text-patch.js';

/** One side of a change: what can be said of a content without showing it. */
export interface ShownContent {
  readonly sha256: string;
  /** Bytes; left out, as the kind is, for what is not at hand (a JAR, a content that is no longer kept). */
  readonly size?: number;
  readonly kind?: ContentKind;
}

/** What a planned change of one file does, for the eyes of those who approve it. */
export interface ShownChange {
  readonly path: string;
  readonly plugin: string;
  readonly what: 'deleted' | 'new' | 'replaced' | 'edited' | 'jar';
  readonly because?: string;
  readonly before?: ShownContent;
  readonly after?: ShownContent;
  /** Every key whose meaning changes; left out where a side cannot be read by key. */
  readonly keys?: readonly (ShownKey & { readonly because?: string })[];
  /** Unified diff of the text, secrets masked. */
  readonly diff?: string;
  /** The whole text of a file that comes or goes, secrets masked. */
  readonly text?: string;
  /** Whether something that is masked changes; left out when that is unknown. */
  readonly hiddenChanges?: boolean;
  /** What is to be known beside it: why something is not shown, other line breaks, keys that were not named. */
  readonly notes: readonly string[];
}

/** The contents of a change; left out: not at hand. */
export interface ChangeContents {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
}

/**
 * Shows a change from its contents and not from what was requested, so that approval sees all that will differ: a table of
 * keys where both sides can be read, a diff of the text, files that come or go in full, and of anything else size, hash and kind.
 * All of it is masked by the one rule of drift.
 */
export function shownChange(
  change: FileChange,
  contents: ChangeContents,
  secrets: MarkedSecrets,
): ShownChange {
  const { path, plugin, because: reason } = change;
  const base = {
    path,
    plugin,
    what: whatOf(change),
    ...(reason !== undefined && { because: reason }),
    ...(change.before !== null && { before: contentOf(change.before, contents.before) }),
    ...(change.after !== null && { after: contentOf(change.after, contents.after) }),
  };
  if (change.kind === 'jar') return { ...base, notes: [] };
  const lacking = [
    ...(change.before !== null && contents.before === undefined ? ['its content as it is now'] : []),
    ...(change.after !== null && contents.after === undefined ? ['its new content'] : []),
  ];
  if (lacking.length > 0)
    return { ...base, notes: [`${lacking.join(' and ')} cannot be shown: it is not at hand`] };
  if (change.before === null || change.after === null)
    return { ...base, ...wholeText(change, (contents.after ?? contents.before)!, secrets) };
  return { ...base, ...twoSides(change, contents.before!, contents.after!, secrets) };
}

function whatOf({ kind, before, after, keys }: FileChange): ShownChange['what'] {
  if (kind === 'jar') return 'jar';
  if (after === null) return 'deleted';
  if (before === null) return 'new';
  return keys.length > 0 ? 'edited' : 'replaced';
}

const contentOf = (sha256: string, bytes: Uint8Array | undefined): ShownContent => ({
  sha256,
  ...(bytes !== undefined && { size: bytes.length, kind: contentKind(bytes) }),
});

const formatIn = ({ format, path }: FileChange) => format ?? formatOf(path);

function wholeText(
  change: FileChange,
  bytes: Uint8Array,
  secrets: MarkedSecrets,
): Pick<ShownChange, 'text' | 'notes'> {
  const hidden = whyNotShown(bytes);
  if (hidden !== undefined) return { notes: [hidden] };
  const { breaks, bom } = formOf(bytes);
  const notes = [
    ...(breaks === 'CRLF' || breaks === 'mixed' ? [`its line breaks are ${breaks}`] : []),
    ...(bom ? ['it begins with a byte order mark'] : []),
    ...(cutOff(bytes) === '' ? [] : [CUT]),
  ];
  return { text: shownText(change.path, bytes, formatIn(change), secrets), notes };
}

function twoSides(
  change: FileChange,
  before: Uint8Array,
  after: Uint8Array,
  secrets: MarkedSecrets,
): Pick<ShownChange, 'keys' | 'diff' | 'hiddenChanges' | 'notes'> {
  const format = formatIn(change);
  const unseen = [
    ...notShown('what is there now', whyNotShown(before)),
    ...notShown('the new content', whyNotShown(after)),
  ];
  const keys = shownKeys(before, after, { ...change, format }, secrets.judge);
  const patch =
    unseen.length === 0
      ? textPatch({ path: change.path, then: before, now: after, format }, secrets)
      : { reason: unseen.join('; ') };
  const planned = new Map(change.keys.map((key) => [JSON.stringify(key.path), key.because]));
  const described = keys?.map((key) => {
    const reason = planned.get(JSON.stringify(key.path));
    return reason === undefined ? key : { ...key, because: reason };
  });
  return {
    ...(described !== undefined && {
      keys: described,
      hiddenChanges: described.some(({ hidden }) => hidden),
    }),
    ...('diff' in patch && { diff: patch.diff }),
    notes: [
      ...('reason' in patch ? [patch.reason] : []),
      ...(keys?.length === 0 ? ['no key changes its meaning: only comments, order or spelling differ'] : []),
      ...(unseen.length === 0 ? bytesOnly(before, after) : []),
    ],
  };
}

const notShown = (what: string, why: string | undefined): string[] =>
  why === undefined ? [] : [`${what} is not shown line by line: ${why}`];

/** Differences that a diff of lines does not show. */
function bytesOnly(before: Uint8Array, after: Uint8Array): string[] {
  const [was, will] = [before, after].map(formOf);
  const notes: string[] = [];
  if (was!.breaks !== will!.breaks) notes.push(`line breaks change from ${was!.breaks} to ${will!.breaks}`);
  const [tail, newTail] = [before, after].map(cutOff);
  if (tail !== newTail) notes.push(`${CUT}, and what is cut off differs`);
  if (was!.bom !== will!.bom) notes.push(`the byte order mark ${will!.bom ? 'is added' : 'goes'}`);
  if (was!.ended !== will!.ended)
    notes.push(`the last line ${will!.ended ? 'gets' : 'loses'} its line break`);
  return notes;
}

const CUT = `lines are cut behind ${LONGEST_LINE} characters`;

/** What is left of lines that are cut. */
function cutOff(bytes: Uint8Array): string {
  const lines = new TextDecoder('latin1').decode(bytes).split(/\r\n|[\n\r]/);
  return lines
    .map((line) => line.slice(LONGEST_LINE))
    .filter((rest) => rest !== '')
    .join('\n');
}

function formOf(bytes: Uint8Array) {
  const text = new TextDecoder('latin1').decode(bytes);
  const windows = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  const breaks = all === 0 ? 'none' : windows === 0 ? 'LF' : windows === all ? 'CRLF' : 'mixed';
  return { breaks, bom: text.startsWith('ï»¿'), ended: text === '' || text.endsWith('\n') };
}
