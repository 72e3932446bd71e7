import { counted } from '@archivesmp/contracts/counted';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  importLegacy,
  type LegacyDocument,
  type LiveFile,
  REPAIR_TITLES,
  type RepairKind,
} from '@archivesmp/legacy-import';
import { failureText, writeFailureText } from '../file/failure-text.js';
import { makeFolder } from '../file/make-folder.js';
import { EXIT, type ExitCode } from '../terminal/exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import { liveFiles } from './live-files.js';

export interface ImportRequest {
  readonly from: string;
  readonly out: string;
  readonly instances?: string | undefined;
}

/**
 * Reads the operators' documents, writes baselines, deviations.yml, plugin-registry.yml and the repair report. Refuses an
 * output folder that already holds something, so that corrected files are never overwritten.
 */
export async function importLegacyFolder(request: ImportRequest, terminal: Terminal): Promise<ExitCode> {
  const documents = await readDocuments(request.from);
  if (documents.length === 0) throw new Error(`there are no files in ${request.from}`);
  await refuseFilledFolder(request.out);
  // before the long work, so that a folder that cannot be made is known at once
  await withLocation(request.out, makeFolder(request.out), writeFailureText);
  const { instances } = request;
  const live = instances === undefined ? [] : await withLocation(instances, readLive(instances, terminal));
  const result = await importLegacy(documents, live);
  for (const file of result.files) {
    const target = path.join(request.out, file.path);
    await withLocation(target, makeFolder(path.dirname(target)), writeFailureText);
    await withLocation(target, writeFile(target, file.text), writeFailureText);
  }
  summarise(result, request, terminal);
  return EXIT.ok;
}

async function readLive(instances: string, terminal: Terminal): Promise<LiveFile[]> {
  const live: LiveFile[] = [];
  const progress = terminal.progress('reading live files', 0);
  try {
    for await (const file of liveFiles(instances)) {
      live.push(file);
      progress.advance();
    }
  } finally {
    progress.done();
  }
  return live;
}

/** Gives a failing system call the name of what it was about. */
async function withLocation<T>(location: string, work: Promise<T>, inWords = failureText): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`${location}: ${inWords(error)}`, { cause: error });
  }
}

async function readDocuments(root: string): Promise<LegacyDocument[]> {
  const entries = await withLocation(root, readdir(root, { recursive: true, withFileTypes: true }));
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => ({
      path: path.relative(root, file).split(path.sep).join('/'),
      bytes: await withLocation(file, readFile(file)),
    })),
  );
}

async function refuseFilledFolder(out: string): Promise<void> {
  const there = await withLocation(
    out,
    readdir(out).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    }),
  );
  if (there.length > 0)
    throw new Error(`${out} is not empty; name a new folder, so that nothing you corrected is overwritten`);
}

function summarise(
  result: Awaited<ReturnType<typeof importLegacy>>,
  request: ImportRequest,
  terminal: Terminal,
): void {
  const baselines = result.files.filter((file) => file.path.startsWith('baselines/'));
  const plugins = new Set(baselines.map((file) => file.path.split('/')[1]));
  terminal.print(
    `${counted(baselines.length, 'baseline file')} of ${counted(plugins.size, 'plugin')}, deviations.yml and plugin-registry.yml written to ${request.out}`,
  );
  const counts = result.report.counts();
  for (const kind of Object.keys(REPAIR_TITLES) as RepairKind[]) {
    const count = counts.get(kind);
    if (count !== undefined) terminal.print(`${String(count).padStart(6)}  ${REPAIR_TITLES[kind]}`);
  }
  terminal.print(`Read ${path.join(request.out, 'REPAIRS.md')} before you use the result.`);
  if (request.instances === undefined)
    terminal.print('No --instances were given: every file that a document does not name itself is a guess.');
}
