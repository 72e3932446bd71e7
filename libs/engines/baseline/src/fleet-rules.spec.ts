import { readConfig } from '@archivesmp/config-text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFleetRules, type FleetFile } from './fleet-rules.js';
import { parseDeviations } from './parse-deviations.js';
import type { FleetRule } from './deviations-document.js';

function rules(text: string): readonly FleetRule[] {
  const { document, errors } = parseDeviations(new TextEncoder().encode(text));
  expect(errors).toBeUndefined();
  return document!.fleetRules;
}

function file(
  name: string,
  content: string,
  more: { host?: string; tags?: string[]; plugin?: string } = {},
): FleetFile {
  const reading = readConfig(new TextEncoder().encode(content), 'yaml');
  if (reading.state !== 'ok') throw new Error(content);
  const { host = 'ovh', tags = [], plugin = 'P' } = more;
  return {
    instance: { name, host, platform: 'paper', tags },
    plugin,
    file: 'config.yml',
    root: reading.root,
  };
}

const names = (text: string, files: FleetFile[]) =>
  checkFleetRules(rules(text), files).map(({ holders }) => holders.map(({ instance }) => instance));

const PORTS = 'unique: [{plugin: P, key: "**.port", within: host, reason: one port per machine}]';

describe('values that must be unique', () => {
  it('clash on one host, however they are written, and not across hosts', () => {
    const files = [
      file('A', 'web: {port: 8100}'),
      file('B', 'web: {port: "8100"}'),
      file('C', 'web: {port: 8100}', { host: 'hetzner' }),
      file('D', 'web: {port: 8101}'),
    ];
    expect(names(PORTS, files)).toEqual([['A', 'B']]);
    expect(names(PORTS.replace('host', 'fleet'), files)).toEqual([['A', 'B', 'C']]);
  });

  it('may occur twice on one instance, and not being set is no clash', () => {
    expect(names(PORTS, [file('A', 'a: {port: 1}\nb: {port: 1}'), file('B', 'a: {port: 2}')])).toEqual([]);
    expect(names(PORTS, [file('A', 'a: {port: ""}'), file('B', 'a: {port: }')])).toEqual([]);
    const one = PORTS.replace('**.port', 'port');
    expect(names(one, [file('A', 'a: 1'), file('B', 'a: 1'), file('C', 'port: " "')])).toEqual([]);
    expect(names(one, [file('A', 'port: 1'), file('B', 'port: " 1 "')])).toEqual([['A', 'B']]);
  });

  it('concern only the plugin and the instances of the rule', () => {
    const text = 'tags: {mmo: {instances: [X]}}\nunique: [{plugin: P, key: prefix, among: "tag:mmo"}]';
    const files = [
      file('A', 'prefix: x', { tags: ['mmo'] }),
      file('B', 'prefix: x'),
      file('C', 'prefix: x', { tags: ['mmo'], plugin: 'Q' }),
    ];
    expect(names(text, files)).toEqual([]);
    expect(names(text, [...files, file('D', 'prefix: x', { tags: ['mmo'] })])).toEqual([['A', 'D']]);
  });

  it('are breached exactly when two instances have the same value', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), (ports) => {
        const files = ports.map((port, index) => file(`I${index}`, `web: {port: ${port}}`));
        const clashing = ports.filter((port, index) =>
          ports.some((other, there) => there !== index && other === port),
        );
        expect(names(PORTS, files).flat()).toHaveLength(clashing.length);
      }),
    );
  });
});

describe('values that must agree', () => {
  const text = 'agree: [{plugin: P, key: cluster_id, reason: one HuskSync cluster}]';

  it('name every instance, the majority first, when they do not', () => {
    const files = [file('A', 'cluster_id: dev'), file('B', 'cluster_id: smp'), file('C', 'cluster_id: smp')];
    expect(names(text, files)).toEqual([['B', 'C', 'A']]);
    expect(names(text, files.slice(1))).toEqual([]);
  });

  it('count a file without the key as another opinion', () => {
    const files = [file('A', 'cluster_id: smp'), file('B', 'other: 1')];
    expect(names(text, files)).toEqual([['A', 'B']]);
    const [breach] = checkFleetRules(rules(text), files);
    expect(breach!.holders.map(({ text: value, path }) => [value, path])).toEqual([
      ['smp', ['cluster_id']],
      ['', ['cluster_id']],
    ]);
    const wild = text.replace('cluster_id', '"cluster_*"');
    expect(names(wild, files)).toEqual([]);
  });

  it('are judged key by key where the rule has wildcards', () => {
    const wild = 'agree: [{plugin: P, key: "redis.*"}]';
    expect(names(wild, [file('A', 'redis: {host: x, db: 1}'), file('B', 'redis: {host: x, db: 1}')])).toEqual(
      [],
    );
    expect(names(wild, [file('A', 'redis: {host: x, db: 1}'), file('B', 'redis: {host: x, db: 2}')])).toEqual(
      [['A', 'B']],
    );
  });

  it('are looked for in lists, too, position by position', () => {
    const lists = 'agree: [{plugin: P, key: "hosts.*"}]';
    expect(names(lists, [file('A', 'hosts: [x, y]'), file('B', 'hosts: [x, z]')])).toEqual([['A', 'B']]);
    expect(names(lists, [file('A', 'hosts: [x, y]'), file('B', 'hosts: [x, y]')])).toEqual([]);
  });
});
