import { SecretCheck } from '@archivesmp/drift';
import { hintFor } from '@archivesmp/contracts/closest-name';
import { readFileBytes } from '../file/read-file-bytes.js';
import { instancesCalled } from '@archivesmp/fleet';
import { type InstanceFolder, isFolder } from '../scan/fleet-folder.js';
import type { ScanContext } from '../scan/scan-context.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import { printable } from '../terminal/printable.js';
import type { Terminal } from '../terminal/terminal.js';
import type { CheckFlags, CheckReport, FileReport } from './check-report.js';
import {
  filesOfFolder,
  filesOfInstance,
  instancesIn,
  fileToCheckAt,
  type FileToCheck,
} from './files-to-check.js';
import { printCheck } from './print-check.js';
import { ruleEffects } from './rule-lines.js';
import { NO_PLUGIN, pluginFileTyped, secretsContext } from './secrets-context.js';

/** 2 when a rule matches nothing or decides nothing, 1 when a file cannot be read. */
export async function checkPaths(
  paths: readonly string[],
  flags: CheckFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (paths.length === 0)
    throw new Error(
      'secrets check: name a folder or a file, or a key by --key; asmp help secrets check shows how',
    );
  const below = new Map<string, InstanceFolder[]>();
  for (const one of paths) {
    const found = isFolder(one) ? await instancesIn(one) : undefined;
    if (found !== undefined) below.set(one, found);
  }
  const instances = [...below.values()].flat();
  const context = secretsContext(flags.deviations, instances);
  const filesToCheck = filesOf(paths, below, flags);
  const check = new SecretCheck(context.document);
  const report = checkFiles(filesToCheck, check, context);
  const isWhole = instances.length > 0 && flags.plugin === undefined && flags.instance === undefined;
  const rules = ruleEffects(check.rules(), report.files, isWhole);
  await printCheck({ ...report, rules }, flags, terminal);
  for (const { diskPath: diskPath, found } of report.files)
    if (found.as === 'unreadable') terminal.message(`asmp: ${printable(`${diskPath}: ${found.reason}`)}`);
  if (flags.deviations !== undefined && report.files.some(({ plugin }) => plugin === NO_PLUGIN))
    terminal.message(
      'asmp: the plugin of some files is not known, so only rules about every plugin were asked; --as names it for one file',
    );
  if (report.files.some(({ found }) => found.as === 'unreadable')) return EXIT.error;
  return rules.some(({ isIdle }) => isIdle) ? EXIT.drift : EXIT.ok;
}

function filesOf(
  paths: readonly string[],
  below: ReadonlyMap<string, readonly InstanceFolder[]>,
  { as, instance, plugin }: CheckFlags,
): FileToCheck[] {
  const instances = [...below.values()].flat();
  if (as !== undefined) {
    if (paths.length !== 1 || isFolder(paths[0]!)) throw new Error('secrets check: --as goes with one file');
    return [{ diskPath: paths[0]!, ...pluginFileTyped(as) }];
  }
  const chosen = instance === undefined ? instances : instancesCalled(instance, instances);
  if (instance !== undefined && chosen.length === 0)
    throw new Error(
      `no instance is called ${instance}${hintFor(
        instance,
        instances.map(({ name }) => name),
      )}`,
    );
  const filesToCheck = [
    ...chosen.flatMap((one) => [...filesOfInstance(one)]),
    ...paths.flatMap((one) => {
      if (!isFolder(one)) return [fileToCheckAt(one)];
      return below.has(one) ? [] : [...filesOfFolder(one)];
    }),
  ];
  const wanted = plugin === undefined ? filesToCheck : filesToCheck.filter((file) => file.plugin === plugin);
  if (plugin !== undefined && wanted.length === 0)
    throw new Error(
      `no file of a plugin ${plugin} is there${hintFor(plugin, [...new Set(filesToCheck.map((file) => file.plugin))].sort())}`,
    );
  if (wanted.length === 0) throw new Error(`there is no configuration file in ${paths.join(', ')}`);
  return wanted;
}

function checkFiles(
  filesToCheck: readonly FileToCheck[],
  check: SecretCheck,
  { compiler: { facts } }: ScanContext,
): Omit<CheckReport, 'rules'> {
  const managed = filesToCheck.filter(({ plugin, file, instance }) => {
    const whole = `${plugin}/${file}`;
    return instance === undefined || !(facts.isUnmanaged(whole) || facts.isData(whole));
  });
  const files = managed.map((file): FileReport => {
    const content = readFileBytes(file.diskPath);
    if (content.state === 'failed') return { ...file, found: { as: 'unreadable', reason: content.reason } };
    const format = facts.readers.formatOf(file.plugin, file.file);
    return { ...file, found: check.checkFile(file, format, content.bytes) };
  });
  return { files, leftOut: filesToCheck.length - managed.length };
}
