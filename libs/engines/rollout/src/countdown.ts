import { counted } from '@archivesmp/contracts/counted';
/** One line for the players, and how long before the action it is said. */
export interface Announcement {
  readonly secondsBefore: number;
  readonly text: string;
}

/** What players are told that the server does. */
export type AnnouncedAction = 'restarts' | 'stops';

const MARKS = [3_600, 1_800, 900, 600, 300, 120, 60, 30, 10, 5, 3, 2, 1];

/**
 * What the console says before a restart or a stop: at the start of the countdown and at the marks people know. An empty
 * countdown says nothing.
 * @param seconds length of the countdown
 */
export function countdown(seconds: number, what: AnnouncedAction = 'restarts'): Announcement[] {
  if (seconds <= 0) return [];
  const marks = [seconds, ...MARKS.filter((mark) => mark < seconds)];
  return marks.map((mark) => ({ secondsBefore: mark, text: `The server ${what} in ${durationText(mark)}.` }));
}

function durationText(seconds: number): string {
  if (seconds % 3_600 === 0) return counted(seconds / 3_600, 'hour');
  return seconds % 60 === 0 ? counted(seconds / 60, 'minute') : counted(seconds, 'second');
}
