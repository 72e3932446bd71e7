import { describe, expect, it } from 'vitest';
import { compileDataFiles } from './data-files.js';
import { DEFAULT_DATA_FILES } from './default-data-files.js';
import { NO_DEVIATIONS } from './deviations-document.js';
import { parseDeviations } from './parse-deviations.js';

const parse = (text: string) => parseDeviations(new TextEncoder().encode(text));

describe('data files', () => {
  it('are known by rules that each say why', () => {
    const isData = compileDataFiles(NO_DEVIATIONS);
    expect(isData('_server/usercache.json')).toBe(true);
    expect(isData('TokenManager/data.yml')).toBe(true);
    expect(isData('CMI/config.yml')).toBe(false);
    expect(isData('LoginSecurity/database.yml')).toBe(false);
    for (const { reason } of DEFAULT_DATA_FILES) expect(reason).not.toBe('');
  });

  it('are what the document says first', () => {
    const { document } = parse(`data_files:
  - {file: DeluxeHub/data.yml, data: false, reason: it holds the menu}
  - {file: "Essentials/userdata/**", reason: one file for every player}
  - {file: "Essentials/**", data: false, reason: too late}
`);
    const isData = compileDataFiles(document!);
    expect(isData('DeluxeHub/data.yml')).toBe(false);
    expect(isData('TokenManager/data.yml')).toBe(true);
    expect(isData('Essentials/userdata/a.yml')).toBe(true);
  });

  it('are not hidden without a reason, and mistakes are named', () => {
    const { errors } = parse('data_files:\n  - {file: "a/b.yml", data: maybe, why: x}\n');
    expect(errors!.map(({ field }) => field).sort()).toEqual([
      'data_files[0].data',
      'data_files[0].reason',
      'data_files[0].why',
    ]);
  });
});
