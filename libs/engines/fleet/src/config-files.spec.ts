import { describe, expect, it } from 'vitest';
import { CONFIG_EXTENSIONS, isConfigFile, NEVER_CONFIGURATION } from './config-files.js';

describe('a file that people configure servers with', () => {
  it.each(
    'yml yaml json json5 jsonc mcmeta toml properties conf hocon cfg ini txt lang xml secret'.split(' '),
  )('may end in .%s, in any letters and in any folder', (ending) => {
    for (const path of [`a.${ending}`, `plugins/P/a.b.${ending.toUpperCase()}`, `.${ending}`])
      expect(isConfigFile(path), path).toBe(true);
    expect(isConfigFile(`plugins/P/${ending}`)).toBe(false);
    expect(isConfigFile(`plugins/a.${ending}/x`)).toBe(false);
    expect(isConfigFile(`a.${ending}.old`)).toBe(false);
  });

  it.each(['jar', 'db', 'dat', 'mca', 'sh', 'log', 'png', ''])('never ends in .%s', (ending) => {
    expect(isConfigFile(`plugins/P/a.${ending}`)).toBe(false);
  });

  it.each(['logs', 'crash-reports', 'cache', 'libraries', 'versions', 'debug'])(
    'is none in %s of the server folder, but may be in one of a plugin',
    (folder) => {
      expect(isConfigFile(`${folder}/a.yml`)).toBe(false);
      expect(isConfigFile(`${folder}/deep/er/a.yml`)).toBe(false);
      expect(isConfigFile(`plugins/P/${folder}/a.yml`)).toBe(true);
      expect(isConfigFile(`${folder}2/a.yml`)).toBe(true);
    },
  );

  it('is known by lists that name nothing twice', () => {
    for (const list of [CONFIG_EXTENSIONS, NEVER_CONFIGURATION]) expect(new Set(list).size).toBe(list.length);
  });
});
