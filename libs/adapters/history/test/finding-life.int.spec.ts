import type { FileState } from '@archivesmp/contracts/vocabulary';
import { expect, it } from 'vitest';
import {
  aDrift,
  anInstance,
  answeredScan,
  at,
  discover,
  historyRig,
  observed,
  scanOnce,
} from './history-rig.js';

it('adds no finding row in ten unchanged rescans', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const findings = Array.from({ length: 300 }, (_, index) => aDrift(`key${index}`));
  const file = {
    plugin: 'CMI',
    path: 'config.yml',
    format: 'yaml',
    size: 2048,
    modifiedAt: at(-500),
    state: 'readable',
    sha256: 'a'.repeat(64),
  } as const;
  const jar = { path: 'plugins/CMI.jar', size: 5, modifiedAt: at(-900) };
  const same = { files: [file], plugins: [{ plugin: 'CMI', hasFolder: true, jar }] };
  const first = await scanOnce(rig.history, bent, findings, at(10), same);
  expect(first.recorded).toMatchObject({ opened: 300 });
  const checksum = async () => {
    const [rows] = await rig.sql.query(
      'CHECKSUM TABLE findings, finding_changes, config_files, plugins_seen, outliers',
    );
    return rows;
  };
  const before = await checksum();
  for (let scan = 1; scan <= 10; scan += 1) {
    const { recorded, end } = await scanOnce(rig.history, bent, findings, at(100 * scan), same);
    expect(recorded).toMatchObject({ recorded: true, opened: 0, changed: 0, resolved: 0, recurred: 0 });
    expect(end.openFindings).toBe(300);
  }
  expect(await rig.count('findings')).toBe(300);
  expect(await rig.count('finding_changes')).toBe(300);
  expect(await checksum()).toEqual(before);
});

it('takes over who decided without a step in the life of the finding, and once', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  await scanOnce(rig.history, bent, [aDrift('a'), aDrift('b')], at(10));
  const tag = { scope: 'tag', name: 'skyblock' } as const;
  const decided = [aDrift('a', { decidedBy: tag, actualText: 'off' }), aDrift('b')];
  const { recorded } = await scanOnce(rig.history, bent, decided, at(20));
  expect(recorded).toMatchObject({ changed: 0, opened: 0 });
  expect(await rig.count('finding_changes')).toBe(2);
  const { findings } = await rig.history.findings.listFindings({ deciders: ['tag'] }, { limit: 5 });
  expect(findings).toMatchObject([
    {
      key: 'Settings.a',
      decidedBy: tag,
      actual: false,
      actualText: 'off',
      state: 'open',
      lastChangedAt: at(10).toISOString(),
    },
  ]);
  const checksum = () => rig.sql.query('CHECKSUM TABLE findings').then(([rows]) => rows);
  const before = await checksum();
  await scanOnce(rig.history, bent, decided, at(30));
  expect(await checksum()).toEqual(before);
});

it('lets a finding open, change, resolve and recur in one row', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  await scanOnce(rig.history, bent, [aDrift('a', { actual: 1 })], at(10));
  await scanOnce(rig.history, bent, [aDrift('a', { actual: null, severity: 'low' })], at(20));
  await scanOnce(rig.history, bent, [], at(30));
  const { findings: gone } = await rig.history.findings.listFindings({ states: ['resolved'] }, { limit: 5 });
  expect(gone).toMatchObject([{ state: 'resolved', resolvedAt: at(30).toISOString() }]);
  await scanOnce(rig.history, bent, [aDrift('a', { actual: 2 })], at(40));

  expect(await rig.count('findings')).toBe(1);
  const { findings } = await rig.history.findings.listFindings({}, { limit: 5 });
  expect(findings).toMatchObject([
    {
      state: 'recurred',
      severity: 'high',
      actual: 2,
      key: 'Settings.a',
      path: ['Settings', 'a'],
      host: 'hetzner',
      physical_server: 'hetzner',
      instance: 'BENT01',
      firstSeenAt: at(10).toISOString(),
      lastChangedAt: at(40).toISOString(),
    },
  ]);
  expect(findings[0]).not.toHaveProperty('resolvedAt');
  const life = await rig.history.findings.listFindingSteps(findings[0]!.id);
  expect(life.map((step) => [step.change, step.at, step.actual])).toEqual([
    ['opened', at(10).toISOString(), 1],
    ['changed', at(20).toISOString(), null],
    ['resolved', at(30).toISOString(), undefined],
    ['recurred', at(40).toISOString(), 2],
  ]);
});

it('resolves only within the scope of the scan', async () => {
  await using rig = await historyRig();
  const [bent, crea] = [anInstance('BENT01'), anInstance('CREA01')];
  await discover(rig.history, bent, crea);
  const elsewhere = aDrift('x', { plugin: 'LuckPerms' });
  await scanOnce(rig.history, bent, [aDrift('a'), elsewhere], at(10));
  await scanOnce(rig.history, crea, [aDrift('a')], at(10));
  const { recorded } = await scanOnce(rig.history, bent, [], at(20), { plugin: 'CMI' });
  expect(recorded).toMatchObject({ resolved: 1 });
  const { findings } = await rig.history.findings.listFindings(
    { states: ['open', 'recurred'] },
    { limit: 9 },
  );
  expect(findings.map((one) => [one.instance, one.plugin]).sort()).toEqual([
    ['BENT01', 'LuckPerms'],
    ['CREA01', 'CMI'],
  ]);
});

it('never resolves what it could not see', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const inside = aDrift('a');
  const other = aDrift('b', { file: 'other.yml' });
  await scanOnce(rig.history, bent, [inside, other], at(10));
  const locked = aDrift('', { kind: 'unreadable', path: [], expected: undefined, actual: undefined });
  const second = await scanOnce(rig.history, bent, [locked], at(20), {
    unknownFiles: [{ plugin: 'CMI', file: 'config.yml' }],
  });
  expect(second.recorded).toMatchObject({ opened: 1, resolved: 1 });
  const third = await scanOnce(rig.history, bent, [inside], at(30));
  expect(third.recorded).toMatchObject({ opened: 0, resolved: 1, recurred: 0 });
  const { findings } = await rig.history.findings.listFindings({ states: ['open'] }, { limit: 9 });
  expect(findings).toMatchObject([
    { kind: 'wrong_value', key: 'Settings.a', firstSeenAt: at(10).toISOString() },
  ]);
});

it('resolves what the state of a file answers although its keys are unknown', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const whole = { path: [], expected: undefined, actual: undefined } as const;
  const key = aDrift('a');
  await scanOnce(rig.history, bent, [key, aDrift('', { ...whole, kind: 'missing_file' })], at(10));
  const seenAs = (state: FileState) => ({
    unknownFiles: [{ plugin: 'CMI', file: 'config.yml' }],
    files: [
      { plugin: 'CMI', path: 'config.yml', format: 'yaml', size: 1, modifiedAt: at(0), state },
    ] as const,
  });
  const openKinds = async (): Promise<string[]> => {
    const { findings } = await rig.history.findings.listFindings({ states: ['open'] }, { limit: 9 });
    return findings.map(({ kind }) => kind).sort();
  };
  const broken = aDrift('', { ...whole, kind: 'not_understood' });
  await scanOnce(rig.history, bent, [broken], at(20), seenAs('not_understood'));
  expect(await openKinds()).toEqual(['not_understood', 'wrong_value']);
  await scanOnce(rig.history, bent, [], at(30), seenAs('unsettled'));
  expect(await openKinds()).toEqual(['not_understood', 'wrong_value']);
  await scanOnce(
    rig.history,
    bent,
    [aDrift('', { ...whole, kind: 'unreadable' })],
    at(40),
    seenAs('too_large'),
  );
  expect(await openKinds()).toEqual(['unreadable', 'wrong_value']);
  const { scans } = await rig.history.scans.listScans({ limit: 9 });
  const lines = await Promise.all(scans.map(({ id }) => rig.history.scans.getScan(id)));
  expect(lines.map((scan) => scan?.instances?.[0])).toMatchObject([
    { unreadable: 1, notUnderstood: 0, unsettled: 0 },
    { unreadable: 0, notUnderstood: 0, unsettled: 1 },
    { unreadable: 0, notUnderstood: 1, unsettled: 0 },
    {},
  ]);
});

it('never resolves what lies in a folder it could not open', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const files = ['lang/en.yml', 'lang/sub/de.yml', 'language.yml'];
  const found = files.map((file) => aDrift('a', { file }));
  const gone = aDrift('', { kind: 'missing_plugin', file: '', path: [] });
  await scanOnce(rig.history, bent, [...found, gone], at(10));
  const unknownFiles = [{ plugin: 'CMI', file: 'lang' }];
  const second = await scanOnce(rig.history, bent, [], at(20), { unknownFiles });
  expect(second.recorded).toMatchObject({ resolved: 2 });
  const whole = [{ plugin: 'CMI', file: '' }];
  const third = await scanOnce(rig.history, bent, [], at(30), { unknownFiles: whole });
  expect(third.recorded).toMatchObject({ resolved: 0 });
});

it('tells names apart that differ in case or accent only, and keeps every character', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const unusual = ['Key', 'key', 'kéy', "k'y", 'k"y', 'k\\y', 'k🦊y', '雪', 'a.b'];
  await scanOnce(
    rig.history,
    bent,
    unusual.map((key) =>
      aDrift(key, { file: `${key}.yml`, expected: key, actual: { [key]: [key, null, 1.5] } }),
    ),
    at(10),
  );
  const { findings } = await rig.history.findings.listFindings({}, { limit: 99 });
  expect(findings.map((one) => one.path.at(-1))).toEqual(unusual);
  expect(findings.map((one) => one.expected)).toEqual(unusual);
  expect(findings.map((one) => one.actual)).toEqual(unusual.map((key) => ({ [key]: [key, null, 1.5] })));
});

it('takes a path as a path: text and index, dot and level are different keys', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const paths = [['a', 'b'], ['a.b'], ['a', 0], ['a', '0']] as const;
  await scanOnce(
    rig.history,
    bent,
    paths.map((path) => aDrift('', { path })),
    at(10),
  );
  expect(await rig.count('findings')).toBe(paths.length);
});

it('survives two scans of different scope that record one instance at the same moment', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const all = await answeredScan(rig.history, [bent]);
  const some = await answeredScan(rig.history, [bent], { plugin: 'CMI' });
  const findings = Array.from({ length: 50 }, (_, index) => aDrift(`k${index}`));
  const records = await Promise.all(
    [all, some].map((scanId) =>
      rig.history.scanResults.recordInstanceResult(observed(scanId, bent, findings), at(20)),
    ),
  );
  expect(records.map((record) => record.opened).sort((left, right) => left - right)).toEqual([0, 50]);
  expect(await rig.count('findings')).toBe(50);
  expect(await rig.count('finding_changes')).toBe(50);
});

it('cuts a reason that is too long instead of failing, and does not call it changed next time', async () => {
  await using rig = await historyRig();
  const bent = anInstance('BENT01');
  await discover(rig.history, bent);
  const wordy = [aDrift('a', { reason: '🦊'.repeat(3_000) })];
  await scanOnce(rig.history, bent, wordy, at(10));
  expect((await scanOnce(rig.history, bent, wordy, at(20))).recorded).toMatchObject({ changed: 0 });
});

it('lets no open secret reach a row, even when the caller forgot to mask it', async () => {
  await using rig = await historyRig();
  const one = anInstance('SMP101');
  await discover(rig.history, one);
  const secret = 'correct-horse-battery';
  await scanOnce(
    rig.history,
    one,
    [
      aDrift('password', { expected: `•••••• #9f2c00112233`, actual: secret }),
      aDrift('MySQL', { actual: { host: 'db', password: secret } }),
    ],
    at(10),
  );
  const [dump] = await rig.sql.query(
    'SELECT expected, actual FROM findings UNION ALL SELECT actual, NULL FROM finding_changes',
  );
  expect(JSON.stringify(dump)).not.toContain(secret);
  expect(JSON.stringify(dump)).toContain('#9f2c00112233');
});
