import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeFindingKind } from './make-finding-kind.js';
import { makeJob } from './make-job.js';
import { makeRoute } from './make-route.js';
import { makeService } from './make-service.js';
import { CannotMake, type SourceTree } from './source-tree.js';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const STATE = path.join(ROOT, '.archivesmp');
const NAME = 'kit-painter';

/** The sources of this checkout with what a generator writes over them. */
class Overlay implements SourceTree {
  readonly written = new Map<string, string>();

  readSource(file: string): string {
    return this.written.get(file) ?? readFileSync(path.join(ROOT, file), 'utf8');
  }
  hasSource(file: string): boolean {
    return this.written.has(file) || existsSync(path.join(ROOT, file));
  }
  writeSource(file: string, text: string): void {
    this.written.set(file, text);
  }
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Sources of the libraries and of the made app, with the packages of this checkout. */
function checkoutWith(tree: Overlay, ...apps: readonly string[]): string {
  // Within this checkout, whose packages are found from there.
  mkdirSync(STATE, { recursive: true });
  const root = mkdtempSync(path.join(STATE, 'made-'));
  folders.push(root);
  const isSource = (from: string): boolean =>
    !/\/(node_modules|dist|test)(\/|$)/.test(from.slice(ROOT.length));
  for (const part of ['libs', 'tsconfig.base.json', ...apps])
    cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true, filter: isSource });
  for (const [file, text] of tree.written) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  const packages = path.join(root, 'node_modules');
  mkdirSync(path.join(packages, '@archivesmp'), { recursive: true });
  for (const folder of ['libs', 'libs/engines', 'libs/adapters'])
    for (const one of readdirSync(path.join(root, folder)))
      if (existsSync(path.join(root, folder, one, 'package.json')))
        symlinkSync(path.join(root, folder, one), path.join(packages, '@archivesmp', one));
  return root;
}

/** What the compiler says of the made app; empty when it compiles. */
function compiled(root: string, include = [`apps/${NAME}/src`]): string {
  const options = { composite: false, declaration: false, declarationMap: false, noEmit: true, rootDir: '.' };
  const project = {
    extends: './tsconfig.base.json',
    compilerOptions: options,
    include,
    exclude: ['**/*.spec.ts'],
  };
  writeFileSync(path.join(root, 'tsconfig.json'), JSON.stringify(project));
  try {
    const compiler = path.join(ROOT, 'node_modules/typescript-7/bin/tsc');
    return execFileSync(process.execPath, [compiler, '-p', root], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

// One compilation for all, and one that fails: each takes seconds.
describe('what is made', () => {
  it('compiles together as it is', { timeout: 240_000 }, () => {
    const tree = new Overlay();
    makeService(tree, NAME, 'kits.paint-kits', '600');
    makeRoute(tree, 'fleet', 'paint-shop');
    makeRoute(tree, 'kits', 'colours');
    makeFindingKind(tree, 'wrong_colour', 'value', 'low');
    const asked = [`apps/${NAME}/src`, 'apps/web-api/src', 'libs/engines/drift/src'];
    expect(compiled(checkoutWith(tree, 'apps/web-api'), asked)).toBe('');
  });

  it('does not compile with a job more that it does not handle', { timeout: 120_000 }, () => {
    const more = new Overlay();
    makeService(more, NAME, 'kits.paint-kits', '600');
    makeJob(more, NAME, 'kits.wash-kits');
    expect(compiled(checkoutWith(more))).toMatch(/kit-painter\.worker\.ts.*error[^]*kits\.wash-kits/);
  });

  it('of a service has its place in the hub and in the build', () => {
    const tree = new Overlay();
    makeService(tree, NAME, 'kits.paint-kits', '600');
    expect(tree.written.get('apps/hub/src/hub.service.ts')).toMatch(
      /import \{ kitPainter \}[^]* {2}kitPainter,\n\];/,
    );
    expect(JSON.parse(tree.written.get('apps/hub/package.json')!)).toHaveProperty(
      ['dependencies', `@archivesmp/${NAME}`],
      '*',
    );
    expect(tree.written.get(`apps/${NAME}/src/${NAME}.service.ts`)).toContain('listen: ({ kit_painter: ');
    expect(tree.written.get('apps/hub/src/hub-settings.ts')).toMatch(/override kit_painter[^]*\}\n$/);
    expect(tree.written.get('docs/metrics.md')).toContain(`<!-- ${NAME}: generated -->`);
    const { references } = JSON.parse(tree.written.get('tsconfig.build.json')!) as { references: object[] };
    expect(references).toContainEqual({ path: `apps/${NAME}` });
    expect(JSON.parse(tree.written.get('apps/hub/tsconfig.json')!)).toHaveProperty('references');
  });

  it.each([['fleet'], ['kits']])('of a route is composed in the feature %s', (feature) => {
    const tree = new Overlay();
    makeRoute(tree, feature, 'paint-shop');
    expect(tree.written.get('apps/web-api/src/composition/routes.ts')).toMatch(/ PaintShopController,\n\];/);
    expect(tree.written.get(`apps/web-api/src/composition/${feature}.ts`)).toContain(
      'built(ReadPaintShop, FleetReads)',
    );
  });
});

describe('a service or a job', () => {
  it('is refused where it is there already, or named otherwise than all else', () => {
    expect(() => makeService(new Overlay(), 'backup', 'backup.paint', '600')).toThrow(CannotMake);
    expect(() => makeService(new Overlay(), 'KitPainter', 'kits.paint', '600')).toThrow(
      '"KitPainter" is not',
    );
    expect(() => makeService(new Overlay(), NAME, 'paint', '600')).toThrow('QUEUE.WHAT-IT-DOES');
    expect(() => makeService(new Overlay(), NAME, 'kits.paint', 'hourly')).toThrow('"hourly" is not');
    expect(() => makeJob(new Overlay(), NAME, 'kits.paint')).toThrow(`there is no service ${NAME}`);
    expect(() => makeJob(new Overlay(), 'backup', 'backup.take')).toThrow(
      'there is a job backup.take already',
    );
  });
});

describe('a route', () => {
  it('is refused where it is there already', () =>
    expect(() => makeRoute(new Overlay(), 'fleet', 'hosts')).toThrow('hosts.controller.ts is there already'));
});

describe('a kind of finding', () => {
  it('is refused where it is there already, or in other words', () => {
    expect(() => makeFindingKind(new Overlay(), 'wrong_value', 'value', 'low')).toThrow(
      'there is wrong_value already',
    );
    expect(() => makeFindingKind(new Overlay(), 'wrong-colour', 'value', 'low')).toThrow('with underscores');
    expect(() => makeFindingKind(new Overlay(), 'wrong_colour', 'paint', 'low')).toThrow(
      'about one of value',
    );
    expect(() => makeFindingKind(new Overlay(), 'wrong_colour', 'value', 'bad')).toThrow('one of critical');
  });
});
