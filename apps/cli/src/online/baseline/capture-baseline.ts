import type { CaptureBaseline, CapturedBaseline, CapturedFileView } from '@archivesmp/api-client';
import { pathText } from '../../edit/finish-edit.js';
import { parseKeyPath } from '../../edit/key-path.js';
import { SERVER_FILES, type KeyPath } from '@archivesmp/contracts/vocabulary';
import { EXIT, type ExitCode } from '../../terminal/exit-code.js';
import { printable } from '../../terminal/printable.js';
import type { Colors, Terminal } from '../../terminal/terminal.js';
import { hunkLines } from '../hunk-lines.js';
import { onHub } from '../on-hub.js';
import { printDocument } from '../print-document.js';
import type { CaptureFlags } from './baseline-flags.js';

const INSTEAD = {
  baseline: 'stays as it is',
  left_out: 'left out',
  variable: 'becomes a variable',
} as const;
const LEFT_OPEN = 'left out, and judged on no server (left_open of deviations.yml)';
const BECAUSE = {
  secret: 'a secret',
  per_server: 'looks per server',
  variable: 'a variable',
  documented: 'a documented deviation',
} as const;

/** Shows what capturing would make of a baseline; with --save, saves exactly that. */
export function captureOnHub(plugin: string, flags: CaptureFlags, terminal: Terminal): Promise<ExitCode> {
  const { from, file, save, reason } = flags;
  const decisions = decisionsOf(flags);
  const body: CaptureBaseline = {
    plugin,
    ...(from !== undefined && { instance: from }),
    ...(file !== undefined && { files: [...file] }),
    ...(decisions.length > 0 && { decisions }),
    ...(reason !== undefined && { reason }),
  };
  return onHub(flags, terminal, async (hub) => {
    const route = 'POST /api/v1/baselines/capture';
    const etag = typeof save === 'string' ? save : undefined;
    let captured =
      etag === undefined ? await hub.call(route, { body: { ...body, dryRun: true } }) : undefined;
    const isOpen = captured?.files.some(({ standing }) => standing === 'refused') === true;
    if (save !== undefined && !isOpen)
      captured = await hub.call(route, { body, headers: { 'If-Match': `"${etag ?? captured!.etag}"` } });
    if (flags.json) printDocument(captured, terminal);
    else for (const line of captureLines(captured!, terminal.colors)) terminal.print(line);
    return isOpen ? EXIT.notSucceeded : EXIT.ok;
  });
}

/** @throws Error for too few words or a broken key path */
function decisionsOf({ take = [], variable = [] }: CaptureFlags): NonNullable<CaptureBaseline['decisions']> {
  if (take.length % 2 !== 0) throw new Error('--take takes FILE KEYPATH, two words each time');
  if (variable.length % 3 !== 0) throw new Error('--variable takes FILE KEYPATH NAME, three words each time');
  const taken = Array.from({ length: take.length / 2 }, (_, at) => take.slice(at * 2, at * 2 + 2)).map(
    ([file, path]) => ({ file: file!, path: [...parseKeyPath(path!)] }),
  );
  const replaced = Array.from({ length: variable.length / 3 }, (_, at) =>
    variable.slice(at * 3, at * 3 + 3),
  ).map(([file, path, name]) => ({ file: file!, path: [...parseKeyPath(path!)], variable: name! }));
  return [...taken, ...replaced];
}

function captureLines(captured: CapturedBaseline, colors: Colors): string[] {
  const { plugin, instance, files, saved, etag, expectedOn, noDesiredState } = captured;
  const lines = files.flatMap((file) => fileLines(plugin, file, colors));
  const said = saved
    ? `${plugin} is saved as ${instance} has it${noDesiredState ? '' : '; the drift is judged again'}`
    : `nothing is saved; to save exactly this: --save ${etag}`;
  const notes = scopeNotes(captured).map((note) => colors.yellow(printable(note)));
  const where = expectedOn.length === 0 ? 'on every platform but proxies' : `on ${expectedOn.join(' and ')}`;
  const missed = `where it is not installed it is missed ${where}; plugins.${plugin}.platforms of deviations.yml says otherwise`;
  return [
    ...lines,
    ...notes,
    printable(said),
    ...(plugin === SERVER_FILES ? [] : [colors.dim(printable(missed))]),
  ];
}

/** Most names that are worth a line. */
const MOST_NAMES = 10;

/** What the baseline will not hold, and what it will not decide. */
function scopeNotes({ plugin, partlyDescribed, otherFiles, noDesiredState }: CapturedBaseline): string[] {
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
  const { standing, reason, diff, withheld } = file;
  const title = colors.bold(printable(`${standing}: ${plugin}/${file.file}`));
  const why = reason === undefined ? [] : [colors.yellow(`  ${printable(reason)}`)];
  const kept = withheld.map(({ path, because, instead }) =>
    printable(
      `  not taken: ${pathText(path as KeyPath)} (${BECAUSE[because]}), ` +
        (because === 'per_server' && instead === 'left_out' ? LEFT_OPEN : INSTEAD[instead]),
    ),
  );
  return [title, ...why, ...hunkLines(diff), ...kept];
}
