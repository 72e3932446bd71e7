import { compilePathGlobs } from './glob.js';

/** Endings of files that people configure servers with. Everything else (worlds, databases, JARs) is not looked at. */
export const CONFIG_EXTENSIONS: readonly string[] = [
  'yml',
  'yaml',
  'json',
  'json5',
  'jsonc',
  'mcmeta',
  'toml',
  'properties',
  'conf',
  'hocon',
  'cfg',
  'ini',
  'txt',
  'lang',
  'xml',
  'secret',
];

/** What no server keeps configuration in: globs over the server folder. */
export const NEVER_CONFIGURATION: readonly string[] = [
  'logs/**',
  'crash-reports/**',
  'cache/**',
  'libraries/**',
  'versions/**',
  'debug/**',
];

const isNever = compilePathGlobs(NEVER_CONFIGURATION);

/** Whether a file of the server folder is one that people configure servers with, by where it lies and how it ends. */
export function isConfigFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot >= 0 && CONFIG_EXTENSIONS.includes(name.slice(dot + 1).toLowerCase()) && !isNever(path);
}
