import type { BaselineRevisionView } from '@archivesmp/contracts/baseline-history';
import type { ObservedFile, ObservedFinding } from '@archivesmp/history';
import { describe, expect, it } from 'vitest';
import { causesOf, type TwoScans } from './causes-of.js';

const minute = (count: number): Date => new Date(Date.UTC(2026, 10, 29, 12, count));
const seen = (path: string, sha256: string, written = minute(30)): ObservedFile => ({
  plugin: 'CMI',
  path,
  format: 'yaml',
  size: 1,
  modifiedAt: written,
  state: 'readable',
  sha256,
});
const known = (path: string, sha256: string) => ({
  ...seen(path, sha256),
  instanceId: 'i',
  modifiedAt: minute(0).toISOString(),
  lastChangedAt: minute(0).toISOString(),
});
const finding = (file: string, plugin = 'CMI'): ObservedFinding => ({
  plugin,
  file,
  path: ['a'],
  kind: 'wrong_value',
  status: 'drift',
  severity: 'low',
  decidedBy: { scope: 'baseline' },
  priority: 1,
  reason: 'why',
});
const change = (version: number, plugin: string, path: string, at = minute(40)): BaselineRevisionView => ({
  version,
  plugin,
  path,
  change: 'saved',
  at: at.toISOString(),
});

const SCANS: TwoScans = {
  at: minute(60),
  files: [seen('config.yml', 'new'), seen('same.yml', 'old')],
  plugins: [{ plugin: 'CMI', hasFolder: true }],
  filesBefore: [known('config.yml', 'old'), known('same.yml', 'old'), known('gone.yml', 'old')],
  pluginsBefore: [{ instanceId: 'i', plugin: 'CMI', hasFolder: true, firstSeenAt: minute(0).toISOString() }],
  record: { scannedAt: minute(0), judgedRevision: 'r1', written: new Map(), known: new Map(), starts: [] },
  revision: 'r1',
  changes: [],
};
const kindOf = (file: string, scans: Partial<TwoScans> = {}, plugin?: string) =>
  causesOf({ ...SCANS, ...scans })(finding(file, plugin));

describe('the facts behind a cause', () => {
  it('are two looks at the very file', () => {
    expect(kindOf('config.yml').kind).toBe('changed_between');
    expect(kindOf('gone.yml').kind).toBe('changed_between');
    expect(kindOf('same.yml').kind).toBe('unknown');
    expect(kindOf('never.yml').kind).toBe('unknown');
    // A file that could not be read then is not known to be the same
    const denied = { ...known('same.yml', 'old'), state: 'permission_denied' as const, sha256: undefined };
    expect(kindOf('same.yml', { filesBefore: [denied as never] }).kind).toBe('unknown');
  });

  it('are about this plugin: its own JAR, its own presence', () => {
    const jar = (size: number) => ({ path: 'plugins/CMI.jar', size, modifiedAt: minute(5) });
    const before = [{ ...SCANS.pluginsBefore[0]!, jarStamp: `plugins/CMI.jar 1 ${minute(5).toISOString()}` }];
    const with_ = (size: number) => ({
      pluginsBefore: before,
      plugins: [{ plugin: 'CMI', hasFolder: true, jar: jar(size) }],
    });
    expect(kindOf('config.yml', with_(2)).kind).toBe('update');
    expect(kindOf('config.yml', with_(1)).kind).toBe('changed_between');
    expect(kindOf('config.yml', { plugins: with_(2).plugins }).kind).toBe('changed_between');
    expect(kindOf('', { plugins: [] }).kind).toBe('changed_between');
    expect(kindOf('').kind).toBe('unknown');
  });

  it('are what the record says: our own writing, by the place of the file', () => {
    const written = new Map([
      ['plugins/CMI/config.yml', { deploymentId: 'd1', content: 'new' }],
      ['plugins/CMI/gone.yml', { deploymentId: 'd2', content: undefined }],
      ['server.properties', { deploymentId: 'd3', content: 'new' }],
    ]);
    const record = { ...SCANS.record, written };
    expect(kindOf('config.yml', { record })).toEqual({ kind: 'our_change', deploymentId: 'd1' });
    expect(kindOf('gone.yml', { record })).toEqual({ kind: 'our_change', deploymentId: 'd2' });
    const files = [{ ...seen('server.properties', 'new'), plugin: '_server' }];
    expect(kindOf('server.properties', { record, files }, '_server')).toMatchObject({ deploymentId: 'd3' });
  });

  it('are what deployments found or wrote before a start, by the place of the file', () => {
    const starts = [{ from: minute(29), to: minute(30) }];
    const found = (path: string, content: string) => new Map([[path, [{ at: minute(28), content }]]]);
    const kind = (path: string, content: string) =>
      kindOf('config.yml', { record: { ...SCANS.record, starts, known: found(path, content) } }).kind;
    expect(kind('plugins/CMI/config.yml', 'old')).toBe('at_start');
    expect(kind('plugins/CMI/config.yml', 'new')).toBe('changed_between');
    expect(kind('plugins/CMI/other.yml', 'old')).toBe('start_between');
  });

  it('are what should be there, then and now, and which change it was', () => {
    const changes = [
      change(3, 'CMI', 'same.yml', minute(-1)),
      change(7, 'CMI', 'same.yml'),
      change(8, 'CMI', 'other.yml'),
      change(9, 'LuckPerms', 'same.yml'),
    ];
    expect(kindOf('same.yml', { revision: 'r2', changes })).toEqual({ kind: 'desired_changed', version: 7 });
    const document = [...changes, change(10, '', 'deviations.yml')];
    expect(kindOf('same.yml', { revision: 'r2', changes: document })).toMatchObject({ version: 10 });
    expect(kindOf('same.yml', { revision: 'r2' })).toEqual({ kind: 'desired_changed' });
    expect(kindOf('config.yml', { revision: 'r2', changes }).kind).toBe('unknown');
    const { judgedRevision: _, ...record } = SCANS.record;
    expect(kindOf('same.yml', { record, revision: 'r2' }).kind).toBe('unknown');
  });

  it('tell a first look from one that only parts were looked at before', () => {
    const record = { written: new Map(), known: new Map(), starts: [] };
    expect(kindOf('config.yml', { record, filesBefore: [], pluginsBefore: [] }).kind).toBe('first_look');
    expect(kindOf('config.yml', { record }).kind).toBe('unknown');
  });
});
