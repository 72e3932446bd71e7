import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');

async function messagesFor(filePath: string, code: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root });
  const [result] = await eslint.lintText(code, { filePath: path.join(root, filePath) });
  return result!.messages.map((message) => `${message.ruleId}: ${message.message}`);
}

/** Without a project graph the boundary rule is skipped with exit code 0; this test is what notices. */
describe('the canary: linting complains about a deliberate violation', () => {
  beforeAll(() => {
    execFileSync('node', ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], {
      cwd: root,
      stdio: 'ignore',
    });
  }, 60_000);

  it('refuses an engine that reaches for an adapter', async () => {
    const messages = await messagesFor(
      'libs/engines/drift/src/canary.ts',
      "import { migrate } from '@archivesmp/history';\nexport const x = migrate;\n",
    );
    expect(messages.join('\n')).toContain('@nx/enforce-module-boundaries');
  });

  it('refuses an engine that reaches for one above it', async () => {
    const reach = (engine: string) =>
      messagesFor(
        `libs/engines/${engine}/src/canary.ts`,
        "import { compareInstance } from '@archivesmp/drift';\nexport const x = compareInstance;\n",
      );
    expect((await reach('fleet')).join('\n')).toContain('@nx/enforce-module-boundaries');
    expect((await reach('baseline')).join('\n')).toContain('@nx/enforce-module-boundaries');
    expect((await reach('change-plan')).join('\n')).not.toContain('@nx/enforce-module-boundaries');
  });

  it('refuses an app that reaches for another app', async () => {
    const messages = await messagesFor(
      'apps/web-api/src/canary.ts',
      "import { DriftAnalysisModule } from '@archivesmp/drift-analysis';\nexport const x = DriftAnalysisModule;\n",
    );
    expect(messages.join('\n')).toContain('@nx/enforce-module-boundaries');
  });

  it('refuses a vendor in an engine', async () => {
    const messages = await messagesFor(
      'libs/engines/drift/src/canary.ts',
      "import Redis from 'ioredis';\nexport const x = Redis;\n",
    );
    expect(messages.join('\n')).toContain('@nx/enforce-module-boundaries');
  });

  it('refuses the disk in an engine', async () => {
    const messages = await messagesFor(
      'libs/engines/drift/src/canary.ts',
      "import fs from 'node:fs';\nexport const x = fs;\n",
    );
    expect(messages.join('\n')).toContain('no-restricted-imports');
  });

  it('refuses a drawer as a file name', async () => {
    const messages = await messagesFor('libs/engines/drift/src/utils.ts', 'export const x = 1;\n');
    expect(messages.join('\n')).toContain('archivesmp/file-name');
  });

  it.each([
    ['a hash', "import { createHash } from 'node:crypto';\nexport const x = createHash('md5');\n"],
    [
      'a keyed hash',
      "import * as crypto from 'crypto';\nexport const x = crypto.createHmac('sha256', 'k');\n",
    ],
    ['the pattern of a UUID', 'export const x = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;\n'],
    [
      'lanes',
      'export const x = (lane: () => Promise<void>) => Promise.all(Array.from({ length: 4 }, lane));\n',
    ],
  ])('refuses %s outside of its room', async (_what, code) => {
    expect((await messagesFor('apps/backup/src/canary.ts', code)).join('\n')).toContain(
      'archivesmp/one-room',
    );
  });

  it('takes a hash in its room, and an id drawn by chance everywhere', async () => {
    const hash = "import { createHash } from 'node:crypto';\nexport const x = createHash('sha256');\n";
    expect(await messagesFor('libs/digests/src/canary.ts', hash)).toEqual([]);
    const id = "import { randomUUID } from 'node:crypto';\nexport const x = randomUUID();\n";
    expect(await messagesFor('apps/backup/src/canary.ts', id)).toEqual([]);
  });

  it('refuses a log message with facts inside the text', async () => {
    const messages = await messagesFor(
      'apps/web-api/src/canary.ts',
      'export function f(log: { info(text: string): void }, id: string) {\n  log.info(`scan ${id}`);\n}\n',
    );
    expect(messages.join('\n')).toContain('archivesmp/static-log-message');
  });

  it('refuses a class that knows the framework away from the edges', async () => {
    const code = (name: string) =>
      `import { Inject, Injectable } from '@nestjs/common';\n@Injectable()\nexport class ${name} {\n  constructor(@Inject(Date) readonly date: Date) {}\n}\n`;
    const plain = await messagesFor('apps/web-api/src/plans/read-plan.ts', code('ReadPlan'));
    expect(plain.join('\n')).toMatch(/plain-classes: @Injectable[\s\S]*plain-classes: @Inject /);
    const edge = await messagesFor('apps/web-api/src/access/canary.guard.ts', code('CanaryGuard'));
    expect(edge.join('\n')).not.toContain('archivesmp/plain-classes');
  });

  it('refuses a class name whose end says nothing', async () => {
    const messages = await messagesFor(
      'apps/web-api/src/plans/decide-plan.ts',
      'export class DecidePlanUseCase {}\n',
    );
    expect(messages.join('\n')).toContain('"DecidePlanUseCase": say by a verb');
  });

  it('refuses a second way to be private', async () => {
    const messages = await messagesFor(
      'libs/adapters/bus/src/canary.ts',
      'export class Canary {\n  #wings = 2;\n  get wings(): number {\n    return this.#wings;\n  }\n}\n',
    );
    expect(messages).toEqual([expect.stringContaining('archivesmp/one-way-private: Write "private wings"')]);
  });

  it('refuses a word that the glossary retired, wherever a name is given', async () => {
    const messages = await messagesFor(
      'libs/adapters/bus/src/wish-list.ts',
      'export interface Wishes {\n  readonly wishOf: string;\n}\nexport function pickWish({ wish }: { wish: string }): string {\n  return wish;\n}\n',
    );
    for (const name of [
      'file "wish-list"',
      'name "Wishes"',
      'name "wishOf"',
      'name "pickWish"',
      'name "wish"',
    ])
      expect(messages.join('\n')).toContain(`retired-word: The ${name} says`);
    expect(messages.join('\n')).toContain('docs/glossary.md says instead: change request');
  });

  it.each([
    ['a binding under another name', 'export const f = ({ a: wish }: { a: string }) => wish;\n'],
    ['a binding with a default', 'export const f = ({ a: wish = 1 }: { a?: number }) => wish;\n'],
    ['an item of a list', 'export const f = ([wish]: string[]) => wish;\n'],
    [
      'an import under another name',
      "import { mkdir as wish } from 'node:fs/promises';\nexport const x = wish;\n",
    ],
  ])('refuses a retired word in %s', async (_what, code) => {
    expect((await messagesFor('libs/adapters/bus/src/canary.ts', code)).join('\n')).toContain(
      'retired-word: The name "wish" says',
    );
  });

  it('takes a name that another package gave', async () => {
    const code = "import { wish } from '@archivesmp/contracts/jobs';\nexport const x = wish;\n";
    expect(await messagesFor('libs/adapters/bus/src/canary.ts', code)).toEqual([]);
  });

  it('takes a name that only holds the letters of a retired word, and one that stays for others', async () => {
    const messages = await messagesFor(
      'libs/adapters/bus/src/canary.ts',
      'export interface Placed {\n  readonly returned: string;\n  readonly looksLike: string;\n}\n',
    );
    expect(messages).toEqual([]);
  });
});
