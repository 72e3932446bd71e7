import { sha256Hex } from '@archivesmp/digests';
import { describe, expect, it } from 'vitest';
import { assertTargets, isLoadedJar, isNewJar } from './target-path.js';

const created = (path: string) => ({ path, before: null, after: sha256Hex('a') });
const changed = (path: string) => ({ path, before: sha256Hex('a'), after: sha256Hex('b') });

describe('the files of an order', () => {
  it('are each named once, and no file is the folder of another', () => {
    const orders: [string[], string][] = [
      [['plugins/a.yml', 'plugins/a.yml'], 'plugins/a.yml'],
      [['plugins/a.yml', 'plugins/a.yml/b.yml'], 'plugins/a.yml'],
      [['plugins/a.yml/b/c/d.yml', 'plugins/a.yml'], 'plugins/a.yml'],
    ];
    for (const [paths, path] of orders)
      expect(() => assertTargets(paths.map(created)), paths.join()).toThrow(
        expect.objectContaining({ code: 'invalid_order', path }) as Error,
      );
    // Only whole parts of a path are folders
    expect(() => assertTargets(['plugins/a.yml', 'plugins/a.yml2/b.yml'].map(created))).not.toThrow();
  });

  it('may be named as nothing new would be: what an order deleted comes back by one', () => {
    for (const path of ['plugins/ CMI/config.yml', 'plugins/CMI./config.yml', 'plugins/CMI/con.yml'])
      expect(() => assertTargets([created(path)]), path).not.toThrow();
    for (const path of ['../a.yml', 'plugins/a\\b.yml', 'plugins/CMI/a%x61.yml', 'plugins/CMI/run.sh'])
      expect(() => assertTargets([created(path)]), path).toThrow(
        expect.objectContaining({ code: 'outside_instance', path }) as Error,
      );
  });

  it('are ten thousand at the most', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => created(`plugins/P/${index}.yml`));
    expect(() => assertTargets(many(10_000))).not.toThrow();
    expect(() => assertTargets(many(10_001))).toThrow('10001 files, more than 10000');
  });
});

describe('a JAR', () => {
  it.each([
    ['plugins/A.jar', true],
    ['plugins/a.JAR', true],
    ['plugins/sub/a.jar', true],
    ['plugins/update/a.jar', false],
    ['plugins/Update/a.jar', false],
    ['plugins/x/plugins/update/a.jar', true],
    ['plugins/updated/a.jar', true],
    ['plugins/a.jar.yml', false],
  ])('at %s that was there before may be loaded: %s', (path, isLoaded) => {
    expect(isLoadedJar(changed(path))).toBe(isLoaded);
    expect(isLoadedJar(created(path))).toBe(false);
  });

  it.each([
    ['plugins/A.jar', true],
    ['plugins/a.JAR', true],
    ['plugins/update/a.jar', true],
    ['plugins/a.jar.yml', false],
  ])('at %s that comes new is looked into: %s', (path, isChecked) => {
    expect(isNewJar(created(path))).toBe(isChecked);
    expect(isNewJar(changed(path))).toBe(false);
  });
});
