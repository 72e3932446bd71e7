import { describe, expect, it } from 'vitest';
import type { ScanRequesting } from '../relay/request-scan.js';
import { contradicts, ScanContradicted } from './contradicted.js';

const OLD = 'a'.repeat(64);
const NEW = 'b'.repeat(64);

describe('what is found now', () => {
  const seen = { state: 'readable', sha256: OLD } as const;

  it('contradicts the last scan when its bytes are others, or gone', () => {
    expect(contradicts(seen, { state: 'present', sha256: OLD })).toBe(false);
    expect(contradicts(seen, { state: 'present', sha256: NEW })).toBe(true);
    expect(contradicts(seen, { state: 'too-large', sha256: NEW })).toBe(true);
    expect(contradicts(seen, { state: 'absent' })).toBe(true);
  });

  it('says nothing when it cannot be read', () => {
    expect(contradicts(seen, { state: 'unreadable', reason: 'the agent is silent' })).toBe(false);
  });

  it('contradicts a file that had vanished only when it is there', () => {
    const gone = { state: 'vanished', sha256: OLD } as const;
    expect(contradicts(gone, { state: 'absent' })).toBe(false);
    expect(contradicts(gone, { state: 'present', sha256: OLD })).toBe(true);
  });
});

describe('a contradiction', () => {
  const quiet = { info: () => undefined, warn: () => undefined };

  function asking(fails: boolean): { asked: object[]; hints: string[]; asking: ScanRequesting } {
    const asked: object[] = [];
    const hints: string[] = [];
    const recordScanRequest = async (scope: object, by: string) => {
      if (fails) throw new Error('the database is unavailable');
      asked.push({ ...scope, by });
      return { id: `s${asked.length}`, joined: asked.length > 1 };
    };
    const events = {
      publishFleetEvent: async (_name: string, data: { scanId: string }) => void hints.push(data.scanId),
    };
    return {
      asked,
      hints,
      asking: {
        history: { scanRequests: { recordScanRequest } },
        events,
        log: quiet,
      } as unknown as ScanRequesting,
    };
  }

  it('has each of its plugins scanned once, and tells who waits only of scans that are new', async () => {
    const one = { instanceId: 'i1', plugin: 'CMI' };
    const { asked, hints, asking: scans } = asking(false);
    await new ScanContradicted(scans).scanContradicted(
      [one, { ...one }, { instanceId: 'i2', plugin: 'CMI' }],
      'approval',
    );
    expect(asked).toEqual([
      { instance: 'i1', plugin: 'CMI', by: 'approval' },
      { instance: 'i2', plugin: 'CMI', by: 'approval' },
    ]);
    expect(hints).toEqual(['s1']);
  });

  it('never keeps from an answer what was asked for', async () => {
    const { asking: scans } = asking(true);
    await expect(
      new ScanContradicted(scans).scanContradicted([{ instanceId: 'i1', plugin: 'CMI' }], 'approval'),
    ).resolves.toBeUndefined();
  });
});
