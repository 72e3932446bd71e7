import { describe, expect, it } from 'vitest';
import { whyNoRestorePoint } from './restore-point.js';

const wanted = { instance: 'CREA01', at: '2026-11-20T18:00:00.000Z' };
const found = [{ plugin: 'CMI' }, { plugin: '_server' }];

describe('bringing an instance back to a time', () => {
  it('needs a backup of it', () => {
    expect(whyNoRestorePoint([], wanted)).toBe(
      'There is no backup of CREA01 from 2026-11-20T18:00:00.000Z or before.',
    );
    expect(whyNoRestorePoint(found, wanted)).toBeUndefined();
  });

  it('needs one of each plugin that is named', () => {
    expect(whyNoRestorePoint(found, { ...wanted, plugins: ['CMI', '_server'] })).toBeUndefined();
    expect(whyNoRestorePoint(found, { ...wanted, plugins: ['Vault', 'CMI', 'Essentials'] })).toBe(
      'There is no backup of Vault, Essentials on CREA01 from 2026-11-20T18:00:00.000Z or before.',
    );
  });
});
