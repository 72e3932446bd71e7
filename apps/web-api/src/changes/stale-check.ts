import { Snapshots } from '@archivesmp/artifacts';
import { textPatch, movedFiles, type MovedFile, type Plan } from '@archivesmp/change-plan';
import { Problem } from '@archivesmp/contracts/problem';
import { SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { ConfigFileReads, Plans } from '@archivesmp/history';
import { Inject, Injectable } from '@nestjs/common';
import { HASH_OF_SECRET, type HashOfSecret } from '../backups/backup.tokens.js';

/** Named in the sentence; all are in the list of errors. */
const SHOWN = 5;
/** Diffs of more files, or longer ones, nobody reads in an answer. */
const DIFFS = 20;
const LONGEST_DIFF = 8_000;

/** Whether the last scan still saw what a plan was made on. */
@Injectable()
export class StaleCheck {
  constructor(
    @Inject(Plans) private readonly plans: Plans,
    @Inject(ConfigFileReads) private readonly configFiles: ConfigFileReads,
    @Inject(Snapshots) private readonly snapshots: Snapshots,
    @Inject(HASH_OF_SECRET) private readonly hash: HashOfSecret,
  ) {}

  /** @throws Problem `plan.stale` with every file that moved and how; the plan is stale for good then */
  async refuseMoved(planId: string, plan: Plan): Promise<void> {
    const moved = await this.moved(plan);
    if (moved.length === 0) return;
    const instances = plan.waves.flatMap((wave) => wave.instances);
    const names = new Map(instances.map((one) => [one.instanceId, one.name]));
    const said = moved.slice(0, SHOWN).map((file) => sayMoved(file, names.get(file.instanceId)!));
    const more = moved.length > SHOWN ? ` and ${moved.length - SHOWN} more` : '';
    const detail = `Changed since the plan was made: ${said.join('; ')}${more}.`;
    const errors: { field: string; message: string }[] = [];
    for (const file of moved) {
      const diff = errors.length < DIFFS ? await this.diff(file) : '';
      const field = `${names.get(file.instanceId)} ${file.path}`;
      errors.push({ field, message: `${sayHashes(file)}${diff}` });
    }
    await this.plans.markStale(planId, detail, new Date());
    throw new Problem('plan.stale', detail, { errors });
  }

  private async moved(plan: Plan): Promise<MovedFile[]> {
    const now = new Map<string, string | null>();
    // because: what nobody could read is not known to have moved; its agent compares it before it touches anything
    const unknown = new Set<string>();
    const instanceIds = plan.waves.flatMap((wave) => wave.instances).map((one) => one.instanceId);
    for (const { instanceId, plugin, path, sha256, state } of await this.configFiles.configFiles({
      instanceIds,
    })) {
      const place = `${instanceId} ${plugin === SERVER_FILES ? path : `plugins/${plugin}/${path}`}`;
      if (state === 'vanished') now.set(place, null);
      else if (sha256 === undefined) unknown.add(place);
      else now.set(place, sha256);
    }
    const configs: Plan = {
      ...plan,
      waves: plan.waves.map((wave) => ({
        ...wave,
        // because: JARs are not among the files that scans read; their agent compares them before it touches anything
        instances: wave.instances.map((one) => ({
          ...one,
          files: one.files.filter((file) => file.kind === 'config'),
        })),
      })),
    };
    return movedFiles(configs, (instanceId, path) => now.get(`${instanceId} ${path}`) ?? null).filter(
      ({ instanceId, path }) => !unknown.has(`${instanceId} ${path}`),
    );
  }

  /** How a file differs from what the plan was made on, secrets masked; nothing when that cannot be told. */
  private async diff({ path, planned, now }: MovedFile): Promise<string> {
    try {
      const [before, after] = await Promise.all([this.content(planned), this.content(now)]);
      const patch = textPatch({ path, then: before, now: after }, this.hash);
      return 'diff' in patch ? `\n${patch.diff.slice(0, LONGEST_DIFF)}` : `; ${patch.reason}`;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return ''; // because: the refusal is what counts, and it must not depend on the storage
    }
  }

  private async content(sha256: string | null): Promise<Buffer> {
    return sha256 === null ? Buffer.alloc(0) : this.snapshots.read(sha256);
  }
}

const sayMoved = ({ path, now }: MovedFile, name: string): string =>
  `${name} ${path} ${now === null ? 'is gone' : 'has another content'}`;
const short = (hash: string | null): string => (hash === null ? 'no file' : hash.slice(0, 12));
const sayHashes = ({ planned, now }: MovedFile): string => `planned on ${short(planned)}, now ${short(now)}`;
