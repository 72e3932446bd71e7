import { moreMistakes } from '@archivesmp/contracts/mistakes';
import {
  type DeviationsDocument,
  DesiredStateCompiler,
  FleetRules,
  NO_DEVIATIONS,
  parseDeviations,
} from '@archivesmp/baseline';
import { compilePathGlobs, type FleetInstance } from '@archivesmp/fleet';
import { compileRules, type CompiledRules } from '@archivesmp/drift';
import type { InstanceFolder } from './fleet-folder.js';
import type { ScanSetup } from './scan-task.js';

/** An instance as engines know it, with where it lies. */
export interface ScannedInstance {
  readonly folder: InstanceFolder;
  readonly facts: FleetInstance;
}

/** The setup, compiled once per thread. */
export interface ScanContext {
  readonly setup: ScanSetup;
  readonly document: DeviationsDocument;
  readonly compiler: DesiredStateCompiler;
  readonly rules: CompiledRules;
  readonly fleetRules: FleetRules;
  readonly instances: readonly ScannedInstance[];
  /** `<Plugin>/<folder>` of which everything is unmanaged, so that it need not be listed. */
  readonly isUnmanagedFolder: (path: string) => boolean;
}

/** Compiles the setup. @throws naming every mistake in the deviations, when there are some */
export function openContext(setup: ScanSetup): ScanContext {
  const document = documentOf(setup.deviations);
  const fleet = setup.instances.map((folder): FleetInstance => ({
    name: folder.name,
    host: folder.host,
    platform: 'unknown',
    tags: [],
    ...(folder.alias !== undefined && { aliases: [folder.alias] }),
  }));
  const compiler = new DesiredStateCompiler(document, fleet, setup.now);
  const wholeFolders = document.unmanaged
    .filter((glob) => glob.endsWith('/**'))
    .map((glob) => glob.slice(0, -3));
  return {
    setup,
    document,
    compiler,
    rules: compileRules(document, setup.now),
    fleetRules: new FleetRules(document.fleetRules),
    instances: setup.instances.map((folder, at) => ({ folder, facts: compiler.facts.fleet[at]! })),
    isUnmanagedFolder: compilePathGlobs(wholeFolders),
  };
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
