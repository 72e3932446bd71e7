import type { FleetEventStream } from '@archivesmp/bus';
import type { History } from '@archivesmp/history';
import type { ServiceCalls } from '@archivesmp/hub-wiring';
import type { Log } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { RescanBeforeBackup } from './rescan-before-backup.js';

const REQUESTED = new Date('2026-11-30T12:00:00Z');
const before = (seconds: number): Date => new Date(REQUESTED.getTime() - seconds * 1_000);
const EVO01 = { id: 'evo', name: 'EVO01', host: 'ovh', scannedAt: before(60) };

/** A fleet where a scan is under way that began before the request; it reads EVO01 at once, and ends when it was asked for `looks` times. */
function rescanWhile(scansAskedFor: number, ownAt: Date) {
  const asked: string[] = [];
  let left = scansAskedFor;
  const lines = [{ instanceId: 'evo', state: 'scanned' }];
  const history = {
    fleet: { listInstances: async () => [EVO01] },
    configFiles: { listConfigFiles: async () => [] },
    scanRequests: {
      recordScanRequest: async () => {
        const joined = left > 0;
        asked.push(joined ? 'joined' : 'own');
        return { id: joined ? 'old' : 'own', joined };
      },
    },
    scans: {
      scannedSince: async () => false,
      getScan: async (id: string) => {
        if (id === 'own') return { requestedAt: ownAt, finishedAt: ownAt, instances: lines };
        left -= 1;
        return { requestedAt: before(5), instances: lines, ...(left <= 0 && { finishedAt: before(0) }) };
      },
    },
  } as unknown as History;
  const log = { info: () => undefined, warn: () => undefined } as unknown as Log;
  const calls = { wake: () => undefined, stopping: new AbortController().signal } as unknown as ServiceCalls;
  const events = { publishFleetEvent: async () => undefined } as unknown as FleetEventStream;
  const rescan = new RescanBeforeBackup(history, events, calls, log);
  return {
    asked,
    rescanned: rescan.rescanInstance({ operationId: 'o', instanceId: 'evo' }, REQUESTED, 'mia'),
  };
}

describe('the look before a backup by hand', () => {
  it('waits for the end of a scan that began before it was requested, and then looks itself', async () => {
    const { asked, rescanned } = rescanWhile(5, REQUESTED);
    expect(await rescanned).toMatchObject({ seenAt: EVO01.scannedAt });
    expect(asked).toEqual(['joined', 'own']);
  });

  it('takes its own scan for its own, although the clock was set back meanwhile', async () => {
    const { asked, rescanned } = rescanWhile(0, before(30));
    expect(await rescanned).toMatchObject({ seenAt: EVO01.scannedAt });
    expect(asked).toEqual(['own']);
  });
});
