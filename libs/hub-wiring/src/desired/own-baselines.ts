import { isDamage, type Artifacts } from '@archivesmp/artifacts';
import { whoseIs, type BaselineFile, type Whose } from '@archivesmp/baseline';
import { DEVIATIONS_KEY } from '@archivesmp/contracts/baselines';
import type { BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import type { BaselineChanges, BaselineLocation } from '@archivesmp/history';

/** A file of the desired state that counts: deviations.yml has the plugin ''. */
export interface OwnFile extends BaselineLocation {
  readonly sha256: string;
}

/** Something in the bucket that the hub did not do, and what becomes of it. */
export interface RefusedObject extends BaselineLocation {
  readonly why: RefusedWhose;
  /** What is wrong, what is judged by instead, and what puts it right. */
  readonly message: string;
}

export type RefusedWhose = Extract<Whose, 'altered' | 'unknown' | 'gone'>;

/** What the fleet should be by the record, and what lies otherwise in the bucket. */
export interface OwnSet {
  readonly files: readonly OwnFile[];
  readonly refused: readonly RefusedObject[];
}

/** What it is read from. */
export interface DesiredStores {
  readonly artifacts: Pick<Artifacts, 'baselines' | 'deviations' | 'baselineHistory'>;
  readonly changes: Pick<BaselineChanges, 'listRevisionsAtVersion' | 'listBegunChanges'>;
}

/**
 * Which baselines and which deviations.yml count. The record in MariaDB says which content each file has; the contents are kept
 * under their sha256, where an altered one is detected. The objects that people see in the bucket are a copy: one that differs
 * is named, and the fleet is judged by what was saved.
 */
export class OwnBaselines {
  constructor(private readonly stores: DesiredStores) {}

  /** @throws Problem of MariaDB and S3 */
  async readOwnBaselines(): Promise<OwnSet> {
    const seen = await this.readOnce();
    if (seen.refused.length === 0) return seen;
    // What is saved during the reading seems to be unknown for a moment
    const again = await this.readOnce();
    const known = new Set(seen.refused.map(({ message }) => message));
    return { ...again, refused: again.refused.filter(({ message }) => known.has(message)) };
  }

  private async readOnce(): Promise<OwnSet> {
    const { artifacts, changes } = this.stores;
    const [listed, document] = await Promise.all([
      artifacts.baselines.listBaselines(),
      artifacts.deviations.readDeviations(),
    ]);
    // In this order, each change is seen in the bucket only when it is seen as begun or as recorded, too
    const begun = new Map((await changes.listBegunChanges()).map((one) => [nameOf(one), one]));
    const saved = new Map((await changes.listRevisionsAtVersion()).map((one) => [nameOf(one), one]));
    const there = new Map<string, { location: BaselineLocation; revision: string; sha256?: string }>();
    for (const { plugin, path, revision } of listed)
      there.set(nameOf({ plugin, path }), { location: { plugin, path }, revision });
    if (document !== undefined)
      there.set(DEVIATIONS_KEY, {
        location: { plugin: '', path: DEVIATIONS_KEY },
        revision: document.revision,
        sha256: sha256Hex(document.content),
      });
    const files: OwnFile[] = [];
    const refused: RefusedObject[] = [];
    for (const name of [...new Set([...saved.keys(), ...there.keys()])].sort()) {
      const last = saved.get(name);
      const location = there.get(name)?.location ?? locationOf(last!);
      const whose = await this.whose(location, there.get(name), last, begun.get(name));
      const sha256 = whose === 'begun' ? begun.get(name)!.sha256 : last?.sha256;
      if (sha256 !== undefined) files.push({ ...location, sha256 });
      if (whose !== 'ours' && whose !== 'begun')
        refused.push({ ...location, why: whose, message: foreignBaselineMessage(location, whose, last) });
    }
    return { files, refused };
  }

  /** The content of a file that counts; one that is nowhere to be had is not judged. @throws Problem `artifacts.unavailable` */
  async readBaselineFile({ plugin, path, sha256 }: OwnFile): Promise<BaselineFile> {
    const { baselineHistory, baselines } = this.stores.artifacts;
    const bytes =
      (await orLost(() => baselineHistory.readBaselineContent(sha256))) ??
      // A copy that is as it was saved is as good
      (await orLost(async () => (await baselines.readBaseline(plugin, path)).content));
    if (bytes !== undefined && sha256Hex(bytes) === sha256) return { plugin, path, bytes, sha256 };
    const notJudged = `what was saved last of ${plugin}/${path} is damaged or gone from the bucket; restore the bucket from a mirror, or save the baseline again`;
    return { plugin, path, bytes: new Uint8Array(), notJudged };
  }

  private async whose(
    location: BaselineLocation,
    there: { readonly revision: string; readonly sha256?: string } | undefined,
    saved: BaselineRevisionView | undefined,
    begun: { readonly sha256?: string } | undefined,
  ): Promise<RefusedWhose | 'ours' | 'begun'> {
    const whose = whoseIs(there, saved, begun);
    if (whose !== 'unread') return whose;
    const content = await orLost(
      async () =>
        (await this.stores.artifacts.baselines.readBaseline(location.plugin, location.path)).content,
    );
    const sha256 = content && sha256Hex(content);
    const known = whoseIs(there && sha256 ? { ...there, sha256 } : undefined, saved, begun);
    return known === 'unread' ? 'altered' : known;
  }
}

/** What people are told of a file in the bucket that the hub did not put there. */
export function foreignBaselineMessage(
  location: BaselineLocation,
  whose: RefusedWhose,
  saved: Pick<BaselineRevisionView, 'version' | 'by'> | undefined,
): string {
  const name = nameOf(location);
  const adopt = `"asmp baseline adopt ${name} --reason WHY"`;
  if (whose === 'unknown')
    return `${name} in the bucket was not saved by this hub; nothing is judged by it. Take it over with ${adopt}, or delete it.`;
  const what = whose === 'gone' ? 'was removed past this hub' : 'is not what this hub saved last';
  const { version, by = 'an unknown person' } = saved!;
  return (
    `${name} in the bucket ${what}; the fleet is judged by version ${version} of ${by}. ` +
    `Bring it back with "asmp baseline restore ${version}", or take over what was done there with ${adopt}.`
  );
}

const nameOf = ({ plugin, path }: BaselineLocation): string => (plugin === '' ? path : `${plugin}/${path}`);

const locationOf = ({ plugin, path }: BaselineLocation): BaselineLocation => ({ plugin, path });

/** undefined when it is not there, damaged, or under a name that no baseline may have. */
async function orLost(read: () => Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await read();
  } catch (error) {
    const isNone = error instanceof Problem && ['resource.not-found', 'request.invalid'].includes(error.code);
    if (isNone || isDamage(error)) return undefined;
    throw error;
  }
}
