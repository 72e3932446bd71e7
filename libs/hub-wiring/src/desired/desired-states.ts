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
} from '@archivesmp/baseline';
import { mapBounded } from '@archivesmp/bounded-work';
import { moreMistakes } from '@archivesmp/contracts/mistakes';
import { type FleetInstance } from '@archivesmp/fleet';
import { Problem } from '@archivesmp/contracts/problem';
import { sha256Hex } from '@archivesmp/digests';
import { compileRules, type CompiledRules } from '@archivesmp/drift';
import type { BaselineChanges, ConfigFileReads } from '@archivesmp/history';
import { OwnBaselines, type DesiredStores, type OwnFile, type RefusedObject } from './own-baselines.js';

/** What the whole fleet should look like, ready to be compared with. */
export interface CompiledState {
  readonly desired: DesiredState;
  readonly rules: CompiledRules;
  /** Of all that it was made from, in one word: another one as soon as any of it changes. */
  readonly revision?: string;
  /** What lies otherwise in the bucket than it was saved; nothing is judged by it. */
  readonly refused: readonly RefusedObject[];
}

const MISTAKES_SHOWN = 5;
const READERS = 16;

/**
 * Loads baselines and deviations.yml and compiles them once per revision: of the baselines, of the document, of the
 * fleet, and of which deviations have expired. Within one scan the picture stays the same.
 */
export class DesiredStates {
  private current: { readonly key: string; readonly state: CompiledState } | undefined;
  private ofScan: { readonly scanId: string; readonly state: Promise<CompiledState> } | undefined;
  private files = new Map<string, BaselineFile>();
  private readonly own: OwnBaselines;

  constructor(
    artifacts: DesiredStores['artifacts'],
    private readonly history: {
      readonly baselineChanges: Pick<BaselineChanges, 'listRevisionsAtVersion' | 'listBegunChanges'>;
      /** Which instance was seen with which plugin. */
      readonly configFiles: Pick<ConfigFileReads, 'listPlugins'>;
    },
  ) {
    this.own = new OwnBaselines({ artifacts, changes: history.baselineChanges });
  }

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
    return sha256Hex(JSON.stringify((await this.own.readOwnBaselines()).files));
  }

  /** What lies otherwise in the bucket than it was saved, as of now. @throws Problem of MariaDB and S3 */
  async refused(): Promise<readonly RefusedObject[]> {
    return (await this.own.readOwnBaselines()).refused;
  }

  private async load(fleet: readonly FleetInstance[], now: Date): Promise<CompiledState> {
    const [{ files, refused }, seen] = await Promise.all([
      this.own.readOwnBaselines(),
      this.history.configFiles.listPlugins(),
    ]);
    const document = files.find(({ plugin }) => plugin === '');
    const deviations = document === undefined ? NO_DEVIATIONS : await this.deviations(document);
    const at = now.toISOString();
    const expiring = [...deviations.deviations, ...deviations.keptFiles];
    const expired = expiring.map((one) => (isExpired(one, at) ? 1 : 0)).join('');
    const seenOn = seenPlatforms(seen, (id) => {
      const instance = fleet.find(({ aliases }) => aliases?.includes(id));
      return instance && { platform: platformOf(instance, deviations) };
    });
    const evidence = [...seenOn].map(([plugin, platforms]) => [plugin, [...platforms].sort()]).sort();
    const revision = sha256Hex(JSON.stringify([files, fleet, expired]));
    const key = sha256Hex(JSON.stringify([revision, evidence]));
    if (this.current?.key === key) return { ...this.current.state, refused };
    const baselines = await this.contents(files.filter(({ plugin }) => plugin !== ''));
    const desired = compileDesiredState({ baselines, deviations, fleet, now: at, seenOn });
    const state = { desired, rules: compileRules(desired.document, at), revision, refused };
    // What could not be had now may be had the next time
    if (!baselines.some(({ notJudged }) => notJudged !== undefined)) this.current = { key, state };
    return state;
  }

  /** @throws Problem `baseline.invalid` */
  private async deviations(document: OwnFile): Promise<DeviationsDocument> {
    const { bytes, notJudged } = await this.own.readBaselineFile(document);
    if (notJudged === undefined) return readDocument(bytes);
    throw new Problem('baseline.invalid', `deviations.yml: ${notJudged}.`);
  }

  /** Reads only the files whose content is new. */
  private async contents(files: readonly OwnFile[]): Promise<BaselineFile[]> {
    const cached = new Map<string, BaselineFile>();
    const changed: OwnFile[] = [];
    for (const file of files) {
      const known = this.files.get(`${file.plugin}/${file.path}`);
      if (known?.sha256 === file.sha256) cached.set(`${file.plugin}/${file.path}`, known);
      else changed.push(file);
    }
    await mapBounded(READERS, changed, async (one) => {
      const file = await this.own.readBaselineFile(one);
      cached.set(`${file.plugin}/${file.path}`, file);
    });
    this.files = cached;
    // The result must not depend on which file was read first
    return files.map(({ plugin, path }) => cached.get(`${plugin}/${path}`)!);
  }
}

function readDocument(content: Uint8Array): DeviationsDocument {
  const parsed = parseDeviations(content);
  if (parsed.document) return parsed.document;
  const shown = parsed.errors
    .slice(0, MISTAKES_SHOWN)
    .map(({ line, field, message }) => `line ${line}${field === '' ? '' : `, ${field}`}: ${message}`);
  const more = moreMistakes(parsed.count, shown.length);
  throw new Problem(
    'baseline.invalid',
    `deviations.yml: ${shown.join('; ')}${more === undefined ? '' : ` (${more})`}`,
  );
}
