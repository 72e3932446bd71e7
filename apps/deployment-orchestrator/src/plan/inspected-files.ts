import { configFileRefOf, serverPath } from '@archivesmp/fleet';
import type { PlannedLikeness } from '@archivesmp/change-plan';
import { fileHintFor } from '@archivesmp/contracts/closest-name';
import { hasKnownBytes, SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import type { ConfigFile, StoredInstance, History } from '@archivesmp/history';
import {
  contradicts,
  inspectFiles,
  type AskAgent,
  type ContradictedPlugin,
  type FileNow,
  type InspectionAnswer,
} from '@archivesmp/hub-wiring';

/** One file of an instance whose present content is needed. */
export interface FileOfInstance {
  readonly instanceId: string;
  /** Relative to the server folder. */
  readonly path: string;
}

const ANSWER_WITHIN_MS = 10_000;

/**
 * What agents found when they were asked just now. An agent that did not answer makes its files unreadable, with the reason and the
 * age of what is known: never absent, and never what the last scan saw.
 */
export class InspectedFiles {
  private readonly found = new Map<string, Map<string, FileNow>>();
  private readonly alike = new Map<string, PlannedLikeness>();
  private readonly likely = new Map<string, string>();
  private readonly moved = new Map<string, Set<string>>();

  /** @param signal fires when the service stops */
  constructor(
    private readonly history: Pick<History, 'configFiles'>,
    private readonly askAgent: Pick<AskAgent, 'askAgent' | 'whyNot'>,
    private readonly instances: ReadonlyMap<string, StoredInstance>,
    private readonly signal: AbortSignal,
  ) {}

  /** Undefined: not inspected. */
  fileNow(instanceId: string, path: string): FileNow | undefined {
    return this.found.get(instanceId)?.get(path);
  }

  /** Mode and owner as the last scan saw them; an agent that is asked for a file tells its content alone. */
  likenessOf(instanceId: string, path: string): PlannedLikeness | undefined {
    return this.alike.get(`${instanceId}/${path}`);
  }

  /** Of a file that is not there and that no scan ever saw: the one that may be meant, as `did you mean CMI/config.yml?`. */
  hintFor(instanceId: string, path: string): string | undefined {
    return this.likely.get(`${instanceId}/${path}`);
  }

  /** Plugins of instances of which the last scan says something else than was found: they are to be scanned again. */
  get contradicted(): ContradictedPlugin[] {
    return [...this.moved].flatMap(([instanceId, plugins]) =>
      [...plugins].map((plugin) => ({ instanceId, plugin })),
    );
  }

  /** Asks the agents of all these files at once. @throws Problem of MariaDB; AbortError */
  async inspectFiles(wanted: readonly FileOfInstance[]): Promise<void> {
    const byInstance = Map.groupBy(wanted, ({ instanceId }) => instanceId);
    await Promise.all(
      [...byInstance].map(([instanceId, files]) =>
        this.inspectInstance(
          instanceId,
          files.map(({ path }) => path),
        ),
      ),
    );
  }

  private async inspectInstance(instanceId: string, paths: readonly string[]): Promise<void> {
    const found = this.found.get(instanceId) ?? new Map<string, FileNow>();
    this.found.set(instanceId, found);
    const instance = this.instances.get(instanceId);
    if (instance === undefined) {
      for (const path of paths) found.set(path, unreadable('this instance is no longer found'));
      return;
    }
    const seen = await this.seenBefore(instanceId);
    const wanted = paths.map((path) => ({ path, known: hashOf(seen.get(path)) }));
    const timeout = { withinMs: ANSWER_WITHIN_MS, signal: this.signal };
    const answer = await inspectFiles(this.askAgent, instance, wanted, timeout);
    for (const path of paths) {
      const now = nowOf(answer, path);
      found.set(path, now);
      const before = seen.get(path);
      if (before === undefined && now.state === 'absent') this.noteLikely(instanceId, path, seen);
      if (before?.like !== undefined) this.alike.set(`${instanceId}/${path}`, before.like);
      if (before !== undefined && contradicts(before, now)) this.noteMoved(instanceId, before.plugin);
    }
  }

  private async seenBefore(instanceId: string): Promise<ReadonlyMap<string, ConfigFile>> {
    const files = await this.history.configFiles.listConfigFiles({ instanceIds: [instanceId] });
    return new Map(files.map((file) => [serverPath(file.plugin, file.path), file]));
  }

  private noteLikely(instanceId: string, path: string, seen: ReadonlyMap<string, ConfigFile>): void {
    const known = [...seen.values()].map((one) => ({ plugin: one.plugin, file: one.path }));
    const location = configFileRefOf(path);
    const hint = fileHintFor({ plugin: location.plugin, file: location.path }, known);
    if (hint !== '') this.likely.set(`${instanceId}/${path}`, hint.replace(/^; /, ''));
  }

  private noteMoved(instanceId: string, plugin: string = SERVER_FILES): void {
    const plugins = this.moved.get(instanceId) ?? new Set<string>();
    this.moved.set(instanceId, plugins.add(plugin));
  }
}

const unreadable = (reason: string): FileNow => ({ state: 'unreadable', reason });

function nowOf(answer: InspectionAnswer, path: string): FileNow {
  if (answer.state === 'silent') return unreadable(answer.reason);
  return answer.files.get(path) ?? unreadable('the agent said nothing of it');
}

/** A snapshot that the hub has, so that an unchanged file is not sent again. */
const hashOf = (file: ConfigFile | undefined): string | undefined =>
  file !== undefined && file.state !== 'vanished' && hasKnownBytes(file.state) ? file.sha256 : undefined;
