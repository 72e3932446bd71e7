import { moreMistakes } from '@archivesmp/contracts/mistakes';
import {
  type DesiredState,
  type DeviationsDocument,
  DesiredStateCompiler,
  FleetRules,
  NO_DEVIATIONS,
  parseDeviations,
  seenPlatforms,
} from '@archivesmp/baseline';
import { type CompiledRules, compileRules } from '@archivesmp/drift';
import { CONFIG_EXTENSIONS, type FleetInstance } from '@archivesmp/fleet';
import type { InstanceFolder } from './fleet-folder.js';
import type { PluginsThere } from './plugins-there.js';
import type { ScanSetup } from './scan-task.js';

/** An instance as engines know it, with where it lies. */
export interface ScannedInstance {
  readonly folder: InstanceFolder;
  readonly facts: FleetInstance;
  /** Its plugins; none before they were read. */
  readonly there: PluginsThere;
  readonly present: ReadonlySet<string>;
  /** Its files are compared with baselines; those of the others only serve to tell who is odd. */
  readonly isJudged: boolean;
}

/** The setup, compiled once per thread. */
export interface ScanContext {
  readonly setup: ScanSetup;
  readonly document: DeviationsDocument;
  readonly compiler: DesiredStateCompiler;
  /** What the whole fleet should look like, without its baselines. */
  readonly desired: Omit<DesiredState, 'plugins'>;
  readonly rules: CompiledRules;
  readonly fleetRules: FleetRules;
  readonly instances: readonly ScannedInstance[];
  readonly extensions: ReadonlySet<string>;
  /** `<Plugin>/<path>` of the files about which deviations speak. */
  readonly filesWithDeviations: ReadonlySet<string>;
}

const NOTHING_SEEN: PluginsThere = { present: [], folders: [], links: [] };

/** Compiles the setup. @throws naming every mistake in the deviations, when there are some */
export function openContext(setup: ScanSetup): ScanContext {
  const document = documentOf(setup.deviations);
  const compiler = new DesiredStateCompiler(document, setup.instances, setup.now);
  return {
    setup,
    document,
    compiler,
    desired: compiler.facts,
    rules: compileRules(document, setup.now),
    fleetRules: new FleetRules(document.fleetRules),
    instances: setup.instances.map((folder, index) => ({
      folder,
      facts: compiler.facts.fleet[index]!,
      there: NOTHING_SEEN,
      present: new Set(),
      isJudged: setup.judged?.includes(folder.name) ?? true,
    })),
    extensions: new Set(CONFIG_EXTENSIONS),
    filesWithDeviations: new Set(document.deviations.map(({ plugin, file }) => `${plugin}/${file}`)),
  };
}

/** The context with what the instances were seen to have, in their order. */
export function withPlugins(context: ScanContext, there: readonly PluginsThere[]): ScanContext {
  const instances = context.instances.map((one, index) => {
    const its = there[index] ?? NOTHING_SEEN;
    return { ...one, there: its, present: new Set(its.present) };
  });
  const seen = instances.flatMap(({ facts, there: { present } }) =>
    present.map((plugin) => ({ instanceId: facts.name, plugin })),
  );
  const known = new Map(instances.map(({ facts }) => [facts.name, facts]));
  const seenOn = seenPlatforms(seen, (name) => known.get(name));
  return { ...context, instances, desired: { ...context.desired, seenOn } };
}

/** @throws naming every mistake, when the document has some */
function documentOf(bytes: Uint8Array | undefined): DeviationsDocument {
  if (bytes === undefined) return NO_DEVIATIONS;
  const { document, errors, count } = parseDeviations(bytes);
  if (document !== undefined) return document;
  const mistakes = errors.map(
    ({ field, line, message }) => `  line ${line}: ${field === '' ? '' : `${field} `}${message}`,
  );
  const more = moreMistakes(count, errors.length);
  if (more !== undefined) mistakes.push(`  ${more}`);
  throw new Error(`the deviations have mistakes:\n${mistakes.join('\n')}`);
}
