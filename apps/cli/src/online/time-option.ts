import { readMoment } from '@archivesmp/contracts/moment';

/**
 * The time of an option as the hub takes it. A day alone begins at midnight on the clock of this machine, as a time without a zone does.
 * @throws Error naming the option and what is wrong
 */
export function timeOption(option: string, text: string): string {
  const { at, mistake } = readMoment(text, { localDay: true });
  if (at === undefined) throw new Error(`${option} ${text}: ${mistake}`);
  return at.toISOString();
}
