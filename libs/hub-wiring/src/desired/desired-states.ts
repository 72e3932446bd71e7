import { createHash } from 'node:crypto';
import type { Artifacts } from '@archivesmp/artifacts';
import {
  compileDesiredState,
  isExpired,
  NO_DEVIATIONS,
  parseDeviations,
  platformOf,
  seenPlatforms,
  type BaselineFile,
  type DesiredState,
  type DeviationsDocument,
  type FleetInstance,
} from '@archivesmp/baseline';
import { Problem } from '@archivesmp/contracts/problem';
import { compileRules, type CompiledRules } from '@archivesmp/drift';
import type { ConfigFileReads } from '@archivesmp/history';

/** What the whole fleet should look like, ready to be compared with. */
export interface CompiledState {
  readonly desired: DesiredState;
  readonly rules: CompiledRules;
  /** Of all that it was made from, in one word: another one as soon as any of it changes. */
  readonly revision?: string;
}

const MISTAKES_SHOWN = 5;

/**
 * Loads baselines and deviations.yml and compiles them once per revision: of the baselines, of the document, of the
 * fleet, and of which deviations have expired. Within one scan the picture stays the same.
 */
export class DesiredStates {
  private current: { readonly key: string; readonly state: CompiledState } | undefined;
  private ofScan: { readonly scanId: string; readonly state: Promise<CompiledState> } | undefined;
  private files = new Map<string, { readonly revision: string; readonly file: BaselineFile }>();

  constructor(
    private readonly artifacts: Pick<Artifacts, 'baselines' | 'deviations'>,
    /** Which instance was seen with which plugin. */
    private readonly seen: Pick<ConfigFileReads, 'plugins'>,
  ) {}

  /** @throws Problem `baseline.invalid` naming every mistake in deviations.yml; `artifacts.unavailable` */
  forScan(scanId: string, fleet: readonly FleetInstance[], now: Date): Promise<CompiledState> {
    if (this.ofScan?.scanId === scanId) return this.ofScan.state;
    const state = this.load(fleet, now);
    const mine = { scanId, state };
    this.ofScan = mine;
    state.catch(() => {
      if (this.ofScan === mine) this.ofScan = undefined;
    });
    return state;
  }

  /**
   * Which baselines and deviations are saved now, in one word: another one as soon as any of them changes.
   * @throws Problem `artifacts.unavailable`
   */
  async revision(): Promise<string> {
    const [listed, stored] = await Promise.all([
      this.artifacts.baselines.list(),
      this.artifacts.deviations.read(),
    ]);
    const revisions = listed.map(({ plugin, path, revision }) => [plugin, path, revision]);
    return digest(JSON.stringify([revisions, stored?.revision ?? null]));
  }

  private async load(fleet: readonly FleetInstance[], now: Date): Promise<CompiledState> {
    const [listed, stored, seen] = await Promise.all([
      this.artifacts.baselines.list(),
      this.artifacts.deviations.read(),
      this.seen.plugins(),
    ]);
    const deviations = stored ? readDocument(stored.content) : NO_DEVIATIONS;
    const at = now.toISOString();
    const expiring = [...deviations.deviations, ...deviations.keptFiles];
    const expired = expiring.map((one) => (isExpired(one, at) ? 1 : 0)).join('');
    const revisions = listed.map(({ plugin, path, revision }) => [plugin, path, revision]);
    const seenOn = seenPlatforms(seen, (id) => {
      const instance = fleet.find(({ aliases }) => aliases?.includes(id));
      return instance && { platform: platformOf(instance, deviations) };
    });
    const evidence = [...seenOn].map(([plugin, platforms]) => [plugin, [...platforms].sort()]).sort();
    const revision = digest(JSON.stringify([revisions, stored?.revision, fleet, expired]));
    const key = digest(JSON.stringify([revision, evidence]));
    if (this.current?.key === key) return this.current.state;
    const baselines = await this.contents(listed);
    const desired = compileDesiredState({ baselines, deviations, fleet, now: at, seenOn });
    const state = { desired, rules: compileRules(desired.document, at), revision };
    this.current = { key, state };
    return state;
  }

  /** Reads only the files whose revision is new. */
  private async contents(
    listed: readonly { plugin: string; path: string; revision: string }[],
  ): Promise<BaselineFile[]> {
    const kept = new Map<string, { revision: string; file: BaselineFile }>();
    const changed = new Set<string>();
    for (const { plugin, path, revision } of listed) {
      const known = this.files.get(`${plugin}/${path}`);
      if (known?.revision === revision) kept.set(`${plugin}/${path}`, known);
      else changed.add(plugin);
    }
    for (const plugin of changed)
      for (const { path, revision, content } of await this.artifacts.baselines.readAll(plugin)) {
        const file = { plugin, path, bytes: content, sha256: digest(content) };
        kept.set(`${plugin}/${path}`, { revision, file });
      }
    this.files = kept;
    return [...kept.values()].map(({ file }) => file);
  }
}

function readDocument(content: Uint8Array): DeviationsDocument {
  const parsed = parseDeviations(content);
  if (parsed.document) return parsed.document;
  const shown = parsed.errors
    .slice(0, MISTAKES_SHOWN)
    .map(({ line, field, message }) => `line ${line}${field === '' ? '' : `, ${field}`}: ${message}`);
  const more = parsed.errors.length - shown.length;
  throw new Problem(
    'baseline.invalid',
    `deviations.yml: ${shown.join('; ')}${more > 0 ? ` (and ${more} more)` : ''}`,
  );
}

const digest = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
