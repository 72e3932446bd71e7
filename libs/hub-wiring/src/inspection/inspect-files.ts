import { counted } from '@archivesmp/contracts/counted';
import type { InspectedFile } from '@archivesmp/contracts/order';
import type { StoredInstance } from '@archivesmp/history';
import type { AskAgent, AnswerTimeout } from './ask-agent.js';

/** A file whose present state is needed. */
export interface WantedFile {
  /** Relative to the server folder: `plugins/CMI/config.yml`. */
  readonly path: string;
  /** A content that the hub has stored already (a snapshot): when the file still holds it, it is not sent again. */
  readonly known?: string | undefined;
  /** Only the hash is wanted, as of a JAR. */
  readonly hashOnly?: boolean;
}

/** One file as it is now. A content that was found is stored: `ConfigContents.read(sha256)` gives its bytes. */
export type FileNow =
  | {
      readonly state: 'present';
      readonly sha256: string;
      /** When it was last changed, by the clock of its host; left out where that is unknown. */
      readonly changedAt?: Date;
    }
  /** It is there and too large to be sent and compared; its hash is known. */
  | { readonly state: 'too-large'; readonly sha256: string }
  | { readonly state: 'absent' }
  /** It is there, or may be, and cannot be read. */
  | { readonly state: 'unreadable'; readonly reason: string };

/** What is on an instance now, or that its agent did not say. Silence tells nothing about files: never that they are absent. */
export type InspectionAnswer =
  | { readonly state: 'answered'; readonly at: Date; readonly files: ReadonlyMap<string, FileNow> }
  | {
      readonly state: 'silent';
      /** In plain words, with the age of what is known. */
      readonly reason: string;
      /** When the last whole scan of the instance was; left out when it never had one. */
      readonly scannedAt?: Date;
    };

/**
 * Looks at named files of an instance as they are at this moment, whatever the last scan saw.
 * @throws Problem of MariaDB; AbortError when the signal fires
 */
export async function inspectFiles(
  ask: Pick<AskAgent, 'askAgent' | 'whyNot'>,
  instance: Pick<StoredInstance, 'id' | 'name' | 'host' | 'folder' | 'scannedAt'>,
  wanted: readonly WantedFile[],
  timeout: AnswerTimeout,
): Promise<InspectionAnswer> {
  const { id: instanceId, folder, host } = instance;
  const cutOff = await ask.whyNot(host);
  if (cutOff !== undefined) return silent(instance, cutOff, new Date());
  const files = wanted.map(({ path, known = null, hashOnly }) => ({
    path,
    sha256: known,
    ...(hashOnly === true && { hashOnly }),
  }));
  const report = await ask.askAgent({ instanceId, folder, host, files, plugins: [] }, timeout);
  const now = new Date();
  if (report === undefined) {
    const seconds = Math.round(timeout.withinMs / 1_000);
    return silent(instance, `the agent of ${host} did not answer within ${seconds} s`, now);
  }
  const hashOnly = new Set(wanted.filter((one) => one.hashOnly).map((one) => one.path));
  const found = report.files.map((file) => [file.path, fileNow(file, hashOnly.has(file.path))] as const);
  return { state: 'answered', at: now, files: new Map(found) };
}

/** A file of an agent's report in the words of the hub. */
export function fileNow({ sha256, large, reason, changedAt }: InspectedFile, hashOnly = false): FileNow {
  if (sha256 === null) return { state: 'absent' };
  if (sha256 === undefined) return { state: 'unreadable', reason: reason ?? 'the agent could not read it' };
  if (large === true && !hashOnly) return { state: 'too-large', sha256 };
  return { state: 'present', sha256, ...(changedAt !== undefined && { changedAt: new Date(changedAt) }) };
}

function silent(
  { name, scannedAt }: Pick<StoredInstance, 'name' | 'scannedAt'>,
  why: string,
  now: Date,
): InspectionAnswer {
  const known =
    scannedAt === undefined
      ? `${name} was never scanned`
      : `what is known of ${name} is ${ageInWords(now.getTime() - scannedAt.getTime())} old`;
  const reason = `${why}; ${known}`;
  return { state: 'silent', reason, ...(scannedAt !== undefined && { scannedAt }) };
}

/** `40 seconds`, `12 minutes`, `3 hours`, `2 days`. */
function ageInWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7_200) return counted(Math.round(seconds / 60), 'minute');
  if (seconds < 172_800) return counted(Math.round(seconds / 3_600), 'hour');
  return counted(Math.round(seconds / 86_400), 'day');
}
