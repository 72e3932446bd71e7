import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { folderCycles } from './folder-cycles.mjs';

const of = (files: Record<string, string>) => folderCycles(new Map(Object.entries(files)));

describe('circles of folders', () => {
  it('are found though no file imports itself by any way', () => {
    const found = of({
      'plans/read-plan.ts': "import { note } from '../audit/trail.js';",
      'audit/trail.ts': 'export const note = 1;',
      'audit/view.ts': "import type { Plan } from '../plans/plan.js';",
      'plans/plan.ts': 'export type Plan = 1;',
      'fleet/hosts.ts': "import { note } from '../audit/trail.js';",
    });
    expect(found).toEqual([
      {
        rooms: ['audit', 'plans'],
        imports: ['audit/view.ts -> plans/plan.ts', 'plans/read-plan.ts -> audit/trail.ts'],
      },
    ]);
  });

  it('go over any number of folders, and over files beside them', () => {
    const found = of({
      'a/one.ts': "import '../b/deep/two.js';",
      'b/deep/two.ts': "export * from '../../compose.js';",
      'compose.ts': "const later = () => import('./a/one.js');",
    });
    expect(found.map(({ rooms }) => rooms)).toEqual([['a', 'b', 'compose.ts']]);
  });

  it('are told one by one', () => {
    const pair = (a: string, b: string) => ({
      [`${a}/x.ts`]: `import '../${b}/x.js';`,
      [`${b}/x.ts`]: `import '../${a}/x.js';`,
    });
    expect(of({ ...pair('a', 'b'), ...pair('c', 'd') }).map(({ rooms }) => rooms)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('are none within a folder, by a spec, or by what is outside', () => {
    expect(
      of({
        'a/one.ts': "import './two.js'; import '@archivesmp/history'; import '../../other/src/b/x.js';",
        'a/two.ts': "import './one.js';",
        'a/one.spec.ts': "import '../b/x.js';",
        'b/x.ts': "import '../a/one.js';",
      }),
    ).toEqual([]);
  });

  it('are none by the declaration of a table, as long as that knows nobody', () => {
    const files = {
      'plan/plan.entity.ts': "import { Column } from 'typeorm';",
      'plan/plans.ts': "import '../access/held-power.js';",
      'access/held-power.ts': "import { PlanRow } from '../plan/plan.entity.js';",
    };
    expect(of(files)).toEqual([]);
    expect(of({ ...files, 'plan/plan.entity.ts': "import '../access/held-power.js';" })).toEqual([]);
    expect(of({ ...files, 'access/held-power.ts': "import '../plan/plans.js';" })).toHaveLength(1);
  });
});

describe('the check', () => {
  let root: string | undefined;
  afterEach(() => root && rmSync(root, { recursive: true, force: true }));

  const check = (files: Record<string, string>): string => {
    root = mkdtempSync(path.join(tmpdir(), 'folder-cycles-'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const program = path.join(import.meta.dirname, 'check-folder-cycles.mjs');
    try {
      return execFileSync(process.execPath, [program], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      return (error as { stderr: string }).stderr;
    }
  };
  const project = { 'package.json': '{"workspaces":["apps/*"]}', 'apps/shop/package.json': '{}' };

  it('fails with the imports that close a circle', () => {
    const output = check({
      ...project,
      'apps/shop/src/a/x.ts': "import '../b/x.js';",
      'apps/shop/src/b/x.ts': "import '../a/x.js';",
    });
    expect(output).toContain('apps/shop/src: a, b import each other');
    expect(output).toContain('a/x.ts -> b/x.ts');
  });

  it('passes where there is none', () => {
    expect(
      check({ ...project, 'apps/shop/src/a/x.ts': "import '../b/x.js';", 'apps/shop/src/b/x.ts': '' }),
    ).toContain('1 projects, no folders');
  });
});
