import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AGENT_SETTINGS_PATH, AgentSettings } from '@archivesmp/client-agent';
import { changeStatesOf, INSTANCE_CHANGE_TRANSITIONS } from '@archivesmp/contracts/deployment-states';
import { TakeBackupJob } from '@archivesmp/contracts/deployment-jobs';
import { ORDER_FAILURE_CODES, ORDER_FAILURES } from '@archivesmp/contracts/order-facts';
import { SCAN_STATES } from '@archivesmp/contracts/vocabulary';
import { DriftSettings, HOST_SETTINGS_PATH, Metrics } from '@archivesmp/service-kit';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { BackupSettings } from '@archivesmp/backup';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const text = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

interface AlertRule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook: string };
}
interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: { uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string; legendFormat: string }[];
}

/** Labels by metric, from the tables that each service's own spec keeps equal to what it declares. */
function declaredMetrics(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>([['up', []]]);
  for (const [, name, kind, labels] of text('docs/metrics.md').matchAll(
    /^\| `(\w+)` \| (\w+) \| ([\w, ]*) ?\|/gm,
  )) {
    const own = labels!.split(',').flatMap((label) => label.trim() || []);
    if (kind !== 'histogram') found.set(name!, own);
    else for (const part of ['bucket', 'sum', 'count']) found.set(`${name!}_${part}`, [...own, 'le']);
  }
  for (const { name } of new Metrics('hub').registry.getMetricsAsArray()) found.set(name, []);
  return found;
}

const METRICS = declaredMetrics();
/** What Prometheus and the registry of a service put on every series. */
const ALWAYS = ['app', 'instance', 'job'];
const labelsOf = (metric: string): string[] => [...ALWAYS, ...(METRICS.get(metric) ?? [])];

interface Use {
  metric: string;
  /** Of its matchers: label and the values that it is compared with. */
  matchers: [label: string, values: string[]][];
}

/** Metrics of an expression; a name is a word that is no function, keyword or label list. */
function uses(expression: string): Use[] {
  const bare = expression.replaceAll(/\b(?:by|without) \([^)]*\)/g, '');
  return [...bare.matchAll(/\b((?:archivesmp|process|nodejs)_\w+|up)\b(?:\{([^}]*)\})?/g)]
    .filter(({ index }) => !/["=~|.]$/.test(bare.slice(0, index)))
    .map(([, metric, inner = '']) => ({
      metric: metric!,
      matchers: [...inner.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(([, label, value]) => [
        label!,
        value!.split('|'),
      ]),
    }));
}
const grouped = (expression: string): string[] =>
  [...expression.matchAll(/\b(?:by|without) \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/));

/** Why an expression would silently never match; empty when it is sound. */
function faults(expression: string): string[] {
  const used = uses(expression);
  const known = used.flatMap(({ metric }) => labelsOf(metric));
  return [
    ...(used.length === 0 ? ['names no metric'] : []),
    ...used.filter(({ metric }) => !METRICS.has(metric)).map(({ metric }) => `no metric ${metric}`),
    ...used.flatMap(({ metric, matchers }) =>
      matchers
        .filter(([label]) => !labelsOf(metric).includes(label))
        .map(([label]) => `${metric} has no label ${label}`),
    ),
    ...grouped(expression)
      .filter((label) => !known.includes(label))
      .map((label) => `grouped by ${label}, which no metric of it has`),
  ];
}

/** Labels that a text shows, `{{ $labels.host }}` or `{{host}}`. */
const shown = (template: string): string[] =>
  [...template.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label]) => label!);

/** The anchor that GitHub and editors give to a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
const anchors = [...text('docs/operations.md').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
  anchor(heading!),
);

const rules = (
  parse(text('docs/monitoring/alerts.yml')) as { groups: { name: string; rules: AlertRule[] }[] }
).groups.flatMap((group) => group.rules);
const rule = (name: string): AlertRule => rules.find(({ alert }) => alert === name)!;

describe('what this spec looks for', () => {
  it.each([
    ['max(archivesmp_drift_outbox_oldest_second) > 1', 'no metric archivesmp_drift_outbox_oldest_second'],
    ['archivesmp_agent_up{hots="a"} == 0', 'archivesmp_agent_up has no label hots'],
    ['sum by (queue) (archivesmp_agent_up)', 'grouped by queue, which no metric of it has'],
    ['sum by (le) (archivesmp_agent_up)', 'grouped by le, which no metric of it has'],
    ['archivesmp_drift_scan_duration_seconds > 1', 'no metric archivesmp_drift_scan_duration_seconds'],
    ['archivesmp_agent_up{queue_job="x"}', 'archivesmp_agent_up has no label queue_job'],
    ['vector(1)', 'names no metric'],
  ])('finds the fault of %s', (expression, fault) => {
    expect(faults(expression)).toEqual([fault]);
  });
});

describe('docs/monitoring/alerts.yml', () => {
  it('has one rule of each name', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThan(10);
  });

  it.each(rules.map((one) => [one.alert, one] as const))('%s is sound and says what to do', (_, one) => {
    expect(faults(one.expr)).toEqual([]);
    expect(one.for).toMatch(/^\d+[mh]$/);
    expect(['warning', 'critical']).toContain(one.labels.severity);
    const known = uses(one.expr).flatMap(({ metric }) => labelsOf(metric));
    const { summary, description, runbook } = one.annotations;
    for (const label of shown(`${summary} ${description}`)) expect(known).toContain(label);
    expect(summary.length).toBeGreaterThan(10);
    expect(description.length).toBeGreaterThan(20);
    const [file, heading] = runbook.split('#');
    expect(file).toBe('docs/operations.md');
    expect(anchors).toContain(heading);
  });

  it('compares labels with values that exist', () => {
    const values: Record<string, readonly string[]> = {
      archivesmp_agent_orders_total: ORDER_FAILURE_CODES,
      archivesmp_deployment_instances_total: Object.keys(INSTANCE_CHANGE_TRANSITIONS),
      archivesmp_drift_scans_total: SCAN_STATES,
      archivesmp_backup_last_success_timestamp_seconds: [TakeBackupJob.name],
    };
    const compared = rules.flatMap(({ expr }) => uses(expr)).filter(({ metric }) => metric in values);
    expect(new Set(compared.map(({ metric }) => metric)).size).toBe(Object.keys(values).length);
    for (const { metric, matchers } of compared)
      for (const [, chosen] of matchers) expect(values[metric]).toEqual(expect.arrayContaining(chosen));
  });

  it('alarms for every state that the table calls alarming, and for no failed order that it does not', () => {
    const alarmed = (metric: string): string[] =>
      rules
        .filter(({ labels }) => labels.severity === 'critical')
        .flatMap(({ expr }) => uses(expr))
        .filter((use) => use.metric === metric)
        .flatMap(({ matchers }) => matchers.flatMap(([, chosen]) => chosen));
    const states = new Set(alarmed('archivesmp_deployment_instances_total'));
    expect([...states].sort()).toEqual(changeStatesOf(({ alarming }) => alarming).sort());
    const codes: string[] = ORDER_FAILURE_CODES.filter((code) => ORDER_FAILURES[code].alarming);
    expect(codes).toEqual(expect.arrayContaining(alarmed('archivesmp_agent_orders_total')));
  });

  it('waits for two intervals of the defaults', () => {
    const scan = new DriftSettings().scan_every_seconds;
    expect(rule('ScanTooOld').expr).toMatch(new RegExp(`> ${2 * scan}$`));
    expect(rule('NoScanSinceStart').for).toBe(`${(2 * scan) / 3600}h`);
    expect(rule('BackupTooOld').expr).toMatch(
      new RegExp(`> ${2 * 3600 * new BackupSettings().every_hours}$`),
    );
  });

  it('asks for the scrape job that docs/metrics.md shows', () => {
    const job = /job_name: (\w+)/.exec(text('docs/metrics.md'))![1]!;
    expect(uses(rule('HubDown').expr)).toEqual([{ metric: 'up', matchers: [['job', [job]]] }]);
  });
});

describe('docs/monitoring/dashboard.json', () => {
  const { panels, templating } = JSON.parse(text('docs/monitoring/dashboard.json')) as {
    panels: Panel[];
    templating: { list: { name: string; type: string }[] };
  };
  const charts = panels.filter(({ type }) => type !== 'row');

  it('has the rows that an operator looks for', () => {
    expect(panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Fleet health',
      'Drift',
      'Scans',
      'Queue and outbox',
      'Deployments',
      'Backups',
      'HTTP',
      'Agents',
    ]);
  });

  it.each(charts.map((panel) => [panel.title, panel] as const))('%s shows what exists', (_, panel) => {
    expect(panel.description).toBeTruthy();
    expect(panel.datasource!.uid).toBe('${datasource}');
    expect(panel.targets!.length).toBeGreaterThan(0);
    for (const { expr, legendFormat } of panel.targets!) {
      expect(faults(expr)).toEqual([]);
      const known = /\bby \(/.test(expr)
        ? grouped(expr)
        : uses(expr).flatMap(({ metric }) => labelsOf(metric));
      for (const label of shown(legendFormat)) expect(known).toContain(label);
    }
  });

  it('works with any data source, and no panel hides another', () => {
    expect(templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }]);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});

/** Every value of each key of a unit, in order. */
function unit(file: string): (key: string) => string[] {
  const pairs = [...text(file).matchAll(/^(\w+)=(.*)$/gm)];
  return (key) => pairs.filter(([, name]) => name === key).map(([, , value]) => value!);
}

describe('docs/systemd', () => {
  const hub = unit('docs/systemd/archivesmp-hub.service');
  const agent = unit('docs/systemd/archivesmp-agent.service');

  it.each([
    ['hub', hub, HOST_SETTINGS_PATH],
    ['agent', agent, AGENT_SETTINGS_PATH],
  ] as const)('%s: a program that the build makes, its settings, and a narrow sandbox', (_, of, settings) => {
    const [node, program, ...rest] = of('ExecStart')[0]!.split(' ');
    expect(node).toBe(`${of('WorkingDirectory')[0]!}/node_modules/.bin/node`);
    const source = program!.replace('/dist/', '/src/').replace(/\.js$/, '.ts');
    expect(existsSync(path.join(ROOT, source)), source).toBe(true);
    expect(rest).toEqual(['--config', settings]);
    expect(path.dirname(of('EnvironmentFile')[0]!.replace(/^-/, ''))).toBe(path.dirname(settings));
    expect(of('Restart')).toEqual(['always']);
    expect(of('NoNewPrivileges')).toEqual(['yes']);
    expect(of('ProtectSystem')).toEqual(['strict']);
    expect(of('CapabilityBoundingSet')).toEqual(['']);
    expect(of('StandardOutput')).toEqual(['journal']);
    expect(of('MemoryDenyWriteExecute')).toEqual([]);
  });

  it('lets the agent write AMP’s folder and its own state, and the hub neither', () => {
    const { instances_root, state_folder } = new AgentSettings();
    expect(agent('ReadWritePaths')).toEqual([instances_root]);
    expect(agent('StateDirectory').map((name) => `/var/lib/${name}`)).toEqual([state_folder]);
    expect(agent('Environment')).toContain('MALLOC_ARENA_MAX=1');
    expect(hub('ReadWritePaths')).toEqual([]);
    expect(hub('StateDirectory')).toEqual([]);
    // The agent gives folders and files their mode back, setgid included
    expect(agent('RestrictSUIDSGID')).toEqual([]);
  });

  it('rotates, with copytruncate, the folders that the units let them write', () => {
    const rotation = text('docs/systemd/logrotate.archivesmp');
    const patterns = /^(\/.*) \{$/m.exec(rotation)![1]!.split(' ');
    expect(patterns).toContain('/var/log/archivesmp/*.log');
    for (const folder of [...hub('LogsDirectory'), ...agent('LogsDirectory')])
      expect(patterns).toContain(`/var/log/${path.dirname(folder)}/*/*.log`);
    expect(rotation).toMatch(/^ {4}copytruncate$/m);
  });
});
