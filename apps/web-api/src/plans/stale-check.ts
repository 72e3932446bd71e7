import type { Snapshots } from '@archivesmp/artifacts';
import { configFileRefOf } from '@archivesmp/fleet';
import {
  refitChange,
  textPatch,
  type FileChange,
  type MarkedSecrets,
  type MovedFile,
  type OwnWriting,
  type Plan,
  type RefitInput,
} from '@archivesmp/change-plan';
import { Problem } from '@archivesmp/contracts/problem';
import type { AgentOrders, FleetReads, Plans, StoredInstance } from '@archivesmp/history';
import { type AskAgent, inspectFiles, ownWritings, type ScanContradicted } from '@archivesmp/hub-wiring';
import type { SecretsOfFiles, MarkedSecretsOf } from '../secrets/secrets-of-files.js';

/** Named in the sentence; all are in the list of errors. */
const SHOWN = 5;
/** Diffs of more files, or longer ones, are too much for an answer. */
const DIFFS = 20;
const LONGEST_DIFF = 8_000;
/** The caller waits for this answer, and an agent that is there needs a fraction of it. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Whether a plan can still be carried out. Files that the server rewrote are no obstacle; another value of a key that is to be
 * changed is, and so is anything that moved in a file that is to be changed as a whole.
 */
export class StaleCheck {
  constructor(
    private readonly plans: Plans,
    private readonly orders: AgentOrders,
    private readonly fleet: FleetReads,
    private readonly ask: AskAgent,
    private readonly snapshots: Snapshots,
    private readonly secrets: SecretsOfFiles,
    private readonly scans: ScanContradicted,
  ) {}

  /**
   * @param askedAt when the plan was asked for: who changed its files since is named
   * @throws Problem `plan.stale` with every file that moved and how; the plan is stale for good then
   */
  async refuseMoved(planId: string, plan: Plan, askedAt: Date): Promise<void> {
    const moved = await this.moved(plan, askedAt);
    if (moved.length === 0) return;
    const plugins = moved.map(({ instanceId, path }) => ({
      instanceId,
      plugin: configFileRefOf(path).plugin,
    }));
    await this.scans.scanContradicted(plugins, 'approval');
    const instances = plan.waves.flatMap((wave) => wave.instances);
    const names = new Map(instances.map((one) => [one.instanceId, one.name]));
    const lines = moved.slice(0, SHOWN).map(({ instanceId, words }) => `${names.get(instanceId)}: ${words}`);
    const more = moved.length > SHOWN ? ` and ${moved.length - SHOWN} more` : '';
    const detail = `Changed since the plan was made: ${lines.join('; ')}${more}.`;
    const errors: { field: string; message: string }[] = [];
    for (const file of moved) {
      const diff = errors.length < DIFFS ? await this.diff(file) : '';
      const field = `${names.get(file.instanceId)} ${file.path}`;
      errors.push({ field, message: `${hashesText(file)}${diff}` });
    }
    await this.plans.markStale(planId, detail, new Date());
    throw new Problem('plan.stale', detail, { errors });
  }

  private async moved(plan: Plan, askedAt: Date): Promise<MovedInMeaning[]> {
    const instances = plan.waves.flatMap((wave) => wave.instances);
    const known = new Map((await this.fleet.listInstances()).map((one) => [one.id, one]));
    const moved = await Promise.all(
      instances.map(async ({ instanceId, files }) => {
        const instance = known.get(instanceId);
        // JARs are large; their agent compares them before it touches anything
        const configs = files.filter((file) => file.kind === 'config');
        return instance === undefined || configs.length === 0 ? [] : this.movedOn(instance, configs, askedAt);
      }),
    );
    return moved.flat();
  }

  /** What could not be read, or whose agent is silent, is not known to have moved; the agent compares it before it touches anything. */
  private async movedOn(
    instance: StoredInstance,
    files: readonly FileChange[],
    askedAt: Date,
  ): Promise<MovedInMeaning[]> {
    const wanted = files.map(({ path, before }) => ({ path, known: before ?? undefined }));
    const timeout = { withinMs: ANSWER_WITHIN_MS, signal: new AbortController().signal };
    const answer = await inspectFiles(this.ask, instance, wanted, timeout);
    if (answer.state === 'silent') return [];
    const moved: MovedInMeaning[] = [];
    for (const change of files) {
      const { path, before: planned } = change;
      const found = answer.files.get(path);
      if (found === undefined || found.state === 'unreadable') continue;
      const now = found.state === 'absent' ? null : found.sha256;
      const written = () => this.written(instance.id, path, askedAt);
      const words = now === planned ? undefined : await this.whyNot(change, now, written);
      if (words !== undefined) moved.push({ instanceId: instance.id, path, planned, now, words });
    }
    return moved;
  }

  /** Why the file cannot be changed as planned; undefined when the server only rewrote it. @throws Problem of S3 */
  private async whyNot(
    change: FileChange,
    now: string | null,
    written: () => Promise<readonly OwnWriting[]>,
  ): Promise<string | undefined> {
    try {
      const [base, target, found] = await Promise.all(
        [change.before, change.after, now].map((hash) =>
          hash === null ? null : this.snapshots.readSnapshot(hash),
        ),
      );
      const input: RefitInput = {
        change,
        bases: [base!],
        target: target!,
        found: found!,
        way: 'forward',
        judge: this.secretsOf(change.path, await this.secrets.marked()).judge,
      };
      const first = refitChange(input);
      const fit = first.kind === 'changed' ? refitChange({ ...input, written: await written() }) : first;
      return fit.kind === 'changed' || fit.kind === 'unfit' ? fit.words : undefined;
    } catch (error) {
      // A content that is stored nowhere cannot be compared, and what is not compared is not the same
      if (!(error instanceof Problem) || error.code !== 'resource.not-found') throw error;
      return `${change.path} has another content`;
    }
  }

  private written(instanceId: string, path: string, since: Date): Promise<readonly OwnWriting[]> {
    const stores = { orders: this.orders, read: (hash: string) => this.snapshots.readSnapshot(hash) };
    return ownWritings({ instanceId, path }, since, stores);
  }

  /** How a file differs from what the plan was made on, secrets masked; nothing when that cannot be told. */
  private async diff({ path, planned, now }: MovedFile): Promise<string> {
    try {
      const [before, after] = await Promise.all([this.readContent(planned), this.readContent(now)]);
      const marked = this.secretsOf(path, await this.secrets.marked());
      const patch = textPatch({ path, then: before, now: after }, marked);
      return 'diff' in patch ? `\n${patch.diff.slice(0, LONGEST_DIFF)}` : `; ${patch.reason}`;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return ''; // The refusal is what counts, and it must not depend on the storage
    }
  }

  private secretsOf(filePath: string, marked: MarkedSecretsOf): MarkedSecrets {
    const { plugin, path } = configFileRefOf(filePath);
    return marked(plugin, path);
  }

  private async readContent(sha256: string | null): Promise<Buffer> {
    return sha256 === null ? Buffer.alloc(0) : this.snapshots.readSnapshot(sha256);
  }
}

interface MovedInMeaning extends MovedFile {
  readonly words: string;
}

const short = (hash: string | null): string => (hash === null ? 'no file' : hash.slice(0, 12));
const hashesText = ({ planned, now }: MovedFile): string => `planned on ${short(planned)}, now ${short(now)}`;
