import { type Platform, SERVER_FILES } from '@archivesmp/contracts/vocabulary';
import { type DeviationsDocument, type Deviation, NO_DEVIATIONS } from './deviations-document.js';
import { ExpectedFile, type VariableContext } from './expected-file.js';
import { compileDataFiles } from './data-files.js';
import { compilePathGlobs, type TextMatcher } from '@archivesmp/fleet';
import { isMissedNowhereElse, type SeenPlatforms } from './plugin-platforms.js';
import { Readers } from './readers.js';
import type { FleetInstance } from '@archivesmp/fleet';
import type { Scope } from './scope.js';
import { heldBy } from './text-deviation.js';
import { valuesOn, type VariableConflict, type VariableValues } from './variables.js';

/** One baseline file: what it should contain everywhere. `path` is relative to the plugin's folder, with `/`. */
export interface BaselineFile {
  readonly plugin: string;
  readonly path: string;
  readonly bytes: Uint8Array;
  /** sha256 of `bytes` in lower-case hex; lets equal files be recognised without their content. */
  readonly sha256?: string;
  /** Why its expected content is unknown, with the remedy; `bytes` are empty then, and nothing of the file is judged. */
  readonly notJudged?: string;
}

export interface DesiredStateInput {
  readonly baselines: Iterable<BaselineFile>;
  readonly deviations?: DeviationsDocument;
  /** Instances with tags and platform; tags and platforms of the document are added to them. */
  readonly fleet: readonly FleetInstance[];
  /** Where plugins are installed; decides where one is missed whose platforms the document does not name. */
  readonly seenOn?: SeenPlatforms;
  /** Time of the comparison, ISO; decides which deviations have expired. */
  readonly now: string;
}

/** What the whole fleet should look like. */
export interface DesiredState {
  readonly document: DeviationsDocument;
  readonly fleet: readonly FleetInstance[];
  readonly now: string;
  /** Plugin -> path -> file. */
  readonly plugins: ReadonlyMap<string, ReadonlyMap<string, ExpectedFile>>;
  /** Where plugins are installed; left out: not checked. */
  readonly seenOn?: SeenPlatforms;
  readonly variableConflicts: readonly VariableConflict[];
  /** How every file is read, with or without a baseline. */
  readonly readers: Readers;
  /** `<Plugin>/<path>` that is neither read nor judged. */
  readonly isUnmanaged: TextMatcher;
  /** `<Plugin>/<path>` that is data and no configuration, unless a baseline has it. */
  readonly isData: TextMatcher;
}

/** Brings baselines and document together. Nothing is parsed yet; see `ExpectedFile`. */
export function compileDesiredState(input: DesiredStateInput): DesiredState {
  const compiler = new DesiredStateCompiler(input.deviations ?? NO_DEVIATIONS, input.fleet, input.now);
  const plugins = new Map<string, Map<string, ExpectedFile>>();
  for (const file of input.baselines) {
    let files = plugins.get(file.plugin);
    if (files === undefined) plugins.set(file.plugin, (files = new Map()));
    files.set(file.path, compiler.expectedFile(file));
  }
  return { ...compiler.facts, plugins, ...(input.seenOn && { seenOn: input.seenOn }) };
}

/** The same, file by file, for callers that do not want to hold all baselines in memory. */
export class DesiredStateCompiler {
  readonly facts: Omit<DesiredState, 'plugins'>;
  private readonly byFile = new Map<string, Deviation[]>();
  private readonly variables: VariableContext;

  constructor(document: DeviationsDocument, fleet: readonly FleetInstance[], now: string) {
    const known = fleet.map((instance) => withDocumentFacts(instance, document));
    for (const deviation of document.deviations) {
      const id = `${deviation.plugin}/${deviation.file}`;
      const list = this.byFile.get(id);
      if (list) list.push(deviation);
      else this.byFile.set(id, [deviation]);
    }
    const values = new Map<string, VariableValues>();
    const variableConflicts: VariableConflict[] = [];
    for (const instance of known) {
      const on = valuesOn(instance, document.variables);
      values.set(instance.name, on.values);
      variableConflicts.push(...on.conflicts);
    }
    this.variables = {
      declared: new Set(document.variables.map(({ name }) => name)),
      on: (instance) => values.get(instance.name) ?? valuesOn(instance, document.variables).values,
    };
    const isUnmanaged = compilePathGlobs(document.unmanaged);
    const readers = new Readers(document);
    this.facts = {
      document,
      fleet: known,
      now,
      variableConflicts,
      readers,
      isUnmanaged,
      isData: compileDataFiles(document),
    };
  }

  expectedFile(file: BaselineFile): ExpectedFile {
    const { readers, now } = this.facts;
    const { plugin, path } = file;
    const facts = {
      plugin,
      path,
      format: readers.formatOf(plugin, path),
      readingOn: (platform: Platform) => readers.readingOn(plugin, path, platform),
    };
    const matching = this.byFile.get(`${plugin}/${path}`) ?? [];
    const deviations = matching.map((deviation) => heldBy(facts.format, deviation));
    const { bytes, sha256, notJudged } = file;
    return new ExpectedFile(facts, bytes, deviations, this.variables, now, sha256, notJudged);
  }
}

/**
 * Whether a plugin with a baseline belongs on an instance; `reason` says why not, `by` which scope says so. `whereInstalled`: its
 * files are expected where it is installed, but the plugin itself is not reported missing.
 */
export function isExpectedOn(
  state: Pick<DesiredState, 'document' | 'seenOn'>,
  plugin: string,
  instance: FleetInstance,
): {
  readonly expected: boolean;
  readonly whereInstalled?: true;
  readonly reason?: string;
  readonly by?: Scope;
} {
  const { document } = state;
  const absent = [instance.name, ...(instance.aliases ?? [])].some((name) =>
    document.absentPlugins.get(name)?.has(plugin),
  );
  if (absent)
    return {
      expected: false,
      reason: `deviations.yml lists it under absent_plugins of ${instance.name}`,
      by: { kind: 'instance', name: instance.name, priority: 0 },
    };
  const platforms = document.plugins.get(plugin)?.platforms ?? [];
  if (platforms.length > 0 && !platforms.includes(instance.platform) && instance.platform !== 'unknown') {
    return {
      expected: false,
      reason: `it is a plugin for ${platforms.join(' and ')}, not for ${instance.platform}`,
      by: { kind: 'platform', name: instance.platform, priority: 0 },
    };
  }
  if (plugin === SERVER_FILES) return { expected: true };
  if (document.noDesiredState.has(plugin)) return { expected: false };
  const isNotMissed = isMissedNowhereElse(plugin, instance.platform, state);
  return { expected: true, ...(isNotMissed && { whereInstalled: true }) };
}

/** What an instance runs on: what the document says, else what was found out about it. */
export function platformOf(
  instance: FleetInstance,
  document: Pick<DeviationsDocument, 'platforms'>,
): Platform {
  const names = [instance.name, ...(instance.aliases ?? [])];
  const platform = names
    .map((name) => document.platforms.get(name))
    .find((platform) => platform !== undefined);
  return platform ?? instance.platform;
}

function withDocumentFacts(instance: FleetInstance, document: DeviationsDocument): FleetInstance {
  const names = [instance.name, ...(instance.aliases ?? [])];
  const tags = new Set(instance.tags);
  for (const [tag, { instances }] of document.tags) {
    if (instances.some((name) => names.includes(name))) tags.add(tag);
  }
  return { ...instance, tags: [...tags], platform: platformOf(instance, document) };
}
