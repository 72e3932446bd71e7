import { maskedLine } from '@archivesmp/secrets';

/** One line of logs/latest.log that carries a time of day. */
interface TimedLine {
  readonly text: string;
  /** ms since 1970, as far as file time and time of day tell. */
  readonly at: number;
}

/** What a server log says since a moment. */
export interface LogSince {
  /** Names of plugins that were enabled (Paper) or loaded (Velocity). */
  readonly enabled: string[];
  /** Errors that name one of the wanted plugins, or that say a plugin could not be loaded or enabled. */
  readonly errors: string[];
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
const TIME = /^\[?(?:\d{4}-\d{2}-\d{2} )?(\d{2}):(\d{2}):(\d{2})/;
const ENABLED = [/: \[([^\]]+)\] Enabling \1 v/, /: Loaded plugin (\S+) /];
const ERROR = /\b(?:ERROR|SEVERE|FATAL)\b/;
const PLUGIN_FAILED =
  /Could not load (?:plugin )?['"]?|Error occurred while enabling|Can't create plugin|Ambiguous plugin name|Unknown\/missing dependency/i;
const MOST = 50;
const LONGEST = 300;
/** Color codes of the terminal. */
// eslint-disable-next-line no-control-regex
const ANSI = /\u001b\[[0-9;]*[A-Za-z]/g;

/**
 * Reads the end of a server log. Its lines name only the time of day in the zone of the server, so the zone is taken from the
 * last line, which was written when the file was last modified.
 * @param since lines before this moment say nothing about the server as it runs now
 */
export function readServerLog(
  text: string,
  modifiedAt: Date,
  since: Date,
  plugins: readonly string[],
): LogSince {
  const enabled = new Set<string>();
  const errors: string[] = [];
  const wanted = plugins.map((name) => new RegExp(`(^|[^A-Za-z0-9])${escape(name)}([^A-Za-z0-9]|$)`, 'i'));
  // Times in a log are cut to seconds
  const from = Math.floor(since.getTime() / 1_000) * 1_000;
  for (const { text: line, at } of timedLines(text.replace(ANSI, ''), modifiedAt)) {
    if (at < from) continue;
    const name = ENABLED.map((pattern) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
    if (name !== undefined) enabled.add(name);
    if (!ERROR.test(line) || errors.length >= MOST) continue;
    if (PLUGIN_FAILED.test(line) || wanted.some((pattern) => pattern.test(line)))
      errors.push(maskedLine(line).slice(0, LONGEST));
  }
  return { enabled: [...enabled].slice(0, 1_000), errors };
}

/** Lines with times; what follows one without a time (a stack trace) belongs to it, its first line is kept. */
function timedLines(text: string, modifiedAt: Date): TimedLine[] {
  const lines: { text: string; clock: number }[] = [];
  let extra = 0;
  for (const raw of text.split(/\r?\n/)) {
    const time = TIME.exec(raw);
    const last = lines.at(-1);
    if (time) {
      const [hours, minutes, seconds] = [Number(time[1]), Number(time[2]), Number(time[3])];
      lines.push({ text: raw, clock: ((hours * 60 + minutes) * 60 + seconds) * 1_000 });
      extra = 0;
    } else if (last && raw.trim() !== '' && extra++ === 0) last.text = `${last.text} | ${raw.trim()}`;
  }
  const last = lines.at(-1);
  if (!last) return [];
  const zone = Math.round((last.clock - (modifiedAt.getTime() % DAY_MS)) / QUARTER_MS) * QUARTER_MS;
  let midnight = Math.floor((modifiedAt.getTime() + zone) / DAY_MS) * DAY_MS - zone;
  // The last line may be from before midnight and the file time from after it
  if (midnight + last.clock > modifiedAt.getTime() + QUARTER_MS) midnight -= DAY_MS;
  const timed: TimedLine[] = [];
  for (let index = lines.length - 1, clock = last.clock; index >= 0; index--) {
    const line = lines[index]!;
    // Going back in the file, a later time of day means the day before; a few seconds are threads racing
    if (line.clock > clock + 60_000) midnight -= DAY_MS;
    clock = line.clock;
    timed.push({ text: line.text, at: midnight + line.clock });
  }
  return timed.reverse();
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
