/** Zones as Java writes them, hours east of UTC. For a zone that is not here the time is unknown, and the answer is no. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  EST: -5,
  EDT: -4,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

/** `#Mon Nov 30 14:41:50 UTC 2026`, and `#Mon, 30 Nov 2026 14:41:50 GMT`. */
const JAVA_DATE =
  /^#\w{3} (?<month>\w{3}) +(?<day>\d{1,2}) (?<time>\d\d:\d\d:\d\d) (?<zone>\S+) (?<year>\d{4})\s*$/m;
const HTTP_DATE =
  /^#\w{3}, (?<day>\d{1,2}) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) (?<zone>\S+)\s*$/m;

/** A save writes the date, then the lines, and the date has no parts of a second. */
const SAVED_WITHIN_MS = 2_000;
/** The date stands above the first key. */
const HEAD_CHARACTERS = 500;

/**
 * Whether the content of a file is what its own server saved, and it was not written since: Java writes the date of a save into the file, and
 * the file system says the same of when it was last changed. A person who edits the file leaves the date that is there; a
 * copy that is put there has a later time. Such a server has read what the file says, for it has written it. Both times are of the
 * clock of one host, so that it need not be right.
 * @param changedAt when the file was last changed: the later of what the file system says of content and of name, mode and owner
 */
export function isOwnSave(content: Uint8Array, changedAt: Date): boolean {
  const head = Buffer.from(content.subarray(0, HEAD_CHARACTERS)).toString('latin1');
  const found = JAVA_DATE.exec(head) ?? HTTP_DATE.exec(head);
  if (found?.groups === undefined) return false;
  const { day, month, year, time, zone } = found.groups;
  const hours = ZONES[zone!] ?? hoursOf(zone!);
  const local = Date.parse(`${day} ${month} ${year} ${time} GMT`);
  if (hours === undefined || Number.isNaN(local)) return false;
  const after = changedAt.getTime() - (local - hours * 3_600_000);
  return after >= 0 && after <= SAVED_WITHIN_MS;
}

/** `GMT+02:00`. */
function hoursOf(zone: string): number | undefined {
  const { sign, hours, minutes } =
    /^GMT(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)$/.exec(zone)?.groups ?? {};
  if (hours === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60);
}
