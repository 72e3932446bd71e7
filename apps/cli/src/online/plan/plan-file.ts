import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ConfigNode, plainValueOf, type PlainValue, readConfig } from '@archivesmp/config-text';
import type { FileChangeRequest, ChangeRequest } from '@archivesmp/api-client';
import { parseKeyPath } from '../../edit/key-path.js';
import { readFileBytes } from '../../file/read-file-bytes.js';
import { closestName } from '@archivesmp/contracts/closest-name';
import { wireValue } from './change-request.js';

type Fields = ReadonlyMap<string, PlainValue>;
type Edits = NonNullable<FileChangeRequest['edits']>;

const STDIN = 0;
const TOP = ['title', 'findings', 'changes', 'desired', 'prepareMissingPlugins', 'asIs'];
const DESIRED = ['instances', 'plugins'];
const CHANGE = ['instances', 'plugin', 'file', 'set', 'insert', 'unset', 'content', 'contentFrom', 'remove'];

/** What a hand-written plan asks for; the title may be missing. */
export type WrittenPlan = Omit<ChangeRequest, 'title'> & { readonly title?: string };

/** Reads a plan that a person wrote in YAML (or JSON). @throws Error that names the location and what is expected there */
export function readPlanFile(file: string): WrittenPlan {
  const name = file === '-' ? 'stdin' : file;
  const reading = readConfig(file === '-' ? readFileSync(STDIN) : bytesOf(file), 'yaml');
  if (reading.state !== 'ok') {
    const { line, column, message } = reading.error;
    throw new Error(`${name}:${line}:${column}: ${message}`);
  }
  try {
    return planIn(reading.root, file === '-' ? '.' : path.dirname(file));
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

function bytesOf(file: string): Uint8Array {
  const read = readFileBytes(file);
  if (read.state === 'failed') throw new Error(`${file}: ${read.reason}`);
  return read.bytes;
}

function planIn(root: ConfigNode, folder: string): WrittenPlan {
  const fields = fieldsIn(plainValueOf(root), 'the plan', TOP);
  const title = fields.has('title') ? textOf(fields.get('title'), 'title') : undefined;
  const findings = fields.has('findings') ? textsOf(fields.get('findings'), 'findings') : undefined;
  const changes = listOf(fields.get('changes'), 'changes').map((one, index) =>
    changeIn(one, `changes[${index}]`, folder),
  );
  const desired = listOf(fields.get('desired'), 'desired').map((one, index) =>
    desiredIn(one, `desired[${index}]`),
  );
  const prepare = fields.get('prepareMissingPlugins') ?? false;
  if (typeof prepare !== 'boolean') throw new Error('prepareMissingPlugins: true or false is expected');
  const asIs = fields.get('asIs') ?? false;
  if (typeof asIs !== 'boolean') throw new Error('asIs: true or false is expected');
  return {
    ...(title !== undefined && { title }),
    ...(findings !== undefined && { findings }),
    changes,
    ...(desired.length > 0 && { desired }),
    ...(prepare && { prepareMissingPlugins: true }),
    ...(asIs && { asIs: true }),
  };
}

function listOf(value: PlainValue | undefined, where: string): PlainValue[] {
  const listed = value ?? [];
  if (!Array.isArray(listed)) throw new Error(`${where}: a list is expected`);
  return listed as PlainValue[];
}

function desiredIn(value: PlainValue, where: string): NonNullable<ChangeRequest['desired']>[number] {
  const fields = fieldsIn(value, where, DESIRED);
  const plugins = fields.get('plugins');
  return {
    instances: textsOf(fields.get('instances'), `${where}.instances`),
    ...(plugins !== undefined && { plugins: textsOf(plugins, `${where}.plugins`) }),
  };
}

function changeIn(value: PlainValue, where: string, folder: string): FileChangeRequest {
  const fields = fieldsIn(value, where, CHANGE);
  const location = {
    instances: textsOf(fields.get('instances'), `${where}.instances`),
    plugin: textOf(fields.get('plugin'), `${where}.plugin`),
    file: textOf(fields.get('file'), `${where}.file`),
  };
  const edits = editsIn(fields, where);
  const ways = [
    edits.length > 0,
    fields.has('content'),
    fields.has('contentFrom'),
    fields.get('remove') === true,
  ];
  if (ways.filter(Boolean).length !== 1)
    throw new Error(`${where}: say exactly one of set/insert/unset, content, contentFrom and remove: true`);
  if (edits.length > 0) return { ...location, edits };
  if (fields.get('remove') === true) return { ...location, remove: true };
  return { ...location, content: contentIn(fields, where, folder) };
}

function contentIn(fields: Fields, where: string, folder: string): string {
  if (fields.has('content')) return textOf(fields.get('content'), `${where}.content`);
  const from = path.resolve(folder, textOf(fields.get('contentFrom'), `${where}.contentFrom`));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(from));
  } catch (error) {
    if (error instanceof TypeError)
      throw new Error(`${where}.contentFrom: ${from} is no UTF-8 text`, { cause: error });
    throw error;
  }
}

function editsIn(fields: Fields, where: string): Edits {
  const edits: Edits = [];
  for (const op of ['set', 'insert'] as const) {
    if (!fields.has(op)) continue;
    for (const [keyPath, value] of fieldsIn(fields.get(op), `${where}.${op}`))
      edits.push({ op, path: [...parseKeyPath(keyPath)], value: wireValue(value) });
  }
  if (fields.has('unset'))
    for (const keyPath of textsOf(fields.get('unset'), `${where}.unset`))
      edits.push({ op: 'unset', path: [...parseKeyPath(keyPath)] });
  return edits;
}

/** A section, all of whose keys are known. */
function fieldsIn(value: PlainValue | undefined, where: string, known?: readonly string[]): Fields {
  if (!(value instanceof Map)) throw new Error(`${where}: a section with keys is expected`);
  const fields = value as Fields;
  const unknown = known === undefined ? undefined : [...fields.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) {
    const close = closestName(unknown, known!);
    throw new Error(
      `${where}: unknown key ${unknown}; ${close === undefined ? `there are ${known!.join(', ')}` : `did you mean ${close}?`}`,
    );
  }
  return fields;
}

function textOf(value: PlainValue | undefined, where: string): string {
  if (typeof value !== 'string') throw new Error(`${where}: a text is expected`);
  return value;
}

/** A list of texts; one text stands for a list of one. */
function textsOf(value: PlainValue | undefined, where: string): string[] {
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(list) || list.length === 0 || !list.every((item) => typeof item === 'string'))
    throw new Error(`${where}: a list of texts is expected`);
  return list;
}
