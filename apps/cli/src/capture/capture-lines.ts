import { SERVER_FILES, type KeyPath } from '@archivesmp/contracts/vocabulary';
import type { CapturedBaseline, CapturedFileView } from '@archivesmp/contracts/baselines';
import { pathText } from '../edit/finish-edit.js';
import { hunkLines } from '../terminal/hunk-lines.js';
import { printable } from '../terminal/printable.js';
import type { Colors } from '../terminal/terminal.js';

const INSTEAD = {
  baseline: 'stays as it is',
  left_out: 'left out',
  variable: 'becomes a variable',
} as const;
const LEFT_OPEN = 'left out, and judged on no server (left_open of deviations.yml)';
const WITHHELD_WORDS = {
  secret: 'a secret',
  per_server: 'looks per server',
  variable: 'a variable',
  documented: 'a documented deviation',
} as const;

/** What a capture is about, from a hub or from folders. */
export type ShownCapture = Omit<CapturedBaseline, 'instanceId' | 'seenAt'>;

/**
 * What a capture made of the files of a baseline, or would make, and which keys it leaves open.
 * @param onceSaved what happens when it is saved; left out: nothing else
 */
export function captureLines(captured: ShownCapture, colors: Colors, onceSaved?: string): string[] {
  const { plugin, instance, files, saved, etag, expectedOn, noDesiredState } = captured;
  const lines = files.flatMap((file) => fileLines(plugin, file, colors));
  const outcome = saved
    ? `${plugin} is saved as ${instance} has it${noDesiredState || onceSaved === undefined ? '' : `; ${onceSaved}`}`
    : `nothing is saved; to save exactly this: --save ${etag}`;
  const notes = scopeNotes(captured).map((note) => colors.yellow(printable(note)));
  const where = expectedOn.length === 0 ? 'on every platform but proxies' : `on ${expectedOn.join(' and ')}`;
  const missed = `where it is not installed it is missed ${where}; plugins.${plugin}.platforms of deviations.yml says otherwise`;
  return [
    ...lines,
    ...notes,
    printable(outcome),
    ...(plugin === SERVER_FILES ? [] : [colors.dim(printable(missed))]),
  ];
}

/** Most names that are worth a line. */
const MOST_NAMES = 10;

/** What the baseline will not hold, and what it will not decide. */
function scopeNotes({ plugin, partlyDescribed, otherFiles, noDesiredState }: ShownCapture): string[] {
  const more = otherFiles.length > MOST_NAMES ? ` and ${otherFiles.length - MOST_NAMES} more` : '';
  const names = `${otherFiles.slice(0, MOST_NAMES).join(', ')}${more}`;
  const others = otherFiles.length === 0 ? [] : [`not captured: ${names}; --file takes them, too`];
  const partly = partlyDescribed
    ? [
        `the baseline of ${plugin} holds some of its files (partly_described of deviations.yml); the others are not judged`,
      ]
    : [];
  const none = noDesiredState
    ? [
        `no_desired_state of deviations.yml names ${plugin}: nothing is judged by its baseline until it is taken out there`,
      ]
    : [];
  return [...others, ...partly, ...none];
}

function fileLines(plugin: string, file: CapturedFileView, colors: Colors): string[] {
  const { standing: status, reason, diff, withheld } = file;
  const title = colors.bold(printable(`${status}: ${plugin}/${file.file}`));
  const why = reason === undefined ? [] : [colors.yellow(`  ${printable(reason)}`)];
  const withheldLines = withheld.map(({ path, because, instead }) =>
    printable(
      `  not taken: ${pathText(path as KeyPath)} (${WITHHELD_WORDS[because]}), ` +
        (because === 'per_server' && instead === 'left_out' ? LEFT_OPEN : INSTEAD[instead]),
    ),
  );
  return [title, ...why, ...hunkLines(diff), ...withheldLines];
}
